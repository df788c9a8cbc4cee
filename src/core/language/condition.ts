import jsonLogic from "json-logic-js";
import type { RulesLogic } from "json-logic-js";
import { messageOf } from "../base/errors.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { valueAt } from "../base/json.ts";
import { OPERATIONS, VALUES } from "./operators.ts";
import type { Condition, JsonLogic } from "../model/ruleset/rule.ts";
import { StepError } from "../base/step-error.ts";
import type { ConditionTrace } from "../model/trace.ts";

for (const [name, operation] of Object.entries({ ...OPERATIONS, ...VALUES }))
  jsonLogic.add_operation(name, own(operation));
jsonLogic.add_operation("var", own(readVar));
for (const [name, compare] of Object.entries(comparisons())) jsonLogic.add_operation(name, own(compare));
// json-logic-js comes back to this property for every part of an expression, so each part spends of one budget.
const applyPart = jsonLogic.apply;
jsonLogic.apply = (logic, data) => {
  const result: unknown = applyPart(logic, data);
  spend(1 + sizeOf(result));
  return result;
};
/** What may still be spent on the expression under evaluation; without bound while there is none. */
let budget = Number.POSITIVE_INFINITY;

/**
 * Evaluates a condition and says why: every node in order of evaluation, with the values its leaves read. A node that
 * was not needed is `not_reached`. What the rule did wrong makes the whole an `error`, never a pass; a fault of ours is
 * thrown.
 */
export function evaluateCondition(condition: Condition, data: JsonObject): ConditionTrace {
  switch (condition.kind) {
    case "test":
      return evaluateLeaf(condition, data);
    case "not": {
      const child = evaluateCondition(condition.child, data);
      const result = child.result === "pass" ? "fail" : child.result === "fail" ? "pass" : child.result;
      return { path: condition.path, place: condition.place, result, children: [child] };
    }
    case "all":
      return evaluateList(condition, data, "fail");
    case "any":
      return evaluateList(condition, data, "pass");
  }
}

/** Tells whether a condition holds; an absent condition does. @throws StepError when it cannot be evaluated. */
export function holds(condition: Condition | null, data: JsonObject): boolean {
  if (condition === null) return true;
  const trace = evaluateCondition(condition, data);
  if (trace.result === "error") throw new StepError(describeFailure(trace));
  return trace.result === "pass";
}

/** The condition as one JSON Logic expression, as `rules show --compiled` prints it. */
export function toJsonLogic(condition: Condition): JsonLogic {
  switch (condition.kind) {
    case "test":
      return condition.logic;
    case "not":
      return { "!": [toJsonLogic(condition.child)] };
    case "all":
      return { and: condition.children.map(toJsonLogic) };
    case "any":
      return { or: condition.children.map(toJsonLogic) };
  }
}

/**
 * Parts of an expression that are evaluated, and entries of the lists and characters of the texts it makes, so that no
 * expression freezes the engine or fills its memory on an event made for it. A check of a list of 100 in one of 100
 * takes 30,000.
 */
const LOGIC_BUDGET = 1_000_000;

/**
 * The JSON Logic result of an expression on data. Only own properties are read.
 *
 * @throws StepError with the words of json-logic-js when it cannot evaluate the expression, or when it spends more than
 * the budget.
 */
export function applyLogic(logic: JsonLogic, data: JsonObject): JsonValue {
  // What it reads may be worked out by an expression of its own, which spends of the same.
  const outer = budget;
  const given = Math.min(outer, LOGIC_BUDGET);
  budget = given;
  try {
    return (jsonLogic.apply(logic as RulesLogic, data) as JsonValue | undefined) ?? null;
  } catch (error) {
    if (error instanceof OwnFault) throw error.cause;
    throw error instanceof StepError ? error : new StepError(messageOf(error), { cause: error });
  } finally {
    budget = outer - (given - budget);
  }
}

/** The comparisons of json-logic-js, but that none holds for absent data, which JavaScript takes for 0. */
function comparisons(): Readonly<Record<string, (...values: readonly JsonValue[]) => boolean>> {
  // JavaScript's own comparison of whatever is there, as json-logic-js does it.
  const inOrder =
    (test: (left: number, right: number) => boolean) =>
    (...values: readonly JsonValue[]): boolean =>
      values.every((value) => value !== null) &&
      values.slice(1).every((right, index) => test(values[index] as number, right as number));
  return {
    "<": inOrder((left, right) => left < right),
    "<=": inOrder((left, right) => left <= right),
    ">": inOrder((left, right) => left > right),
    ">=": inOrder((left, right) => left >= right),
  };
}

