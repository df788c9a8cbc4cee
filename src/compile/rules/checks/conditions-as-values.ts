import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { SHORT_FIELDS } from "../../../core/event/vocabulary.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";
import { describePath } from "../conditions/data-paths.ts";
import { isLogicOperation } from "../conditions/logic-check.ts";
import { MATCHERS } from "../conditions/matchers.ts";
import { inline } from "../inline.ts";

/**
 * Warns of conditions, and of data named as in conditions, that stand in a value: there they are mappings like any other.
 * `name` is that of the variable whose whole value it is; null further in.
 */
export function warnOfConditions(
  value: JsonValue,
  path: Path,
  context: CompileContext,
  name: string | null = null,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) warnOfConditions(item as JsonValue, [...path, index], context);
  }
  if (!isJsonObject(value)) return;
  const [key = ""] = Object.keys(value);
  const instead = insteadOf(value, key, name, context);
  if (instead === null) {
    for (const [inner, item] of Object.entries(value)) warnOfConditions(item, [...path, inner], context);
    return;
  }
  const message = `\`${key}\` is not worked out in a value: the mapping is taken as it stands`;
  context.findings.warning({ code: "misplaced-key", path: [...path, key], which: "key", message, hint: instead });
}

/** What to write for a mapping that is meant to be worked out; null for any other. */
function insteadOf(value: JsonObject, key: string, name: string | null, context: CompileContext): string | null {
  const read = dataNamed(value, context);
  if (read !== null) return `write ${name === null ? "" : `${name}: `}"{{ ${read} }}"`;
  const isLogic = isOperationOnData(value, context);
  const isMeant = isLogic || isCondition(value, context, isFieldAskedOf) || (name === null && isBranch(value, context));
  if (!isMeant) return null;
  if (name === null) return 'make it a variable of its own, { if: … }, and write "{{ vars.NAME }}" here';
  return `write ${name}: { if: ${isLogic ? `{ logic: { "${key}": … } }` : `{ ${key}: … }`} }`;
}

type IsField = (key: string, wanted: JsonValue, context: CompileContext) => boolean;

/** Whether a mapping can be nothing but a condition. */
function isCondition(written: JsonValue, context: CompileContext, isField: IsField): boolean {
  if (Array.isArray(written)) {
    return written.length > 0 && written.every((part: JsonValue) => isCondition(part, context, isField));
  }
  const entries = isJsonObject(written) ? Object.entries(written) : [];
  return entries.length > 0 && entries.every(([key, wanted]) => isPartOfCondition(key, wanted, context, isField));
}

function isPartOfCondition(key: string, wanted: JsonValue, context: CompileContext, isField: IsField): boolean {
  switch (key) {
    case "all":
    case "any":
    case "not":
      return isCondition(wanted, context, isKnownField);
    case "open":
    case "closed":
      return typeof wanted === "string" && Object.hasOwn(context.settings.calendars, wanted);
    case "history":
      return isJsonObject(wanted) && typeof wanted["event"] === "string" && typeof wanted["last"] === "string";
    case "logic":
      return isJsonObject(wanted) && isOperationOnData(wanted, context);
    default:
      return isField(key, wanted, context);
  }
}

/** `{ if: … }` below the value of a variable. */
function isBranch(value: JsonObject, context: CompileContext): boolean {
  return Object.keys(value).length === 1 && isCondition(value["if"] ?? null, context, isKnownField);
}

/** Beside `not`, `all` or `any` any field of the data is one that is asked about. */
function isKnownField(key: string, _wanted: JsonValue, context: CompileContext): boolean {
  return isKnown(SHORT_FIELDS.includes(key) ? `event.${key}` : key, context);
}

/** Matchers by names that no other tool has for such. */
const OWN_MATCHERS = ["words", "has", "has_any", "has_all", "older_than", "newer_than"];

/** A field with matchers of it; `{ text: { contains: … } }` alone may be a query for another system. */
function isFieldAskedOf(key: string, wanted: JsonValue, context: CompileContext): boolean {
  const matchers = isJsonObject(wanted) ? Object.keys(wanted) : [];
  if (matchers.length === 0 || !matchers.every((name) => MATCHERS.any.includes(name))) return false;
  const isSure = key.includes(".") || matchers.some((name) => OWN_MATCHERS.includes(name));
  return isSure && isKnownField(key, wanted, context);
}

/** The data that `{ var: … }` names, as a placeholder names it; null for anything else. */
function dataNamed(value: JsonObject, context: CompileContext): string | null {
  const [path, fallback] = [value["var"] ?? null].flat() as readonly (JsonValue | undefined)[];
  if (Object.keys(value).length > 1 || typeof path !== "string" || !isKnown(path, context)) return null;
  return fallback === undefined ? path : `${path} | default: '${inline(fallback)}'`;
}

function isKnown(path: string, context: CompileContext): boolean {
  const { problem } = describePath(path, context);
  return problem === null || problem.severity === "warning";
}

/** JSON Logic that reads data, such as `{ "==": [{ var: event.text }, hi] }`. */
function isOperationOnData(value: JsonObject, context: CompileContext): boolean {
  const [operation = "", ...more] = Object.keys(value);
  if (more.length > 0 || operation === "var" || !isLogicOperation(operation)) return false;
  return readsData(value[operation] ?? null, context);
}

function readsData(value: JsonValue, context: CompileContext): boolean {
  if (Array.isArray(value)) return value.some((part: JsonValue) => readsData(part, context));
  if (!isJsonObject(value)) return false;
  return dataNamed(value, context) !== null || Object.values(value).some((part) => readsData(part, context));
}
