import type { JsonValue } from "../../base/json.ts";
import type { Literal } from "./formula.ts";
import { answers, countsFor, numbersFor, timeScaleOf, timesFor, zoneOf } from "./representatives.ts";
import { isRefutedText } from "./text-refutation.ts";

/** What a value can be; a count is a whole number from 0 on. */
export type ValueKind = "absent" | "text" | "number" | "count" | "boolean" | "list" | "object";

/** The values a field can have: some, or all of some kinds. */
export interface FieldValues {
  readonly values: readonly JsonValue[] | null;
  readonly kinds: readonly ValueKind[];
}

/**
 * Whether no value that a field can have answers all questions as asked. True is certain; false says nothing, since it knows of
 * texts only what `text-refutation.ts` says, and of patterns nothing.
 */
export function isRefuted(literals: readonly Literal[], { values, kinds }: FieldValues): boolean {
  if (clashes(literals)) return true;
  const known = literals.filter(({ atom }) => atom.whyOpaque === null);
  const timeless = known.filter(({ atom }) => timeScaleOf(atom) !== "age");
  if (values !== null) return !values.some((value) => answers(timeless, value));
  if (isRefutedTime(known)) return true;
  const plain = known.filter(({ atom }) => timeScaleOf(atom) === null);
  return kinds.every((kind) => isRefutedKind(kind, plain));
}

/** A question that is answered both ways, or two answers that exclude each other. */
function clashes(literals: readonly Literal[]): boolean {
  return literals.some((one) =>
    literals.some(
      (other) =>
        (one.atom.key === other.atom.key && one.holds !== other.holds) ||
        (one.holds && other.holds && one.atom.contrary === other.atom.key),
    ),
  );
}

function isRefutedTime(literals: readonly Literal[]): boolean {
  return (["age", "minute", "instant"] as const).some((scale) => {
    const onScale = literals.filter(({ atom }) => timeScaleOf(atom) === scale);
    return onScale.some((one) => {
      // Clocks of two zones show two times.
      const asked = onScale.filter(({ atom }) => scale !== "minute" || zoneOf(atom) === zoneOf(one.atom));
      return asked.length > 1 && ![null, ...timesFor(asked, scale)].some((value) => answers(asked, value));
    });
  });
}

/** What JavaScript makes of a value that is no number before it compares it, is not gone into. */
const COERCING = ["==", "===", ">", ">=", "<", "<="];

function isRefutedKind(kind: ValueKind, literals: readonly Literal[]): boolean {
  const isAny = (candidates: readonly JsonValue[], asked: readonly Literal[]): boolean =>
    candidates.some((value) => answers(asked, value));
  const exact = literals.filter(({ atom }) => !COERCING.includes(atom.operation ?? ""));
  const numeric = literals.filter(
    ({ atom }) => exact.some((other) => other.atom === atom) || typeof atom.wanted === "number",
  );
  switch (kind) {
    case "absent":
      return !isAny([null], literals);
    case "boolean":
      return !isAny([true, false], literals);
    case "number":
      return !isAny(numbersFor(literals), numeric);
    case "count":
      return !isAny(countsFor(literals), numeric);
    case "object":
      return !isAny([{}, { a: 1 }], exact);
    case "list":
      return !isAny([[], listFor(exact), ["\u0000"]], exact);
    case "text":
      return isRefutedText(exact);
  }
}

/** A list of what it is to hold, and nothing else. */
function listFor(literals: readonly Literal[]): JsonValue {
  return literals.flatMap(({ atom, holds }) => (holds && atom.operation === "has_any" ? [atom.wanted] : []));
}
