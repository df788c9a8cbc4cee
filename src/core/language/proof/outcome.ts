import { canonicalJson, isJsonObject } from "../../base/json.ts";
import type { JsonValue } from "../../base/json.ts";
import { applyLogic } from "../condition.ts";
import type { Condition, JsonLogic, Rule } from "../../model/ruleset/rule.ts";
import type { Settings } from "../../model/ruleset/settings.ts";
import { canFail, opaqueAtom, operationOf, simpleFormula, subjectOf } from "./atom.ts";
import type { Formula } from "./formula.ts";
import { ALWAYS, joined, literal, negated, NEVER } from "./formula.ts";

/** When a condition holds, and when it is denied; where it may end in an error, neither may be the case. */
export interface Outcome {
  readonly passes: Formula;
  readonly fails: Formula;
  readonly canFail: boolean;
}

/** The rule whose words a condition uses. */
export type Speaker = Pick<Rule, "vars" | "histories">;

/** What a condition says, as formulas over what its leaves ask. */
export function outcomeOf(condition: Condition, speaker: Speaker, settings: Settings): Outcome {
  switch (condition.kind) {
    case "test":
      return logicOutcome(condition.logic, condition.written, { speaker, settings });
    case "not":
      return turned(outcomeOf(condition.child, speaker, settings));
    case "all":
    case "any":
      return inOrder(
        condition.kind,
        condition.children.map((child) => outcomeOf(child, speaker, settings)),
      );
  }
}

/** What holds of nothing but itself. */
export function certain(passes: Formula): Outcome {
  return { passes, fails: negated(passes), canFail: false };
}

function turned({ passes, fails, canFail: mayFail }: Outcome): Outcome {
  return { passes: fails, fails: passes, canFail: mayFail };
}

/** Parts are evaluated in order up to the one that decides; one that ends in an error before that is the end of all. */
function inOrder(kind: "all" | "any", parts: readonly Outcome[]): Outcome {
  if (kind === "all") return turned(inOrder("any", parts.map(turned)));
  const passes = parts.map((part, index) =>
    joined("all", [
      ...parts.slice(0, index).flatMap((earlier) => (earlier.canFail ? [earlier.fails] : [])),
      part.passes,
    ]),
  );
  return {
    passes: joined("any", passes),
    fails: joined(
      "all",
      parts.map((part) => part.fails),
    ),
    canFail: parts.some((part) => part.canFail),
  };
}

interface LeafContext {
  readonly speaker: Speaker;
  readonly settings: Settings;
}

function logicOutcome(logic: JsonLogic, written: string, context: LeafContext): Outcome {
  const operation = operationOf(logic);
  if (operation === null) return certain(logic === true ? ALWAYS : NEVER);
  const [name, values] = operation;
  if (name === "and" || name === "or") {
    const parts = values.map((value) => logicOutcome(value, written, context));
    return inOrder(name === "and" ? "all" : "any", parts);
  }
  const [first = null] = values;
  if (name === "!" && values.length === 1) return turned(denied(first, written, context));
  if (name === "!=" || name === "!==") {
    return turned(logicOutcome({ [name.replace("!", "=")]: values }, written, context));
  }
  return variableOutcome(name, values, context) ?? leafOutcome(logic, written, context);
}

/** What `!` turns round: an operation, or the value of a field. */
function denied(value: JsonValue, written: string, context: LeafContext): Outcome {
  const isField = subjectOf(value) !== null;
  return logicOutcome(isField ? { "!!": [value] } : value, written, context);
}

function leafOutcome(logic: JsonLogic, written: string, { speaker, settings }: LeafContext): Outcome {
  const read = pathsIn(logic);
  if (read.length > 0 && read.every((path) => path.startsWith("org."))) {
    if (!canFail(logic)) return certain(isTruthy(applyLogic(logic, { org: settings.org })) ? ALWAYS : NEVER);
  }
  const variable = read.find((path) => /^(vars|steps|error)\b/.test(path));
  const simple = variable === undefined ? simpleFormula(logic, (path) => fieldOf(path, speaker), written) : null;
  if (simple !== null) return certain(simple);
  const names = read.map((path) => fieldOf(path, speaker)).join(" ");
  const why = variable !== undefined ? "variable" : read.length > 1 && !canFail(logic) ? "two-fields" : "logic";
  const own = { key: `${canonicalJson(logic)} of ${names}`, why, written } as const;
  if (variable === undefined && !canFail(logic)) return certain(literal(opaqueAtom(logic, own)));
  const side = (end: "passes" | "fails"): Formula => literal(opaqueAtom(logic, { ...own, side: end }));
  return { passes: side("passes"), fails: side("fails"), canFail: true };
}

/** A variable that is a condition is looked into; all others are not. */
function variableOutcome(name: string, values: readonly JsonValue[], context: LeafContext): Outcome | null {
  const subject = subjectOf(values[0]);
  const [, variable] = /^vars\.([^.]+)$/.exec(subject?.path ?? "") ?? [];
  const found = context.speaker.vars.find((item) => item.name === variable);
  if (found === undefined || !("condition" in found)) return null;
  const [wanted] = [values[1]].flat();
  if (name !== "!!" && !(name === "is" && typeof wanted === "boolean" && [values[1]].flat().length === 1)) return null;
  const outcome = outcomeOf(found.condition, context.speaker, context.settings);
  return wanted === false ? turned(outcome) : outcome;
}

/** The data path; of a history or a variable what it stands for, so that two rules may name it differently. */
function fieldOf(path: string, { vars, histories }: Speaker): string {
  const [, index] = /^history\.(\d+)$/.exec(path) ?? [];
  if (index !== undefined)
    return `history ${canonicalJson(withoutPlaces(histories[Number(index)] as unknown as JsonValue))}`;
  return path.startsWith("vars.") ? `${path} of ${canonicalJson(withoutPlaces(vars as unknown as JsonValue))}` : path;
}

/** A part of a rule without where it stands and how it was written. */
export function withoutPlaces(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutPlaces(item));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([key]) => !["place", "path", "written"].includes(key));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutPlaces(member)]));
}

function pathsIn(logic: JsonLogic): readonly string[] {
  if (Array.isArray(logic)) return (logic as readonly JsonValue[]).flatMap(pathsIn);
  const operation = operationOf(logic);
  if (operation === null) return [];
  const [name, values] = operation;
  const [path] = values;
  return name === "var" && typeof path === "string" ? [path] : values.flatMap(pathsIn);
}

function isTruthy(value: JsonValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
