import type { DoctorCheck } from "../../ports/doctor.ts";
import { printable } from "../text/printable.ts";
import { maskNumbers } from "../text/redact.ts";

/** What `heyrules doctor` would say of the engine. */
export interface DoctorView {
  readonly isUnderWay: boolean;
  /** Null when none was made since the start. */
  readonly last: Checkup | null;
}

/** The checks as they were made once. */
export interface Checkup {
  /** When, epoch milliseconds. */
  readonly at: number;
  /** Why they could not be made; null when they were. */
  readonly problem: string | null;
  readonly checks: readonly DoctorCheck[];
}

/** The same for eyes: remotes have written some of it. */
export function checkupOf({ at, problem, checks }: Checkup): Checkup {
  return {
    at,
    problem: problem === null ? null : shown(problem),
    checks: checks.map(({ name, status, message, details, next }) => ({
      ...{ name, status },
      message: shown(message),
      details: details.map(shown),
      next: next === null ? null : shown(next),
    })),
  };
}

function shown(text: string): string {
  return maskNumbers(printable(text));
}
