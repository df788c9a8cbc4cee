/** A place in a file; line and column are counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One finding in a rule or configuration file. */
export interface Diagnostic {
  /** Stable, kebab-case, such as `unknown-field`. */
  readonly code: string;
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
}

/** The line of a text with the given number, counted from 1, without its line end; empty beyond the end. */
export function excerptOf(text: string, line: number): string {
  return text.split(/\r?\n/)[line - 1] ?? "";
}

/** Order of findings as a reader meets them: by file, line, column. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/**
 * Several lines for a terminal: `file:line:column severity message [code]`, the line of the file with a caret under the
 * place, and the hint. Ends without a line end.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, code, excerpt, hint } = diagnostic;
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const lines = [`${place} ${severity} ${message} [${code}]`];
  if (excerpt.trim() !== "") {
    const gutter = `${line} | `;
    const indent = excerpt.slice(0, column - 1).replace(/[^\t]/g, " ");
    lines.push(`  ${gutter}${excerpt}`, `  ${" ".repeat(gutter.length - 2)}| ${indent}^`);
  }
  if (hint !== null) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}
