import { EngineError } from "../../core/base/errors.ts";
import { printable } from "../../show/text/printable.ts";

/** The answer for what is not stored, or not any more. */
export function notFound(kind: "event" | "run", id: string): EngineError {
  return new EngineError(
    "NOT_FOUND",
    `There is no ${kind} "${printable(id)}" in the store: the id is another, or it is older than ${kind}s are kept.`,
  );
}
