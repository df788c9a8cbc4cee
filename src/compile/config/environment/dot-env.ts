import type { Diagnostic } from "../../../core/base/diagnostic.ts";

/** One variable of a `.env` file. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * The assignments of a `.env` file in their order. A `#` starts a comment at the start of a line and after white space
 * only, so that a secret may hold one. Quotes (`"`, `'` or a back quote) may span lines; `\n` in double quotes is a line
 * break. A line that is no assignment is an error, which never shows the line. Never throws.
 */
export function parseDotEnv({ file, text }: { readonly file: string; readonly text: string }): {
  readonly assignments: readonly Assignment[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const assignments: Assignment[] = [];
  const diagnostics: Diagnostic[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  let next = 0;
  while (next < lines.length) {
    const parsed = parseAssignment(lines, next);
    const line = next + 1;
    next += parsed?.lines ?? 1;
    if (parsed === null) continue;
    if ("value" in parsed) assignments.push({ name: parsed.name, value: parsed.value, line });
    else {
      const base = { code: "bad-assignment", severity: "error", file, line, column: 1, excerpt: "" } as const;
      diagnostics.push({ ...base, message: parsed.message, hint: parsed.hint });
    }
  }
  return { assignments, diagnostics };
}

type ParsedLine =
  | { readonly name: string; readonly value: string; readonly lines: number }
  | { readonly message: string; readonly hint: string; readonly lines: number };

/** What starts on a line, and how many lines it takes; null for an empty line and a comment. */
function parseAssignment(lines: readonly string[], index: number): ParsedLine | null {
  const line = lines[index] ?? "";
  if (/^\s*(#|$)/.test(line)) return null;
  const [, name, written] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
  if (name === undefined || written === undefined) {
    const hint = "write NAME=value, put # in front of a comment, and quotes around a value of several lines";
    return { message: "this line is no assignment", hint, lines: 1 };
  }
  const pasted = pastedFault(name, written);
  if (pasted !== null) return { ...pasted, lines: 1 };
  const quote = /^\s*(["'`])/.exec(written)?.[1];
  if (quote === undefined) return { name, value: written.replace(/\s#.*$/, "").trim(), lines: 1 };
  return parseQuoted({ name, quote, text: [written.trimStart().slice(1), ...lines.slice(index + 1)].join("\n") });
}

/** What word processors and web pages bring along, which no secret holds; it is not shown where. */
function pastedFault(name: string, written: string): { readonly message: string; readonly hint: string } | null {
  if (/^\s*[“”„‘’‚«»]/.test(written))
    return {
      message: `the quotes around the value of ${name} are curly, and would be part of it`,
      hint: "write straight quotes, or none",
    };
  if (/[\u200b-\u200d\u2060\ufeff]/.test(written))
    return {
      message: `the value of ${name} holds a character that nobody sees`,
      hint: "write the value by hand, or paste it as plain text",
    };
  return null;
}

/** `text` starts behind the opening quote and goes on to the end of the file. */
function parseQuoted(written: { readonly name: string; readonly quote: string; readonly text: string }): ParsedLine {
  const { name, quote, text } = written;
  const end = text.indexOf(quote);
  if (end === -1) {
    const hint = `end the value with ${quote}, or put it into quotes of another kind if ${quote} is part of it`;
    return { message: `the value of ${name} opens with ${quote}, which is not closed`, hint, lines: 1 };
  }
  const value = text.slice(0, end);
  const lines = value.split("\n").length;
  const [rest = ""] = text.slice(end + 1).split("\n");
  if (!/^\s*(#|$)/.test(rest)) {
    const hint = `remove it, or put the whole value into quotes of another kind if ${quote} is part of it`;
    return { message: `something stands behind the closing quote of ${name}`, hint, lines };
  }
  return { name, value: quote === '"' ? value.replaceAll("\\n", "\n") : value, lines };
}
