import type { FindingCode } from "../../../core/base/diagnostic.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import type { FieldKind } from "../../../core/event/vocabulary.ts";

/** What a data path stands for at a place of a rule, and what is wrong with naming it there. */
export interface PathReport {
  readonly kind: FieldKind;
  readonly values: readonly string[];
  readonly problem: PathProblem | null;
  /** Values of the kinds the data can have there; absent where nothing is known of it. */
  readonly examples?: readonly JsonValue[];
}

/** What is wrong with naming a path. */
interface PathProblem {
  readonly severity: "error" | "warning";
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string | null;
}

/** A path that can be named. */
export function known(kind: FieldKind, values: readonly string[] = []): PathReport {
  return { kind, values, problem: null };
}

/** A path at which such values stand. */
export function holding(...examples: readonly JsonValue[]): PathReport {
  return { ...known("any"), examples };
}

/** A path below a value that is written: what stands there, unless a placeholder or an item of a list decides. */
export function within(written: JsonValue, names: readonly string[]): PathReport {
  let value = written;
  for (const name of names) value = ownValue(value, name);
  const isOpen = value === null || (typeof value === "string" && value.includes("{{"));
  return isOpen ? known("any") : holding(value);
}

/** A path that cannot be named there. */
export function refuse(code: FindingCode, message: string, hint: string | null = null): PathReport {
  return { kind: "any", values: [], problem: { severity: "error", code, message, hint } };
}

/** `did you mean "event.text"?` for a name below `event`, or null when none is near. */
export function suggestBelow(root: string, name: string, names: readonly string[]): string | null {
  return suggest(name, names)?.replace('"', `"${root}.`) ?? null;
}
