import { memoized } from "./memo.ts";

/** A place in a file; line and column are counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The file, where it is another than that of what the place is told with; of what a blueprint holds, always. */
  readonly file?: string;
}

/** Stable codes of findings, kebab-case; each has a section in docs/diagnostics.md. */
export const FINDING_CODES = [
  "yaml-syntax",
  "duplicate-key",
  "complex-key",
  "unquoted-template",
  "number-needs-quotes",
  "not-a-number",
  "number-changes",
  "cut-by-comment",
  "pasted-character",
  "pasted-quotes",
  "alias",
  "tag",
  "too-deep",
  "too-large",
  "unknown-key",
  "missing-key",
  "conflicting-keys",
  "misplaced-key",
  "invalid-name",
  "wrong-type",
  "invalid-value",
  "wrong-value",
  "unknown-value",
  "needs-quotes",
  "not-available",
  "duplicate-id",
  "one-action",
  "unknown-event",
  "unknown-field",
  "field-not-on-event",
  "unknown-event-data",
  "not-known-here",
  "forbidden-path",
  "unknown-variable",
  "unknown-step",
  "unknown-blueprint",
  "unknown-input",
  "unknown-callback",
  "unused-callback",
  "missing-public-url",
  "unknown-calendar",
  "unknown-inbox",
  "unknown-connection",
  "unknown-source",
  "unknown-rule",
  "unknown-member",
  "unknown-survey",
  "unknown-template",
  "unknown-list",
  "list-not-gated",
  "scheduled-reply",
  "wrong-connection-kind",
  "wrong-operator",
  "bad-pattern",
  "bad-template",
  "bad-instant",
  "bad-schedule",
  "either-day",
  "longer-than-kept",
  "not-utf-8",
  "unused-allowance",
  "bad-allowance",
  "no-contact",
  "never-matches",
  "always-holds",
  "never-answers",
  "two-texts",
  "misspelt-group",
  "no-reprompt",
  "logic-literal",
  "logic-variable",
  "unknown-operation",
  "wrong-arguments",
  "id-comparison",
  "in-reversed",
  "missing-sender",
  "too-many-tags",
  "forbidden-address",
  "refused-request",
  "secret-in-rule",
  "secret-in-file",
  "missing-variable",
  "invalid-variable",
  "unused-connection",
  "sample-value",
  "misspelt-variable",
  "bad-assignment",
  "missing-token",
  "invalid-url",
  "unencrypted-address",
  "past-the-gate",
  "number-in-doubt",
  "unknown-timezone",
  "fixed-zone",
  "unknown-day",
  "invalid-date",
  "empty-span",
  "overlapping-spans",
  "day-twice",
  "inbox-twice",
  "emit-loop",
  "never-raised",
  "never-used",
  "no-once-per",
  "no-quiet-hours",
  "opt-in-word",
  "opt-out-answer",
  "opt-out-word",
  "answers-overlap",
  "text-on-text",
  "asks-for-yes",
  "asks-for-opt-out",
  "no-inbox",
  "no-reply",
  "late-reply",
  "single-braces",
  "space-ignored",
  "may-be-absent",
  "unicode-text",
  "not-listed",
  "may-go-out-twice",
] as const;

/** Code of a finding. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** One finding in a rule or configuration file. */
export interface Diagnostic {
  readonly code: FindingCode;
  readonly severity: "error" | "warning";
  /** Sentence for the author: what is wrong and what was expected. */
  readonly message: string;
  readonly file: string;
  /** Like `column`, 0 when the finding is in no file, such as in the environment. */
  readonly line: number;
  readonly column: number;
  /** The line of the file, without its line end; empty when it may hold a secret. */
  readonly excerpt: string;
  /** What to do, such as `did you mean "text"?`; null when there is nothing useful to say. */
  readonly hint: string | null;
  /** Ids of the rules for which it holds, of a finding in the blueprint that they are made from; absent for all others. */
  readonly rules?: readonly string[];
}

/**
 * The lines of a text without their ends. Those of the texts asked for last are kept: every rule of a file, and every finding in it,
 * asks for its own.
 */
export const linesOf = memoized((text: string): readonly string[] => text.split(/\r?\n/), 4);

/** The line of a text with the given number, counted from 1, without its line end; empty beyond the end. */
export function excerptOf(text: string, line: number): string {
  return linesOf(text)[line - 1] ?? "";
}

/** Of a line, before a column and from there on. */
const SHOWN_BEFORE = 80;
const SHOWN_BEHIND = 120;

/** What of a line is around a column, and at what index of it the column is: a line may be as long as the largest file. */
export function excerptAround(line: string, column: number): { readonly shown: string; readonly mark: number } {
  const at = column - 1;
  const from = Math.max(0, at - SHOWN_BEFORE);
  const [before, behind] = [from > 0 ? "…" : "", line.length > at + SHOWN_BEHIND ? "…" : ""];
  return { shown: `${before}${line.slice(from, at + SHOWN_BEHIND)}${behind}`, mark: at - from + before.length };
}

/** Order of findings as a reader meets them: by file, line, column. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Where a finding is, such as `rules/a.yaml:7:3`; of one that is in no file, what it is in. */
export function placeOf({ file, line, column }: Pick<Diagnostic, "file" | "line" | "column">): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/**
 * Several lines for a terminal: `file:line:column severity message [code]`, what of the line is around
 * the place with a caret under it, and the hint. Ends without a line end.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { line, column, severity, message, code, excerpt, hint, rules = [] } = diagnostic;
  const lines = [`${placeOf(diagnostic)} ${severity} ${message} [${code}]`];
  if (excerpt.trim() !== "") {
    const gutter = `${line} | `;
    const { shown, mark } = excerptAround(excerpt, column);
    const indent = shown.slice(0, mark).replace(/[^\t]/g, " ");
    lines.push(`  ${gutter}${shown}`, `  ${" ".repeat(gutter.length - 2)}| ${indent}^`);
  }
  if (rules.length > 0) lines.push(`  in the rule${rules.length === 1 ? "" : "s"} ${rules.join(", ")}`);
  if (hint !== null) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}
