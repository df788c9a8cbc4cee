import { EngineError } from "../../core/base/errors.ts";

/** How many rows stand before a place in a list that is counted; none where no place is named. @throws EngineError USAGE for what is no place. */
export function placeInList(after: string): number {
  if (after === "") return 0;
  if (/^\d{1,6}$/.test(after)) return Number(after);
  throw new EngineError("USAGE", "The place in this list is not one of ours: begin at its start.");
}
