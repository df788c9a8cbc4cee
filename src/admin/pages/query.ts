import type { Request } from "express";
import { EngineError } from "../../core/base/errors.ts";
import type { PageOptions } from "../../ports/store/lists.ts";
import { printable } from "../../show/text/printable.ts";

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

/**
 * What an address names of some choices; undefined when it names none. @throws EngineError USAGE for what is none of them: no filter at
 * all would show more than was asked for.
 */
export function choiceOf<Choice extends string>(
  given: string | null,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  if (given === null || given === "") return undefined;
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  throw new EngineError("USAGE", `${name} is one of ${choices.join(", ")}, not "${printable(given)}".`);
}