function spend(cost: number): void {
  budget -= cost;
  if (budget < 0) throw new StepError(`the expression takes more than ${LOGIC_BUDGET.toLocaleString("en-US")} steps`);
}

function sizeOf(result: unknown): number {
  return Array.isArray(result) || typeof result === "string" ? result.length : 0;
}

/** Carries a fault of an operation of ours through json-logic-js, whose own errors are the rule's; never leaves this file. */
class OwnFault extends Error {}

/** An operation of ours as json-logic-js calls it. */
function own<This, Values extends readonly unknown[], Result>(
  operation: (this: This, ...values: Values) => Result,
): (this: This, ...values: Values) => Result {
  return function (this: This, ...values: Values): Result {
    try {
      return operation.apply(this, values as unknown as [...Values]);
    } catch (cause) {
      throw cause instanceof StepError || isStackFull(cause) ? cause : new OwnFault("a fault of ours", { cause });
    }
  };
}

/** An expression that is nested too deeply may run out of stack anywhere. */
function isStackFull(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}

/** One sentence on why a condition did not pass: the first leaf that decided it, with the values seen. */
export function describeFailure(trace: ConditionTrace): string {
  if (trace.result === "error") return `the condition could not be evaluated: ${errorsIn(trace).join()}`;
  const leaf = decidingLeaf(trace, "fail");
  const values = Object.entries(leaf.values ?? {}).map(([path, value]) => describeValue(path, value));
  const wanted = leaf.written ?? leaf.path;
  const negation = leaf.result === "pass" ? "not " : "";
  return values.length === 0 ? `wanted ${negation}${wanted}` : `${values.join(", ")}; wanted ${negation}${wanted}`;
}

/** What was seen at a path, in words where the path is none that an author writes. */
function describeValue(path: string, value: JsonValue): string {
  const calendar = /^calendar[.](.+)[.]open$/.exec(path)?.[1];
  if (calendar !== undefined && typeof value === "boolean") return `${calendar} is ${value ? "open" : "closed"}`;
  if (/^history[.]\d+$/.test(path)) return `counted ${JSON.stringify(value)}`;
  // Of a long text no more is shown, and many rules read the same one.
  return `${path} is ${shorten(JSON.stringify(typeof value === "string" ? value.slice(0, 200) : value))}`;
}

function evaluateList(
  condition: Extract<Condition, { kind: "all" | "any" }>,
  data: JsonObject,
  deciding: "pass" | "fail",
): ConditionTrace {
  let result: ConditionTrace["result"] = deciding === "fail" ? "pass" : "fail";
  let isDecided = false;
  const children: ConditionTrace[] = [];
  for (const child of condition.children) {
    if (isDecided) {
      children.push({ path: child.path, place: child.place, result: "not_reached", ...writtenOf(child) });
      continue;
    }
    const trace = evaluateCondition(child, data);
    children.push(trace);
    if (trace.result === deciding || trace.result === "error") {
      result = trace.result;
      isDecided = true;
    }
  }
  return { path: condition.path, place: condition.place, result, children };
}

function evaluateLeaf(leaf: Extract<Condition, { kind: "test" }>, data: JsonObject): ConditionTrace {
  const values: Record<string, JsonValue> = {};
  const { path, place, written } = leaf;
  try {
    for (const name of leaf.reads) values[name] = valueAt(data, name);
    const result = jsonLogic.truthy(applyLogic(leaf.logic, data)) ? "pass" : "fail";
    return { path, place, written, values, result };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { path, place, written, values, result: "error", error: error.message };
  }
}

/** `var` of JSON Logic with own properties only; `""` is the data itself. */
function readVar(this: JsonValue, path: JsonValue | undefined, fallback: JsonValue = null): JsonValue {
  if (path === undefined || path === null || path === "") return this;
  return (typeof path === "object" ? null : valueAt(this, String(path))) ?? fallback;
}

/** The leaf that made the node come out as it did; `not` turns the wanted result round. */
function decidingLeaf(trace: ConditionTrace, result: "pass" | "fail"): ConditionTrace {
  const children = trace.children ?? [];
  const isNegation = children.length === 1 && children[0]?.result !== trace.result;
  const wanted = isNegation ? (result === "fail" ? "pass" : "fail") : result;
  const child = children.find((item) => item.result === wanted);
  return child === undefined ? trace : decidingLeaf(child, wanted);
}

/** The messages of the errors below a node: one at most, since the first ends the evaluation. */
function errorsIn({ error, children = [] }: ConditionTrace): readonly string[] {
  return error === undefined ? children.flatMap(errorsIn) : [error];
}

function writtenOf(condition: Condition): { written?: string } {
  return condition.kind === "test" ? { written: condition.written } : {};
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
