import type { Request } from "express";

/** What stands behind the question mark of the address of a request; a name may be there several times. */
export function queryOf({ originalUrl }: Pick<Request, "originalUrl">): URLSearchParams {
  return new URL(originalUrl, "http://localhost").searchParams;
}

/** A parameter of an address; empty when it is not there, or there more than once. */
export function parameterOf(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === "string" ? value : "";
}
