import type { NextFunction, Request, Response } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { PageOptions } from "../../ports/store/lists.ts";
import { printable } from "../../show/text/printable.ts";

/** What stands behind the question mark of the address of a request; a name may be there several times until it is checked. */
export function queryOf({ originalUrl }: Pick<Request, "originalUrl">): URLSearchParams {
  return new URL(originalUrl, "http://localhost").searchParams;
}

/**
 * Refuses an address with a parameter that its page does not know, or with one several times. @throws EngineError USAGE: a filter that is left
 * out shows more than was asked for.
 */
export function checkNames(query: URLSearchParams, names: readonly string[]): void {
  const given = [...query.keys()];
  const strange = given.find((name) => !names.includes(name));
  const repeated = given.find((name, at) => given.indexOf(name) !== at);
  if (strange === undefined && repeated === undefined) return;
  if (strange === undefined)
    throw new EngineError(
      "USAGE",
      `The parameter "${printable(repeated ?? "")}" is given more than once; it takes one value.`,
    );
  const meant = suggest(strange, names) ?? (names.length === 0 ? "it takes none." : `it takes ${names.join(", ")}.`);
  throw new EngineError("USAGE", `This page takes no parameter "${printable(strange)}"; ${meant}`);
}

/** Refuses an address with any parameter, for a page that takes none. */
export function takesNone<Params>(request: Request<Params>, _response: Response, next: NextFunction): void {
  checkNames(queryOf(request), []);
  next();
}

/** By which an address names a page of a list. */
export const PLACE = ["after", "trail"] as const;

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
