import { EngineError } from "../../core/base/errors.ts";

/** A list that is counted, by which its places begin: of another one they are no place in this. */
type CountedList = "rule" | "verdict";

/** The place behind so many rows, as `placeInList` reads it. */
export function placeBehind(list: CountedList, count: number): string {
  return `${list}.${count}`;
}

/** How many rows stand before a place in a list that is counted; none where no place is named. @throws EngineError USAGE for what is no place in it. */
export function placeInList(list: CountedList, after: string): number {
  if (after === "") return 0;
  const [, name, count] = /^([a-z]+)[.](\d{1,6})$/.exec(after) ?? [];
  if (name === list) return Number(count);
  throw new EngineError("USAGE", "The place in this list is not one of ours: begin at its start.");
}
