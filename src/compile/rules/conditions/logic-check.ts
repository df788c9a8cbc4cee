import type { FindingCode } from "../../../core/base/diagnostic.ts";
import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { checkPattern } from "../../../core/language/pattern.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { describePath } from "./data-paths.ts";
import type { Path } from "../../yaml/document.ts";
import { checkItemField, itemScope } from "./logic-items.ts";
import type { ItemScope } from "./logic-items.ts";
import { checkComparison, LIMITS } from "./logic-values.ts";
import type { LogicFact } from "./logic-values.ts";
import { readField } from "./look-up.ts";
import { MATCHERS } from "./matchers.ts";
import { known } from "./path-report.ts";
import { reportPattern } from "./pattern-findings.ts";
import type { CompileContext } from "../compile-context.ts";

/** Least and most arguments of every operation a rule may use; what reads no data or writes to the console is not in it. */
const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...counts("! !! exists number_in", 1, 1),
  ...counts("== != === !== > >= / % in is contains words starts_with ends_with matches", 2, 2),
  ...counts("has_any has_all gt gte lt lte some all none filter map", 2, 2),
  ...counts("entry", 2, 2),
  ...counts("reduce older_than newer_than before after", 3, 3),
  ...counts("< <= substr", 2, 3),
  ...counts("var -", 1, 2),
  ...counts("and or cat + * min max merge", 1, Infinity),
  ...counts("if", 2, Infinity),
};

/** Whether JSON Logic of a rule may use an operation of this name. */
export function isLogicOperation(name: string): boolean {
  return Object.hasOwn(ARGUMENTS, name);
}

/** Operations as other tools call them. */
const FOREIGN: Readonly<Record<string, string>> = {
  equals: "==",
  equal: "==",
  eq: "==",
  "=": "==",
  ne: "!=",
  neq: "!=",
  not_equals: "!=",
  not: "!",
  "&&": "and",
  "||": "or",
  includes: "contains",
  regex: "matches",
};

/** Their second argument sees one item of the list as its data. */
const OVER_ITEMS = ["some", "all", "none", "filter", "map", "reduce"];
const COMPARISONS = ["==", "!=", "===", "!==", "in"];
const FORBIDDEN = /(^|\.)(__proto__|constructor|prototype)(\.|$)/;

/**
 * Checks hand-written JSON Logic against the traps of json-logic-js, which fails open (language.md 6), and gives the
 * data paths it reads; null when a problem is reported.
 */
export function checkLogic(logic: JsonValue, path: Path, context: CompileContext): readonly string[] | null {
  const reads = new Set<string>();
  const at = { context, reads, scope: null };
  return checkValue(logic, path, at) && checkReading(logic, path, at) ? [...reads] : null;
}

/** What reads no data always comes out the same: mostly a path without its `var`. */
function checkReading(logic: JsonValue, path: Path, at: LogicContext): boolean {
  if (!isJsonObject(logic)) return true;
  const [operation = ""] = Object.keys(logic);
  if (!JSON.stringify(logic).includes('"var":')) {
    const message = `\`${operation}\` reads no data here, so it always comes out the same`;
    return reporter(path, at)("logic-literal", message, 'data is read by var: { "var": "contact.tags" }');
  }
  const parts = logic[operation];
  if ((operation !== "and" && operation !== "or") || !Array.isArray(parts)) return true;
  return parts.map((part: JsonValue, index) => checkReading(part, [...path, operation, index], at)).every(Boolean);
}

interface LogicContext {
  readonly context: CompileContext;
  /** Collects what is read. */
  readonly reads: Set<string>;
  /** The list of which an item is the data at hand; null where that is the data of the rule. */
  readonly scope: ItemScope | null;
}

function counts(names: string, least: number, most: number): Record<string, readonly [number, number]> {
  return Object.fromEntries(names.split(" ").map((name) => [name, [least, most] as const]));
}

function checkValue(logic: JsonValue, path: Path, at: LogicContext): boolean {
  if (Array.isArray(logic)) {
    const items = logic as readonly JsonValue[];
    return items.map((item, index) => checkValue(item, [...path, index], at)).every(Boolean);
  }
  if (!isJsonObject(logic)) return true;
  const [operation, ...more] = Object.keys(logic);
  const report = reporter(path, at);
  if (operation === undefined) return report("logic-literal", "{} is not an operation: it would always be true", null);
  if (more.length > 0) {
    const message = `several keys (${operation}, ${more.join(", ")}) are not an operation: they would always be true`;
    return report("logic-literal", message, 'combine them: { "and": [ … , … ] }');
  }
  return checkOperation(operation, logic[operation] ?? null, [...path, operation], at);
}

function checkOperation(operation: string, written: JsonValue, path: Path, at: LogicContext): boolean {
  const range = isLogicOperation(operation) ? ARGUMENTS[operation] : undefined;
  const report = reporter(path, at, "key");
  if (range === undefined) {
    const names = Object.keys(ARGUMENTS);
    const meant = Object.hasOwn(FOREIGN, operation) ? FOREIGN[operation] : undefined;
    const hint =
      meant !== undefined ? `write "${meant}"` : (suggest(operation, names) ?? `operations: ${names.join(" ")}`);
    return report("unknown-operation", `there is no operation "${operation}"`, hint);
  }
  const isList = Array.isArray(written);
  const values: readonly JsonValue[] = isList ? written : [written];
  const [least, most] = range;
  if (values.length < least || values.length > most) {
    const wanted = least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    return report("wrong-arguments", `"${operation}" takes ${wanted} arguments, not ${values.length}`, null);
  }
  if (operation === "var") return checkVariable(values, path, at);
  const areFine = values.map((value, index) => {
    // Only the second argument sees an item: the list, and what a reduction begins with, are those of where it stands.
    const scope = index === 1 && OVER_ITEMS.includes(operation) ? itemScope(operation, values[0], at.scope) : at.scope;
    return checkValue(value, isList ? [...path, index] : path, { ...at, scope });
  });
  return areFine.every(Boolean) && checkUse(operation, values, path, at);
}

