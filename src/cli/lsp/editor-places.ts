import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Diagnostic as EditorDiagnostic, Range } from "vscode-languageserver/node";
import { PACKAGE_FOLDER } from "../../package-folder.ts";
import type { EditorFinding } from "./project/checked-project.ts";

/** How an editor tells that a finding is an error or a warning (Language Server Protocol 3.17, DiagnosticSeverity). */
const SEVERITIES = { error: 1, warning: 2 } as const;

const ERRORS_PAGE = pathToFileURL(join(PACKAGE_FOLDER, "docs/errors.md")).href;

/** A finding as an editor shows it, under the word it is about, with the page that explains its code. */
export function editorDiagnostic(finding: EditorFinding): EditorDiagnostic {
  const { severity, code, message, hint } = finding;
  return {
    range: wordRange(finding),
    severity: SEVERITIES[severity],
    code,
    codeDescription: { href: `${ERRORS_PAGE}#${/^[A-Z]/.test(code) ? code.toLowerCase() : "findings-of-lint"}` },
    source: "heyrules",
    message: hint === null ? message : `${message}; ${hint}`,
  };
}

/** The word or quoted text that begins at a place; where nothing does, the rest of the line. */
function wordRange({ line, column, excerpt }: EditorFinding): Range {
  const at = Math.max(line - 1, 0);
  const from = Math.max(column - 1, 0);
  const rest = excerpt.slice(from);
  const [word] = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|\{\{.*?\}\}|[^\s,:[\]{}]+)/.exec(rest) ?? [];
  return { start: { line: at, character: from }, end: { line: at, character: from + (word ?? rest).length } };
}

/** The path of a file an editor names; null for what is not on a disk, such as a text never saved. */
export function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

/** The name of a file to an editor. */
export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
