import { parseInstant } from "../../core/time/calendar.ts";
import type { Instruction } from "../../core/model/rule.ts";
import { compileRetryOptions } from "./actions/retry-options.ts";
import { compileCondition } from "./conditions/conditions.ts";
import { resolveCalendar } from "./configured-names.ts";
import type { Path } from "../yaml/document.ts";
import { compileEffect } from "./actions/effects.ts";
import { conditional, effect, firstOf, sequence, single } from "./blocks.ts";
import type { Block, Branch, FailureRoute, StepCondition } from "./blocks.ts";
import { durationMs, placeOf } from "./scope.ts";
import type { CompileContext } from "./scope.ts";
import { checkText } from "./templates-check.ts";
import { compileVariables } from "./variables.ts";
import type { WrittenBranch, WrittenCondition, WrittenStep } from "./written.ts";

const EFFECTS = ["send_message", "note", "tag", "http", "notify"] as const;
const ACTIONS = [...EFFECTS, "choose", "wait", "set", "log", "stop"] as const;
const EFFECT_OPTIONS = ["retry", "timeout", "deadline", "on_error"] as const;
const NOTHING = sequence([]);

/** The steps of a list as one block; problems are reported. Ids and variables become known to the steps after. */
export function compileSteps(steps: readonly WrittenStep[], path: Path, context: CompileContext): Block {
  return sequence(steps.map((step, index) => compileStep(step, [...path, index], context)));
}

function compileStep(step: WrittenStep, path: Path, context: CompileContext): Block {
  const actions = ACTIONS.filter((name) => step[name] !== undefined);
  const [action] = actions;
  if (action === undefined || actions.length > 1) {
    const message =
      action === undefined ? "a step needs an action" : `a step has one action, not ${actions.join(" and ")}`;
    const hint = action === undefined ? `actions: ${ACTIONS.join(", ")}` : "write a step for each";
    context.findings.error({ code: "one-action", path, message, hint });
    return NOTHING;
  }
  checkOptions(step, action, path, context);
  const condition = step.if === undefined ? null : compileStepCondition(step.if, path, context);
  const body = compileAction(step, [...path, action], path, context);
  if (step.id !== undefined) registerStep(step.id, action, path, context);
  return condition === null ? body : conditional(condition, body);
}

function compileStepCondition(written: WrittenCondition, path: Path, context: CompileContext): StepCondition | null {
  const condition = compileCondition(written, [...path, "if"], context);
  return condition && { path: placeOf(path), at: context.document.positionOf([...path, "if"], "key"), condition };
}

function checkOptions(step: WrittenStep, action: (typeof ACTIONS)[number], path: Path, context: CompileContext): void {
  const isEffect = EFFECTS.some((name) => name === action);
  const misplaced: string[] = isEffect ? [] : EFFECT_OPTIONS.filter((key) => step[key] !== undefined);
  if (step.match !== undefined && action !== "choose") misplaced.push("match");
  for (const key of misplaced) {
    const wanted = key === "match" ? "`choose`" : EFFECTS.join(", ");
    const message = `\`${key}\` has no meaning for \`${action}\``;
    context.findings.error({
      code: "misplaced-key",
      path: [...path, key],
      which: "key",
      message,
      hint: `it is for ${wanted}`,
    });
  }
  if (step.on_error !== undefined && context.place === "handler") {
    const message = "`on_error` cannot be used inside `on_error`";
    context.findings.error({
      code: "misplaced-key",
      path: [...path, "on_error"],
      which: "key",
      message,
      hint: "remove it",
    });
  }
}

function registerStep(id: string, action: string, path: Path, context: CompileContext): void {
  if (context.steps.has(id)) {
    const message = `the step id "${id}" stands twice in this rule`;
    context.findings.error({ code: "duplicate-id", path: [...path, "id"], message, hint: "give each step its own id" });
  }
  context.steps.set(id, action);
}

