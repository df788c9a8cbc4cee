import { linesOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic, FindingCode } from "../../core/base/diagnostic.ts";

/** One line of a file, before and after. */
export interface LineFix {
  readonly code: FindingCode;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/**
 * How a line has to read so that a finding goes away, for findings of which there is one safe way: a misspelt key with one near word, and
 * values that lack quotes. Null for all others, such as a text cut by ` #`: whether a comment was meant is for a person to say. Whether
 * it helps is for who applies it to see.
 */
export function fixOf({ code, file, line, column, hint }: Diagnostic, text: string): LineFix | null {
  const before = linesOf(text)[line - 1];
  if (before === undefined) return null;
  const head = before.slice(0, column - 1);
  const rest = FIXES[code]?.(before.slice(column - 1), hint) ?? null;
  return rest === null ? null : { code, file, line, before, after: head + rest };
}

type Fix = (rest: string, hint: string | null) => string | null;

const FIXES: Partial<Record<FindingCode, Fix>> = {
  "unknown-key": respell,
  "unknown-operation": respell,
  "number-needs-quotes": (rest) => rest.replace(/^[^\s,\]}#]+/, (number) => `"${number}"`),
  "pasted-quotes": (rest) => {
    const [, inner] = /^[“”„‟]([^“”„‟"\\]*)[“”„‟]/.exec(rest) ?? [];
    return inner === undefined ? null : rest.replace(/^[“”„‟][^“”„‟]*[“”„‟]/, () => `"${inner}"`);
  },
  "unquoted-template": (rest) => {
    const [template] = /^\{\{[^{}"\\]*\}\}(?=\s*$)/.exec(rest) ?? [];
    return template === undefined ? null : `"${template}"`;
  },
};

/** The key with the word that was meant. */
function respell(rest: string, hint: string | null): string | null {
  const [, meant] = /^did you mean "([\w.-]+)"\?$/.exec(hint ?? "") ?? [];
  if (meant === undefined || !/^[\w.-]+\s*:/.test(rest)) return null;
  return rest.replace(/^[\w.-]+/, meant);
}

/** The text with its lines fixed; line ends and all other lines stay as they are. */
export function withFixes(text: string, fixes: readonly LineFix[]): string {
  const lines = text.split("\n");
  for (const { line, before, after } of fixes) {
    const written = lines[line - 1];
    // A second fix of a line was made for the line as it was.
    if (written?.replace(/\r$/, "") !== before) continue;
    lines[line - 1] = after + (written.endsWith("\r") ? "\r" : "");
  }
  return lines.join("\n");
}

/** Fixes as a unified diff without context. */
export function diffOf(fixes: readonly LineFix[]): readonly string[] {
  const files = [...new Set(fixes.map(({ file }) => file))];
  return files.flatMap((file) => [
    `--- ${file}`,
    `+++ ${file}`,
    ...fixes
      .filter((fix) => fix.file === file)
      .flatMap(({ line, before, after }) => [`@@ -${line} +${line} @@`, `-${before}`, `+${after}`]),
  ]);
}