function checkVariable(values: readonly JsonValue[], path: Path, at: LogicContext): boolean {
  const [name, fallback] = values;
  const report = reporter(path, at);
  if (typeof name !== "string" || typeof fallback === "object") {
    const message = '"var" wants a path, and perhaps a plain value for when it is absent';
    return report("logic-variable", message, 'such as { "var": "event.text" }');
  }
  if (FORBIDDEN.test(name)) return report("forbidden-path", `"${name}" is not a path that can be read`, null);
  if (at.scope !== null) return checkItemField(name, at.scope, path, at.context);
  if (readField(name, path, at.context) === null) return false;
  at.reads.add(name);
  return true;
}

/** What each operation wants of its arguments beyond their number. */
function checkUse(operation: string, values: readonly JsonValue[], path: Path, at: LogicContext): boolean {
  const report = reporter(path, at, "key");
  const facts = values.map((value) => factOf(value, at));
  const kinds = facts.map((fact) => fact?.kind ?? null);
  const [first, second] = values;
  const areRight = checkComparison({ operation, values, facts, path }, at.context);
  const instead = insteadOfLists(operation, values, facts);
  if (instead !== null)
    return report("wrong-operator", `"${operation}" finds no list equal to anything`, `use ${instead}`);
  if (COMPARISONS.includes(operation) && kinds.includes("id") && !comparesNames(values, facts, at.context)) {
    const message = `"${operation}" compares an id by its type as well, so "101" would not be 101`;
    return report("id-comparison", message, 'use { "is": [ { "var": … }, [ … ] ] }');
  }
  if (operation === "in" && (Array.isArray(first) || kinds[0] === "list" || isTextIn(first, second))) {
    return report("in-reversed", '"in" wants the part first and the whole second', "exchange the arguments");
  }
  const asked = LIMITS.includes(operation) ? kinds : kinds.slice(0, 1);
  const unfit = asked.find((kind) => kind !== null && !MATCHERS[kind].includes(operation)) ?? null;
  if (MATCHERS.any.includes(operation) && unfit !== null) {
    const message = `"${operation}" does not fit ${unfit} values`;
    return report("wrong-operator", message, `use ${MATCHERS[unfit].join(", ")}`);
  }
  if (operation !== "matches") return areRight;
  const problem = typeof second === "string" ? checkPattern(second) : "it is not a constant text";
  if (problem !== null) reportPattern(problem, [...path, 1], at.context);
  return problem === null;
}

/** `{"in": [{"var": …}, "text"]}`: data looked for in a constant. */
function isTextIn(first: JsonValue | undefined, second: JsonValue | undefined): boolean {
  return isJsonObject(first) && typeof second === "string";
}

/** What to write for an equality of a list, which JavaScript tells apart from all others; null where there is none. */
function insteadOfLists(
  operation: string,
  values: readonly JsonValue[],
  facts: readonly (LogicFact | null)[],
): string | null {
  const isStrict = operation === "===" || operation === "!==";
  if (!isStrict && operation !== "==" && operation !== "!=") return null;
  if (values.some((value) => Array.isArray(value) && (isStrict || value.length > 1))) {
    return '{ "in": [ { "var": … }, [ … ] ] }';
  }
  const [constant] = values.filter((value) => value !== null && typeof value !== "object");
  const isOfList = isStrict && facts.some((fact) => fact?.kind === "list");
  return isOfList && constant !== undefined ? `{ "in": [ ${JSON.stringify(constant)}, { "var": … } ] }` : null;
}

/** What an operand reads: data, or the number in it; null for anything else. Problems with the path have been reported. */
/** Whether an inbox is compared with names of inboxes alone: those are texts, as the data has them. */
function comparesNames(
  values: readonly JsonValue[],
  facts: readonly (LogicFact | null)[],
  { settings }: CompileContext,
): boolean {
  const isName = (value: JsonValue): boolean => typeof value === "string" && Object.hasOwn(settings.inboxes, value);
  return values.every((value, index) => {
    const fact = facts[index] ?? null;
    if (fact !== null) return fact.path === "event.inbox" && fact.fallback === null;
    return Array.isArray(value) ? (value as readonly JsonValue[]).every(isName) : isName(value);
  });
}

function factOf(operand: JsonValue, at: LogicContext): LogicFact | null {
  if (!isJsonObject(operand)) return null;
  const [inner] = [operand["number_in"]].flat() as readonly (JsonValue | undefined)[];
  if (inner !== undefined) {
    const whole = factOf(inner, at);
    return whole && { ...whole, kind: "number", values: [] };
  }
  const [path, fallback = null] = [operand["var"]].flat() as readonly (JsonValue | undefined)[];
  if (typeof path !== "string") return null;
  const { kind, values } = at.scope === null ? describePath(path, at.context) : known("any");
  return { path, kind, values, fallback };
}

function reporter(path: Path, at: LogicContext, which: "key" | "value" = "value") {
  return (code: FindingCode, message: string, hint: string | null): false => {
    at.context.findings.error({ code, path, which, message, hint });
    return false;
  };
}
