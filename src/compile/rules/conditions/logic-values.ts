import type { JsonValue } from "../../../core/base/json.ts";
import { parseDuration } from "../../../core/base/duration.ts";
import { applyLogic } from "../../../core/language/condition.ts";
import type { JsonLogic } from "../../../core/model/ruleset/rule.ts";
import { isTimeZone } from "../../../core/time/calendar.ts";
import { originNames } from "../configured-names.ts";
import type { Path } from "../../yaml/document.ts";
import { inline } from "../inline.ts";
import type { CompileContext } from "../compile-context.ts";
import { canFit, isMoment, readLiteral, readWhole } from "./literals.ts";
import type { LiteralField } from "./literals.ts";

/** What an operand of JSON Logic reads. */
export interface LogicFact extends LiteralField {
  /** What stands for absent data, which is a further value. */
  readonly fallback: JsonValue;
}

/** Operations that compare the whole of one value with that of another. */
const STRICT = ["===", "!=="];
const EQUALITIES = ["==", "!=", ...STRICT, "is"];
const ORDERS = ["<", "<=", ">", ">="];
/** Operations on two numbers, whichever of them is data. */
export const LIMITS = ["gt", "gte", "lt", "lte"];
/** Operations on one value and those that are looked for in it. */
const LOOKING = ["has_any", "has_all", "contains", "words", "starts_with", "ends_with"];
const TIMES = ["before", "after"];
const AGES = ["older_than", "newer_than"];

/** An operation on what operands read, each null where it is no data. */
export interface Comparison {
  readonly operation: string;
  readonly values: readonly JsonValue[];
  readonly facts: readonly (LogicFact | null)[];
  /** Where the list of its values stands. */
  readonly path: Path;
}

/** Checks the constants that JSON Logic compares with data as those of plain conditions are; false when a problem is reported. */
export function checkComparison(comparison: Comparison, context: CompileContext): boolean {
  const { operation, values, facts, path } = comparison;
  if (TIMES.includes(operation)) return isTimeRight(comparison, context);
  if (AGES.includes(operation)) return isAgeRight(values[1], [...path, 1], context);
  const pairs = pairsOf(comparison);
  const areRight = pairs.map((pair) => isRight(pair, operation, context)).every(Boolean);
  const [, wanted = null] = values;
  const constants = [wanted].flat().filter((value): value is string => typeof value === "string");
  return areRight && (facts[0] == null || canFit(operation, constants, [...path, 1], context));
}

/** Data and a constant that it is compared with. */
interface Pair {
  readonly fact: LogicFact;
  readonly literal: JsonValue;
  readonly place: Path;
  /** How it is compared; a part of a text may be anything, and strictly a number is no text. */
  readonly how: "strict" | "part" | "loose" | "order" | "limit";
  /** Whether it is the whole value that is compared. */
  readonly isWhole: boolean;
  /** The comparison with a value in place of the data, not turned round. */
  readonly withValue: (value: JsonValue) => JsonLogic;
}

function pairsOf({ operation, values, facts, path }: Comparison): readonly Pair[] {
  const [first = null, second = null] = values;
  const [left = null, right = null] = facts;
  if (operation === "in" && Array.isArray(second)) return listed(left, second, "strict", [...path, 1]);
  if (operation === "in") {
    const isList = right?.kind === "list";
    const withValue = (value: JsonValue): JsonLogic => ({ in: [first, isList ? [value] : value] });
    const how = isList ? "strict" : "part";
    return right === null ? [] : [{ fact: right, literal: first, place: [...path, 0], how, isWhole: false, withValue }];
  }
  if (LOOKING.includes(operation) || (operation === "is" && Array.isArray(second))) {
    const isWhole = operation === "is";
    return listed(left, second, "loose", [...path, 1]).map((pair) => ({ ...pair, isWhole }));
  }
  return values.slice(1).flatMap((_, index) => neighbours({ operation, values, facts, path }, index));
}

/** Data and each item of a list, or the one value in its place. */
function listed(fact: LogicFact | null, wanted: JsonValue, how: "strict" | "loose", path: Path): readonly Pair[] {
  if (fact === null) return [];
  return [wanted].flat().map((literal: JsonValue, index) => ({
    fact,
    literal,
    place: Array.isArray(wanted) ? [...path, index] : path,
    how,
    isWhole: true,
    withValue: (value) => (how === "strict" ? { in: [value, [literal]] } : { is: [value, [literal]] }),
  }));
}

