import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

/** A context in which what stands below the one field of a cell has the place of the cell. */
export function inCell(context: CompileContext, cell: Path): CompileContext {
  const { document, findings } = context;
  const placed = (path: Path): Path => (path.length > cell.length ? [...cell, ...path.slice(cell.length + 1)] : path);
  return {
    ...context,
    document: { ...document, positionOf: (path, which) => document.positionOf(placed(path), which) },
    findings: {
      ...findings,
      error: (finding) => {
        findings.error({ ...finding, path: placed(finding.path) });
      },
      warning: (finding) => {
        findings.warning({ ...finding, path: placed(finding.path) });
      },
    },
  };
}
