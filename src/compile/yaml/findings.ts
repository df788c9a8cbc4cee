import { compareDiagnostics, excerptOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic, FindingCode, Position } from "../../core/base/diagnostic.ts";
import type { Path, SourceDocument } from "./document.ts";

export { suggest } from "../../core/base/suggest.ts";

/** One finding before its place in the file is looked up. */
export interface Finding {
  readonly code: FindingCode;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | null;
  /** Whether the key or the value is at fault; the value by default. */
  readonly which?: "key" | "value";
  /** A place inside the value, when it is known better than `path` tells. */
  readonly position?: Position;
}

/** Collects the findings of one document. */
export interface Findings {
  readonly error: (finding: Finding) => void;
  readonly warning: (finding: Finding) => void;
  /** All findings so far, by position. */
  readonly list: readonly Diagnostic[];
}

/** An empty collection for a document. */
export function createFindings(document: SourceDocument): Findings {
  const list: Diagnostic[] = [];

  function add(severity: Diagnostic["severity"], finding: Finding): void {
    list.push(diagnose(document, severity, finding));
  }

  return {
    error: (finding) => {
      add("error", finding);
    },
    warning: (finding) => {
      add("warning", finding);
    },
    get list() {
      return [...list].sort(compareDiagnostics);
    },
  };
}

/** A finding with its place in a document looked up. */
export function diagnose(document: SourceDocument, severity: Diagnostic["severity"], finding: Finding): Diagnostic {
  const position = finding.position ?? document.positionOf(finding.path, finding.which);
  const { line, column } = position;
  const { file, text, rules } = document.fileOf(position);
  return {
    code: finding.code,
    severity,
    message: finding.message,
    ...{ file, line, column },
    excerpt: excerptOf(text, line),
    hint: finding.hint ?? null,
    ...(rules === undefined ? {} : { rules }),
  };
}
