import { createHash } from "node:crypto";
import { EngineError } from "../../core/base/errors.ts";
import type { ApiRequest, Route } from "./route.ts";

/**
 * Where a list goes on, as its store knows it: the `after` of a request, without the mark of what it continues.
 *
 * @throws EngineError USAGE for one that another list gave, or this one with another filter.
 */
export function withPlace(route: Route, given: ApiRequest["given"]): ApiRequest["given"] {
  const { after } = given;
  if (!isContinued(route) || typeof after !== "string") return given;
  const mark = markOf(route, given);
  if (after.startsWith(`${mark}.`)) return { ...given, after: after.slice(mark.length + 1) };
  const message =
    "The list cannot be continued: after must be the next of a page of this list with the same filter; leave it out to begin at the start.";
  throw new EngineError("USAGE", message);
}

/** An answer whose `next` leads on in this list, with this filter, alone. */
export function markedNext(route: Route, given: ApiRequest["given"], answer: object): object {
  if (!isContinued(route) || !("next" in answer) || typeof answer.next !== "string") return answer;
  return { ...answer, next: `${markOf(route, given)}.${answer.next}` };
}

function isContinued({ parameters }: Route): boolean {
  return parameters.some(({ name }) => name === "after");
}

/** Stands for a list and its filter, not for how many rows a page has. */
function markOf({ operationId }: Route, given: ApiRequest["given"]): string {
  const filter = Object.entries(given).filter(([name]) => name !== "after" && name !== "limit");
  const asked = JSON.stringify([operationId, ...filter.toSorted(([one], [other]) => (one < other ? -1 : 1))]);
  return createHash("sha256").update(asked).digest("base64url").slice(0, 8);
}
