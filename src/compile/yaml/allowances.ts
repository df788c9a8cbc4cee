import { Lexer } from "yaml";
import { compareDiagnostics, excerptOf, FINDING_CODES, linesOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic, FindingCode } from "../../core/base/diagnostic.ts";
import { suggest } from "../../core/base/suggest.ts";

/** `# heyrules: allow CODE reason` in a file. */
interface Allowance {
  readonly code: string;
  readonly reason: string;
  /** Where the comment begins, counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The line whose findings it is for. */
  readonly target: number;
}

/**
 * The findings of a file without the warnings that its comments allow, and with those on comments that allow nothing. Errors cannot be
 * allowed. Whether an allowance is needed is known only of a file without errors, since others are not looked at to the end.
 */
export function withAllowances(
  { file, text }: { readonly file: string; readonly text: string },
  found: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (!text.includes("heyrules:")) return found;
  const allowances = allowancesIn(text);
  const isMet = ({ code, target }: Allowance, { line, severity, ...finding }: Diagnostic): boolean =>
    finding.file === file && finding.code === code && line === target && severity === "warning";
  const left = found.filter((finding) => !allowances.some((allowance) => isMet(allowance, finding)));
  const hasErrors = left.some(({ severity, file: where }) => severity === "error" && where === file);
  const complaints = allowances.flatMap((allowance): readonly Diagnostic[] => {
    const { line, column } = allowance;
    const isNeeded = found.some((finding) => isMet(allowance, finding));
    const complaint = complaintOf(allowance, { isNeeded: isNeeded || hasErrors, found });
    if (complaint === null) return [];
    return [{ severity: "warning", file, line, column, excerpt: excerptOf(text, line), ...complaint }];
  });
  return [...left, ...complaints].sort(compareDiagnostics);
}

function complaintOf(
  { code, reason, target }: Allowance,
  { isNeeded, found }: { readonly isNeeded: boolean; readonly found: readonly Diagnostic[] },
): Pick<Diagnostic, "code" | "message" | "hint"> | null {
  if (!isFindingCode(code)) {
    const hint = suggest(code, FINDING_CODES) ?? "codes stand in brackets behind each finding";
    return { code: "bad-allowance", message: `there is no finding "${code}" that could be allowed`, hint };
  }
  if (reason === "") {
    const hint = `write it behind the code: # heyrules: allow ${code} because …`;
    return { code: "bad-allowance", message: "an allowance needs its reason", hint };
  }
  if (found.some((each) => each.code === code && each.line === target && each.severity === "error")) {
    const hint = "mend what the error says, and remove the comment";
    return { code: "bad-allowance", message: "errors cannot be allowed, only warnings", hint };
  }
  if (isNeeded) return null;
  return {
    code: "unused-allowance",
    message: `there is no ${code} to allow in line ${target}`,
    hint: "remove the comment",
  };
}

function isFindingCode(code: string): code is FindingCode {
  return FINDING_CODES.some((each) => each === code);
}

const ALLOWANCE = /^#\s*heyrules:\s*allow\s+(\S+)\s*(.*)$/;
/** Signs by which the lexer tells what follows; they stand in no file. */
const SIGNS = ["\u0002", "\u0018", "\u001F"];

/** The allowances in the comments of a file; what stands in a text is none. */
function allowancesIn(text: string): readonly Allowance[] {
  const lines = linesOf(text);
  const found: Allowance[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const [, code, reason = ""] = ALLOWANCE.exec(lexeme) ?? [];
    if (code !== undefined) {
      const before = text.slice(0, offset).split("\n");
      const column = (before.at(-1) ?? "").length + 1;
      found.push({ code, reason: reason.trim(), line: before.length, column, target: targetOf(before.length, lines) });
    }
    if (!SIGNS.includes(lexeme)) offset += lexeme.length;
  }
  return found;
}

/** The line of a comment that stands behind something, else the next line that says something. */
function targetOf(line: number, lines: readonly string[]): number {
  const says = (text: string | undefined): boolean => text !== undefined && /^\s*[^\s#]/.test(text);
  if (says(lines[line - 1])) return line;
  const next = lines.findIndex((text, index) => index >= line && says(text));
  return next === -1 ? line : next + 1;
}
