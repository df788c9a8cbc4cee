import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";

setFlagsFromString("--allow-natives-syntax");
const haveSameMap = runInThisContext("(one, other) => %HaveSameMap(one, other)") as (
  one: object,
  other: object,
) => boolean;

/** Whether V8 keeps each of the objects that are made in the form of its last one; a form of its own for each takes a microsecond and more. */
export function keepForms(make: () => readonly object[]): boolean {
  // V8 (Node 20) gives up sharing only once it has seen the place that makes them often.
  const made = Array.from({ length: 2_000 }, make).slice(-20);
  const last = made.at(-1) ?? [];
  return made.every((objects) => objects.every((object, index) => haveSameMap(object, last[index] ?? object)));
}