/** Two operands next to each other, each as what the other is compared with. */
function neighbours({ operation, values, facts, path }: Comparison, index: number): readonly Pair[] {
  const how = howOf(operation);
  if (how === null) return [];
  const [positive, isWhole] = [operation.replace("!", "="), EQUALITIES.includes(operation)];
  const pairs = [0, 1].map((side) => {
    const [at, other] = [index + side, index + 1 - side];
    const withValue = (value: JsonValue): JsonLogic => ({
      [positive]: side === 0 ? [value, values[other] ?? null] : [values[other] ?? null, value],
    });
    const fact = facts[at] ?? null;
    return fact && { fact, literal: values[other] ?? null, place: [...path, other], how, isWhole, withValue };
  });
  return pairs.filter((pair) => pair !== null);
}

function howOf(operation: string): Pair["how"] | null {
  if (STRICT.includes(operation)) return "strict";
  if (EQUALITIES.includes(operation)) return "loose";
  if (LIMITS.includes(operation)) return "limit";
  return ORDERS.includes(operation) ? "order" : null;
}

function isRight(pair: Pair, operation: string, context: CompileContext): boolean {
  const { fact, literal, place, how, isWhole, withValue } = pair;
  if (literal === null || typeof literal === "object" || literal === fact.fallback) return true;
  const holds = (value: JsonValue): boolean => applyLogic(withValue(value), {}) === true;
  if (how === "limit") {
    const isOfNumber = fact.kind === "number" || fact.kind === "any";
    return !isOfNumber || readLiteral(literal, { ...fact, kind: "number" }, place, context) !== null;
  }
  const possible = possibleValues(fact, context);
  if (possible === null ? isTaken(pair, literal) : possible.some(holds)) return true;
  if (fact.kind === "time") {
    const { timezone } = context.settings;
    const hint = `use { "after": [ { "var": … }, "2026-12-24", "${timezone}" ] }`;
    const message = `"${fact.path}" is a time in words, which is neither more nor less than a number`;
    context.findings.error({ code: "wrong-value", path: place, message, hint });
    return false;
  }
  const read = (isWhole ? readWhole : readLiteral)(literal, fact, place, context);
  if (read === null) return false;
  // Of an id that is compared by its type as well, that is told.
  const isTold = how === "order" || (fact.kind === "id" && operation !== "is");
  if (isTold || holds(read)) return true;
  const message = `"${inline(literal)}" is never what "${fact.path}" holds`;
  context.findings.error({ code: "unknown-value", path: place, message, hint: `write "${inline(read)}"` });
  return false;
}

/** All values that a field can have; null where they cannot be counted. */
function possibleValues({ path, kind, values }: LogicFact, { settings }: CompileContext): readonly JsonValue[] | null {
  if (path === "event.inbox") return Object.keys(settings.inboxes);
  if (path === "event.source" && kind === "text") return originNames(settings);
  if (kind === "boolean") return [true, false];
  return kind === "enum" ? values : null;
}

/** Whether JavaScript, or the rule language, makes of a constant what it is compared with. */
function isTaken({ fact, how }: Pair, literal: string | number | boolean): boolean {
  const isNumeric = typeof literal === "number" || (typeof literal === "string" && Number.isFinite(Number(literal)));
  switch (fact.kind) {
    case "text":
    case "list":
      return how === "part" || (how !== "strict" && typeof literal === "number") || how === "order";
    case "number":
      return how !== "strict" && isNumeric;
    case "time":
      return how !== "order" || typeof literal === "string";
    case "any":
    case "boolean":
    case "enum":
      return true;
    case "id":
      return false;
  }
}

/** A date and a zone, as `before` and `after` take them. */
function isTimeRight({ values, path }: Comparison, context: CompileContext): boolean {
  const [, wanted, zone] = values;
  const isMomentRight = typeof wanted !== "string" || isMoment(wanted, [...path, 1], context);
  if (typeof zone !== "string" || isTimeZone(zone)) return isMomentRight;
  const message = `"${zone}" is not a time zone`;
  const hint = `such as "${context.settings.timezone}"`;
  context.findings.error({ code: "unknown-timezone", path: [...path, 2], message, hint });
  return false;
}

/** The milliseconds that an age is compared with. */
function isAgeRight(wanted: JsonValue | undefined, path: Path, { findings }: CompileContext): boolean {
  if (typeof wanted !== "string" && typeof wanted !== "boolean") return true;
  const ms = typeof wanted === "string" ? parseDuration(wanted) : null;
  const hint = ms === null ? "such as 900000 for 15 minutes" : `write ${ms}`;
  findings.error({ code: "wrong-value", path, message: "an age is compared with milliseconds", hint });
  return false;
}