/** `path` is that of the action's arguments, `stepPath` that of the step. */
function compileAction(step: WrittenStep, path: Path, stepPath: Path, context: CompileContext): Block {
  const origin = { path: placeOf(stepPath), at: context.document.positionOf(path, "key") };
  if (step.choose !== undefined) return compileChoose(step.choose, step.match ?? "first", path, context);
  if (step.wait !== undefined) return compileWait(step.wait, path, origin, context);
  if (step.set !== undefined)
    return single({ op: "set", ...origin, values: compileVariables(step.set, path, context) });
  if (step.log !== undefined) {
    checkText(step.log, path, context);
    return single({ op: "log", ...origin, text: step.log });
  }
  if (step.stop !== undefined) {
    if (typeof step.stop === "string" && step.stop.includes("{{")) {
      const hint = "write it by `log` in a step before this one";
      context.findings.error({ code: "bad-template", path, message: "the reason of `stop` is a plain text", hint });
    }
    return single({ op: "stop", ...origin, reason: typeof step.stop === "string" ? step.stop : null });
  }
  const spec = compileEffect(step, stepPath, context);
  if (spec === null) return NOTHING;
  const route = compileRoute(step.on_error, [...stepPath, "on_error"], context);
  const options = compileRetryOptions(step, spec.action);
  return effect({ op: "effect", ...origin, stepId: step.id ?? null, effect: spec, ...options }, route);
}

function compileRoute(written: WrittenStep["on_error"], path: Path, context: CompileContext): FailureRoute {
  if (written === undefined || written === "fail") return "fail";
  return written === "continue" ? "continue" : compileSteps(written, path, { ...context, place: "handler" });
}

function compileChoose(
  branches: readonly WrittenBranch[],
  match: "first" | "all",
  path: Path,
  context: CompileContext,
): Block {
  const compiled: Branch[] = [];
  branches.forEach((branch, index) => {
    const place = [...path, index];
    if ("else" in branch) {
      checkElse(place, { isLast: index === branches.length - 1, match }, context);
      compiled.push({ condition: null, body: compileSteps(branch.else, [...place, "else"], context) });
      return;
    }
    const condition = compileStepCondition(branch.if, place, context);
    compiled.push({ condition, body: compileSteps(branch.do, [...place, "do"], context) });
  });
  if (match === "first") return firstOf(compiled);
  return sequence(compiled.map(({ condition, body }) => (condition === null ? body : conditional(condition, body))));
}

function checkElse(
  path: Path,
  branch: { readonly isLast: boolean; readonly match: string },
  context: CompileContext,
): void {
  const report = (message: string, hint: string): void => {
    context.findings.error({ code: "misplaced-key", path: [...path, "else"], which: "key", message, hint });
  };
  if (!branch.isLast) report("`else` must be the last branch", "move it to the end");
  if (branch.match === "all") report("`else` has no meaning with `match: all`", "give the branch an `if`");
}

function compileWait(
  written: NonNullable<WrittenStep["wait"]>,
  path: Path,
  origin: Pick<Extract<Instruction, { op: "wait" }>, "path" | "at">,
  context: CompileContext,
): Block {
  if (typeof written === "string")
    return single({ op: "wait", ...origin, wait: { kind: "duration", ms: durationMs(written) } });
  const { until } = written;
  if (typeof until === "object") {
    resolveCalendar(until.open, [...path, "until", "open"], context);
    return single({ op: "wait", ...origin, wait: { kind: "open", calendar: until.open } });
  }
  checkText(until, [...path, "until"], context);
  if (!until.includes("{{") && parseInstant(until) === null) {
    const message = `"${until}" is not a time with its zone`;
    const hint = 'such as "2026-03-09T08:00:00-05:00"; for a length of time write `wait: 15m`';
    context.findings.error({ code: "bad-instant", path: [...path, "until"], message, hint });
  }
  return single({ op: "wait", ...origin, wait: { kind: "instant", at: until } });
}
