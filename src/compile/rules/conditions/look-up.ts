import type { JsonLogic } from "../../../core/model/ruleset/rule.ts";
import type { FieldKind } from "../../../core/event/vocabulary.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";
import type { PathReport } from "./path-report.ts";
import { describePath } from "./data-paths.ts";

/** Data as a condition names it: by its path, or looked up by other data such as `org.names[event.inbox]`. */
export interface NamedData {
  readonly kind: FieldKind;
  readonly values: readonly string[];
  readonly logic: JsonLogic;
  /** Data paths it reads. */
  readonly reads: readonly string[];
}

/** Data that may be named at a place; null when a problem is reported. */
export function readNamedData(written: string, place: Path, context: CompileContext, which?: "key"): NamedData | null {
  const [, whole = "", name = "", rest = ""] = LOOK_UP.exec(written) ?? [];
  if (whole === "") {
    const report = readField(written, place, context, which);
    return report && { kind: report.kind, values: report.values, logic: { var: written }, reads: [written] };
  }
  const reads = [whole, name];
  const reports = reads.map((path) => readField(path, place, context, which));
  if (reports.includes(null)) return null;
  const found: JsonLogic = { entry: [{ var: whole }, { var: name }] };
  const logic = rest
    .split(".")
    .slice(1)
    .reduce<JsonLogic>((outer, segment) => ({ entry: [outer, segment] }), found);
  return { kind: "any", values: [], logic, reads };
}

/** Whether a path is looked up by other data. */
export function isLookUp(written: string): boolean {
  return LOOK_UP.test(written);
}

const LOOK_UP = /^([^[\]]+)\[([^[\]]+)\]((?:\.[^.[\]]+)*)$/;

/** Reports a path that cannot be named here; null when it is an error. */
export function readField(path: string, place: Path, context: CompileContext, which?: "key"): PathReport | null {
  const report = describePath(path, context);
  const { problem } = report;
  if (problem === null) return report;
  const finding = { code: problem.code, path: place, message: problem.message, hint: problem.hint };
  context.findings[problem.severity](which === undefined ? finding : { ...finding, which });
  return problem.severity === "error" ? null : report;
}
