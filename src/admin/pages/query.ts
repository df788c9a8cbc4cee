import type { Request } from "express";
import type { PageOptions } from "../../ports/store-lists.ts";

/** What stands behind the question mark of the address of a request; a name may be there several times. */
export function queryOf({ originalUrl }: Pick<Request, "originalUrl">): URLSearchParams {
  return new URL(originalUrl, "http://localhost").searchParams;
}

/** Rows of a list on one page. */
const PAGE_LENGTH = 50;

/** The page of a list that an address names by its `after`. */
export function pageOf(query: URLSearchParams): PageOptions {
  const after = query.get("after") ?? "";
  return { limit: PAGE_LENGTH, ...(after === "" ? {} : { after }) };
}

/** A parameter of an address; empty when it is not there, or there more than once. */
export function parameterOf(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === "string" ? value : "";
}
