import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";
import { describePath, fieldsInList, itemField } from "./data-paths.ts";

/** An operation over a list, inside of which json-logic-js knows one item of it and nothing else. */
export interface ItemScope {
  readonly operation: string;
  /** Data path of the list; null where it is not known. */
  readonly list: string | null;
}

/** The scope of the second argument of an operation over a list. */
export function itemScope(operation: string, list: JsonValue | undefined, outer: ItemScope | null): ItemScope {
  return { operation, list: outer === null ? pathOfList(list) : null };
}

/** The list that an operand reads, also where only some of its items are left. */
function pathOfList(operand: JsonValue | undefined): string | null {
  if (!isJsonObject(operand)) return null;
  const [path] = [operand["var"]].flat() as readonly (JsonValue | undefined)[];
  if (typeof path === "string") return path;
  const [filtered] = [operand["filter"]].flat() as readonly (JsonValue | undefined)[];
  return pathOfList(filtered);
}

/** Checks what a `var` names of an item; false when a problem is reported that is an error. */
export function checkItemField(name: string, scope: ItemScope, path: Path, context: CompileContext): boolean {
  if (name === "") return true;
  const { operation, list } = scope;
  const [root = "", ...below] = name.split(".");
  const isReduced = operation === "reduce";
  if (isReduced && root === "accumulator") return true;
  if (isReduced && root !== "current") {
    const hint = 'such as { "var": "current" }; what the rule knows can be the third argument, with which it begins';
    const message = `in \`reduce\` "${name}" is always null: \`current\` and \`accumulator\` are all there is`;
    context.findings.error({ code: "not-known-here", path, message, hint });
    return false;
  }
  const field = isReduced ? below.join(".") : name;
  const fields = list === null ? [] : fieldsInList(list, context);
  const { problem } = itemField(name, field, fields ?? []);
  const isTold = fields === null || fields.length > 0;
  if (field === "" || (isTold && fields !== null && problem === null)) return true;
  if (!isReduced && isOfRule(name, context)) {
    const isSure = isTold || OF_RULES_ALONE.includes(root);
    reportOutside(name, scope, path, { context, severity: isSure ? "error" : "warning" });
    return !isSure;
  }
  if (!isTold) return true;
  const message = `"${name}" is not a field of the items of ${list ?? "this list"}`;
  const item = isReduced ? "current" : "";
  const near = suggest(field, fields ?? [])?.replace('"', isReduced ? '"current.' : '"');
  const hint = fields === null ? `an item is { "var": "${item}" }` : (near ?? `an item has ${fields.join(", ")}`);
  context.findings.error({ code: "unknown-field", path, message, hint });
  return false;
}

/** What a list of another system hardly calls something in its items, with something below. */
const OF_RULES_ALONE = ["event", "event_data", "vars", "steps", "calendar", "callback"];

/** Whether a name with something below is data of the rule where no list is gone through, be it of another place. */
function isOfRule(name: string, context: CompileContext): boolean {
  if (!name.includes(".")) return false;
  const { problem } = describePath(name, context);
  return problem === null || problem.severity === "warning" || ELSEWHERE.includes(problem.code);
}

const ELSEWHERE = ["not-known-here", "no-contact", "field-not-on-event"];

function reportOutside(
  name: string,
  { operation }: ItemScope,
  path: Path,
  { context, severity }: { readonly context: CompileContext; readonly severity: "error" | "warning" },
): void {
  const what = severity === "error" ? "is always null" : "is looked for in the item";
  const message = `inside \`${operation}\` an item of the list is all there is, so "${name}" ${what}`;
  const isQuestion = ["some", "all", "none"].includes(operation);
  const whole = isQuestion ? `{ "and": [ …, { "${operation}": … } ] }` : `{ "if": [ …, { "${operation}": … }, … ] }`;
  const hint = `ask it outside the list: ${whole}; whether the list holds it: { "in": [ { "var": "${name}" }, … ] }`;
  context.findings[severity]({ code: "not-known-here", path, message, hint });
}
