import type { CliContext } from "../context.ts";
import { printable } from "../../show/text/printable.ts";

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
  "known-time",
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

/** What came of one check. `skipped` means that it could not be made, and says why. */
export interface Check {
  readonly name: CheckName;
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** What was found, or why it matters. */
  readonly message: string;
  /** One line each, such as the findings in a file. */
  readonly details: readonly string[];
  /** What to do; null when there is nothing to do. */
  readonly next: string | null;
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

/** The lines of a check for a terminal: mark, name, what was found, details, and what to do. */
export function formatCheck(check: Check, style: CliContext["style"]): readonly string[] {
  const { name, status, message, details, next } = check;
  const mark = {
    ok: style.green("✓"),
    warning: style.yellow("!"),
    failed: style.red("✗"),
    skipped: style.dim("–"),
  }[status];
  const indent = " ".repeat(NAME_WIDTH + 4);
  return [
    `${mark} ${name.padEnd(NAME_WIDTH)}  ${printable(message)}`,
    ...details.map((line) => `${indent}${printable(line)}`),
    ...(next === null ? [] : [`${indent}→ ${printable(next)}`]),
  ];
}

const NAME_WIDTH = "configuration".length;

/** What was read, or the sentence that says why it cannot be. */
export type Attempt<Value> =
  { readonly value: Value; readonly problem: null } | { readonly value: null; readonly problem: string };
