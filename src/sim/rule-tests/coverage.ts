import { evaluateCondition } from "../../core/language/condition.ts";
import { eventRuleData } from "../../core/language/rule-data.ts";
import { whyNotConsidered } from "../../core/match/trigger.ts";
import type { Position } from "../../core/base/diagnostic.ts";
import type { Condition, Rule } from "../../core/model/ruleset/rule.ts";
import { patternOf } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { ConditionTrace } from "../../core/model/trace.ts";
import type { Event } from "../../core/model/event.ts";
import type { RuleTestResult } from "./rule-test-run.ts";

/** What the tests of some rules reach. */
export interface Coverage {
  /** Rules that fire, branches taken each way, and conditions that hold and do not. */
  readonly covered: number;
  readonly total: number;
  /** In the order of the files. */
  readonly gaps: readonly CoverageGap[];
}

/** Something that no test reaches. */
export interface CoverageGap extends Position {
  readonly rule: string;
  readonly file: string;
  readonly kind: "rule" | "branch" | "condition";
  /** What no test does, as the end of a sentence. */
  readonly what: string;
}

/** What tests reach of the given rules; those that are disabled do not count. */
export function coverageOf(rules: readonly Rule[], results: readonly RuleTestResult[], settings: Settings): Coverage {
  const seen = new Set<string>();
  for (const result of results) observe(result, settings, seen);
  const all = rules.filter(({ enabled }) => enabled !== "off").flatMap(pointsOf);
  // A question that is asked again has the same answers.
  const points = [...new Map(all.map((point) => [point.key, point])).values()];
  const gaps = points.filter(({ key }) => !seen.has(key)).map(({ gap }) => gap);
  return { covered: points.length - gaps.length, total: points.length, gaps };
}

interface Point {
  readonly key: string;
  readonly gap: CoverageGap;
}

function pointsOf(rule: Rule): readonly Point[] {
  const pointAt = (kind: CoverageGap["kind"], place: Position, key: string, what: string): Point => {
    return { key: `${rule.id}|${key}`, gap: { rule: rule.id, file: rule.file, ...place, kind, what } };
  };
  const bothWays = (leaf: Leaf, kind: "branch" | "condition"): readonly Point[] =>
    (["pass", "fail"] as const).map((result) => {
      const words = { branch: ["is taken", "is left out"], condition: ["holds", "does not hold"] }[kind];
      const what = `${leaf.written} ${String(result === "pass" ? words[0] : words[1])}`;
      return pointAt(kind, leaf.place, keyOf(leaf, result), what);
    });
  // Each occurrence of a schedule is one of its rule: that condition always holds.
  const asked = rule.triggers.filter(({ kind }) => kind !== "schedule");
  const conditions = [...asked.map((trigger) => patternOf(trigger).where), rule.condition];
  const questions = questionsIn(rule);
  const branches = rule.program.flatMap((instruction) => {
    if (instruction.op !== "unless" || instruction.isImplied === true) return [];
    const { path, place, condition } = instruction;
    const whole = { path: `branch ${path}`, place, written: `the step under the condition at ${path}` };
    // The only condition of a branch goes the way of the branch.
    const parts = condition.kind === "test" ? [] : leavesOf(condition);
    const inside = parts.flatMap((leaf) => bothWays(leaf, "condition"));
    const question = questions.get(questionAt(path) ?? "");
    if (question === undefined) return [...bothWays(whole, "branch"), ...inside];
    const asked = `the question at ${question.step} is answered by`;
    const given = pointAt("branch", place, keyOf(whole, "pass"), `${asked} ${nameOfAnswer(path)}`);
    if (!question.isRepeated || path !== question.answers.at(-1)) return [given, ...inside];
    const names = question.answers.map(nameOfAnswer).join(", ");
    return [given, pointAt("branch", place, keyOf(whole, "fail"), `${asked} none of ${names}`), ...inside];
  });
  return [
    pointAt("rule", rule.place, FIRED, "it fires"),
    ...conditions.flatMap((condition) => leavesOf(condition).flatMap((leaf) => bothWays(leaf, "condition"))),
    ...branches,
  ];
}

const FIRED = "fired";

/** A question of a rule: where its answers stand, in their order, and whether it is asked again after other words. */
interface Question {
  readonly step: string;
  readonly answers: readonly string[];
  readonly isRepeated: boolean;
}

function questionsIn({ program }: Rule): ReadonlyMap<string, Question> {
  const paths = new Set(program.flatMap((step) => ("path" in step ? [step.path] : [])));
  const tried = program.flatMap((step) => (step.op === "unless" ? [step.path] : []));
  const steps = new Set(tried.flatMap((path) => questionAt(path) ?? []));
  return new Map(
    [...steps].map((step) => {
      const answers = [...new Set(tried.filter((path) => questionAt(path) === step))];
      return [step, { step, answers, isRepeated: paths.has(`${step}/reprompt/1`) }];
    }),
  );
}

/** The step whose answer stands at a path; null for other paths. */
function questionAt(path: string): string | null {
  return /^(.+)\/ask\/answers\/[^/]+/.exec(path)?.[1] ?? null;
}

function nameOfAnswer(path: string): string {
  return path.replace(/^.*\/ask\/answers\//, "");
}

interface Leaf {
  readonly path: string;
  readonly place: Position;
  readonly written: string;
}

function leavesOf(condition: Condition | null): readonly Leaf[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case "test":
      return [condition];
    case "not":
      return leavesOf(condition.child);
    case "all":
    case "any":
      return condition.children.flatMap(leavesOf);
  }
}

function keyOf({ path, written }: { readonly path: string; readonly written?: string }, result: string): string {
  return `${path} ${written ?? ""} ${result}`;
}

/** Notes what one test reached. */
function observe({ rules, events, runs }: RuleTestResult, settings: Settings, seen: Set<string>): void {
  const noteTree = (rule: string, trace: ConditionTrace | null): void => {
    if (trace === null) return;
    if (trace.written !== undefined) seen.add(`${rule}|${keyOf(trace, trace.result)}`);
    for (const child of trace.children ?? []) noteTree(rule, child);
  };
  for (const { event, evaluation } of events) {
    for (const { ruleId, outcome, condition } of evaluation?.verdicts ?? []) {
      if (outcome === "fired" || outcome === "shadow") seen.add(`${ruleId}|${FIRED}`);
      noteTree(ruleId, condition);
    }
    for (const rule of rules) for (const trace of tracesOf(rule, event, settings)) noteTree(rule.id, trace);
  }
  for (const { run } of runs) {
    for (const { path, condition } of run.trace) {
      if (condition === undefined) continue;
      const whole = { path: `branch ${path}`, written: `the step under the condition at ${path}` };
      seen.add(`${run.ruleId}|${keyOf(whole, condition.result)}`);
      noteTree(run.ruleId, condition);
    }
  }
}

/** How the triggers of a rule took an event, and what else kept it from being looked at. */
function tracesOf(rule: Rule, event: Event, settings: Settings): readonly (ConditionTrace | null)[] {
  const data = { event: eventRuleData(event, settings), event_data: event.data };
  const wheres = rule.triggers.map(patternOf).map(({ eventType, where }) => {
    return where === null || eventType !== event.type ? null : evaluateCondition(where, data);
  });
  return [...wheres, whyNotConsidered(rule, event, settings)?.condition ?? null];
}
