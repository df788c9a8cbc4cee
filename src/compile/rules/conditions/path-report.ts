import type { FindingCode } from "../../../core/base/diagnostic.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { FieldKind } from "../../../core/event/vocabulary.ts";

/** What a data path stands for at a place of a rule, and what is wrong with naming it there. */
export interface PathReport {
  readonly kind: FieldKind;
  readonly values: readonly string[];
  readonly problem: PathProblem | null;
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

/** A path that cannot be named there. */
export function refuse(code: FindingCode, message: string, hint: string | null = null): PathReport {
  return { kind: "any", values: [], problem: { severity: "error", code, message, hint } };
}

/** `did you mean "event.text"?` for a name below `event`, or null when none is near. */
export function suggestBelow(root: string, name: string, names: readonly string[]): string | null {
  return suggest(name, names)?.replace('"', `"${root}.`) ?? null;
}
