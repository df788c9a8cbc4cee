import { EngineError } from "../../core/base/errors.ts";
import { readTypedNumber } from "../../core/base/phone.ts";
import type { PageOptions } from "../../ports/store/lists.ts";
import type { ApiRequest, Parameter } from "./route.ts";
import { oneOf, text } from "./schema.ts";

const DEFAULT_LIMIT = 50;
const MOST_ROWS = 200;

/** How many rows of a list, and from where on. */
export const PAGE_PARAMETERS: readonly Parameter[] = [
  {
    name: "limit",
    in: "query",
    description: "At most so many rows.",
    schema: { type: "integer", minimum: 1, maximum: MOST_ROWS, default: DEFAULT_LIMIT },
  },
  {
    name: "after",
    in: "query",
    description: "The `next` of the page before; what came or changed meanwhile moves no row.",
    schema: { type: "string", minLength: 1 },
  },
];

/** The page that was asked for. */
export function pageOptions(given: ApiRequest["given"]): PageOptions {
  const { limit, after } = given;
  return {
    limit: typeof limit === "number" ? limit : DEFAULT_LIMIT,
    ...(typeof after === "string" ? { after } : {}),
  };
}

/** The id in a path, of a kind of record such as `event`. */
export function idParameter(kind: string): Parameter {
  return { name: "id", in: "path", description: `Whole id of the ${kind}.`, schema: { type: "string", minLength: 1 } };
}

/** A filter by a text. */
export function filterBy(name: string, description: string, more: Readonly<Record<string, unknown>> = {}): Parameter {
  const { description: told, ...schema } = text(description, { minLength: 1, ...more });
  return { name, in: "query", description: String(told), schema };
}

/** A filter by one of these words. */
export function filterByOne(name: string, words: readonly string[], description: string): Parameter {
  const { description: told, ...schema } = oneOf(words, description);
  return { name, in: "query", description: String(told), schema };
}

/** A parameter as text; undefined when it was not given. */
export function givenText(given: ApiRequest["given"], name: string): string | undefined {
  const value = given[name];
  return value === undefined ? undefined : String(value);
}

/**
 * The number that a parameter or a member of a body names, in E.164: with its country code, or as people of `country` write it.
 *
 * @throws EngineError USAGE for anything else.
 */
export function givenNumber(
  value: string,
  { name, country, isInUrl }: { readonly name: string; readonly country: string; readonly isInUrl: boolean },
): string {
  const phone = readTypedNumber(value, country);
  if (phone !== null) return phone;
  const plus = isInUrl ? " (+ is %2B in a URL)" : "";
  throw new EngineError(
    "USAGE",
    `${name} must be a number with country code, such as +15105550100${plus}, or one as it is written in ${country}.`,
  );
}
