import type { JsonValue } from "../../base/json.ts";
import type { Literal } from "./formula.ts";
import type { FieldValues, ValueKind } from "./refutation.ts";
import { answers, countsFor, numbersFor, timesFor } from "./representatives.ts";
import { textsFor } from "./text-candidates.ts";

/**
 * A value of a field that answers all questions as asked, or undefined when none was found; tried in the order of `usual`, what the
 * rules name, and the rest.
 */
export function valueFor(
  literals: readonly Literal[],
  { values, kinds }: FieldValues,
  { usual, now }: { readonly usual: readonly JsonValue[]; readonly now: string },
): JsonValue | undefined {
  const candidates = values ?? [...usual, ...kinds.flatMap((kind) => valuesOfKind(kind, literals))];
  return candidates.find((value) => answers(literals, value, now));
}

function valuesOfKind(kind: ValueKind, literals: readonly Literal[]): readonly JsonValue[] {
  switch (kind) {
    case "absent":
      return [null];
    case "boolean":
      return [true, false];
    case "number":
      return numbersFor(literals);
    case "count":
      return countsFor(literals);
    case "object":
      return [{ a: 1 }];
    case "list": {
      const held = literals.flatMap(({ atom, holds }) => (holds && atom.operation === "has_any" ? [atom.wanted] : []));
      return [held, ["other"], [...held, "other"]];
    }
    case "text":
      return [
        ...textsFor(literals),
        " ",
        ...(["instant", "minute", "age"] as const).flatMap((scale) => timesFor(literals, scale)),
      ];
  }
}
