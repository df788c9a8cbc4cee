import type { DoctorCheck } from "../ports/doctor.ts";

/** What is checked, in the order in which it is told; the names stay the same between versions. */
export const CHECK_NAMES = [
  "node",
  "time-zones",
  "configuration",
  "variables",
  "rules",
  "connections",
  "proxy",
  "webhook",
  "env-file",
  "store",
  "disk",
  "engines",
  "known-time",
  "pauses",
  "deliveries",
  "held",
  "staff-numbers",
  "clock",
  "credentials",
  "inboxes",
  "members",
  "sender",
  "names",
  "quiet-hours",
  "auto-assign",
] as const;

/** The name of a check. */
export type CheckName = (typeof CHECK_NAMES)[number];

/** What came of one check. */
export interface Check extends DoctorCheck {
  readonly name: CheckName;
}

/** A check that has nothing to complain of. */
export function good(name: CheckName, message: string): Check {
  return { name, status: "ok", message, details: [], next: null };
}

/** A check that could not be made. */
export function skipped(name: CheckName, message: string): Check {
  return { name, status: "skipped", message, details: [], next: null };
}

/** A check that found something: `failed` when the engine cannot do its work so. */
export function found(
  status: "warning" | "failed",
  check: {
    readonly name: CheckName;
    readonly message: string;
    readonly next: string;
    readonly details?: readonly string[];
  },
): Check {
  return { status, details: [], ...check };
}

/** What was read, or the sentence that says why it cannot be. */
export type Attempt<Value> =
  | { readonly value: Value; readonly problem: null }
  | { readonly value: null; readonly problem: string };

/** The same checks in the order in which they are told. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  return checks.toSorted((left, right) => CHECK_NAMES.indexOf(left.name) - CHECK_NAMES.indexOf(right.name));
}
