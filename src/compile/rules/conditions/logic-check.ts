import type { FindingCode } from "../../../core/base/diagnostic.ts";
import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { checkPattern } from "../../../core/language/pattern.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { describePath } from "./data-paths.ts";
import type { Path } from "../../yaml/document.ts";
import { readField } from "./look-up.ts";
import { MATCHERS } from "./matchers.ts";
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
  const at = { context, reads, isItem: false };
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
  /** Whether the data at hand is an item of a list. */
  readonly isItem: boolean;
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
  const range = Object.hasOwn(ARGUMENTS, operation) ? ARGUMENTS[operation] : undefined;
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
  const areFine = values.map((value, index) =>
    checkValue(value, isList ? [...path, index] : path, {
      ...at,
      isItem: at.isItem || (index > 0 && OVER_ITEMS.includes(operation)),
    }),
  );
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
  if (at.isItem) return true;
  if (readField(name, path, at.context) === null) return false;
  at.reads.add(name);
  return true;
}

/** What each operation wants of its arguments beyond their number. */
function checkUse(operation: string, values: readonly JsonValue[], path: Path, at: LogicContext): boolean {
  const report = reporter(path, at, "key");
  const kinds = values.map((value) => kindOf(value, at));
  const [first, second] = values;
  if (COMPARISONS.includes(operation) && kinds.includes("id")) {
    const message = `"${operation}" compares an id by its type as well, so "101" would not be 101`;
    return report("id-comparison", message, 'use { "is": [ { "var": … }, [ … ] ] }');
  }
  if (operation === "in" && (Array.isArray(first) || kinds[0] === "list" || isTextIn(first, second))) {
    return report("in-reversed", '"in" wants the part first and the whole second', "exchange the arguments");
  }
  const allowed = kinds[0] === undefined || kinds[0] === null ? null : MATCHERS[kinds[0]];
  if (MATCHERS.any.includes(operation) && allowed !== null && !allowed.includes(operation)) {
    return report(
      "wrong-operator",
      `"${operation}" does not fit ${kinds[0] ?? ""} values`,
      `use ${allowed.join(", ")}`,
    );
  }
  if (operation !== "matches") return true;
  const problem = typeof second === "string" ? checkPattern(second) : "it is not a constant text";
  if (problem !== null) reportPattern(problem, [...path, 1], at.context);
  return problem === null;
}

/** `{"in": [{"var": …}, "text"]}`: data looked for in a constant. */
function isTextIn(first: JsonValue | undefined, second: JsonValue | undefined): boolean {
  return isJsonObject(first) && typeof second === "string";
}

function kindOf(value: JsonValue, at: LogicContext): keyof typeof MATCHERS | null {
  if (at.isItem || !isJsonObject(value) || !Object.hasOwn(value, "var")) return null;
  const name = [value["var"]].flat()[0];
  // Only the kind is of interest: problems with the path have been reported.
  return typeof name === "string" ? describePath(name, at.context).kind : null;
}

function reporter(path: Path, at: LogicContext, which: "key" | "value" = "value") {
  return (code: FindingCode, message: string, hint: string | null): false => {
    at.context.findings.error({ code, path, which, message, hint });
    return false;
  };
}
