import { parseInstant } from "../core/calendar.ts";
import type { Instruction } from "../core/rule.ts";
import { compileAttempts } from "./attempts.ts";
import { compileCondition } from "./conditions.ts";
import { resolveCalendar } from "./configured-names.ts";
import type { Path } from "./document.ts";
import { compileEffect } from "./effects.ts";
import { effect, firstOf, guarded, sequence, single } from "./program.ts";
import type { Block, Branch, FailureRoute, Guard } from "./program.ts";
import { durationMs, placeOf } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { checkText } from "./templates-check.ts";
import { compileVariables } from "./variables.ts";
import type { WrittenBranch, WrittenCondition, WrittenStep } from "./written.ts";

const EFFECTS = ["send_message", "note", "tag", "http", "notify"] as const;
const ACTIONS = [...EFFECTS, "choose", "wait", "set", "log", "stop"] as const;
const EFFECT_OPTIONS = ["retry", "timeout", "deadline", "on_error"] as const;
const NOTHING = sequence([]);

/** The steps of a list as one block; problems are reported. Ids and variables become known to the steps after. */
export function compileSteps(steps: readonly WrittenStep[], path: Path, scope: Scope): Block {
  return sequence(steps.map((step, index) => compileStep(step, [...path, index], scope)));
}

function compileStep(step: WrittenStep, path: Path, scope: Scope): Block {
  const actions = ACTIONS.filter((name) => step[name] !== undefined);
  const [action] = actions;
  if (action === undefined || actions.length > 1) {
    const message =
      action === undefined ? "a step needs an action" : `a step has one action, not ${actions.join(" and ")}`;
    const hint = action === undefined ? `actions: ${ACTIONS.join(", ")}` : "write a step for each";
    scope.findings.error({ code: "one-action", path, message, hint });
    return NOTHING;
  }
  checkOptions(step, action, path, scope);
  const guard = step.if === undefined ? null : compileGuard(step.if, path, scope);
  const body = compileAction(step, [...path, action], path, scope);
  if (step.id !== undefined) registerStep(step.id, action, path, scope);
  return guard === null ? body : guarded(guard, body);
}

function compileGuard(written: WrittenCondition, path: Path, scope: Scope): Guard | null {
  const condition = compileCondition(written, [...path, "if"], scope);
  return condition && { path: placeOf(path), at: scope.document.positionOf([...path, "if"], "key"), condition };
}

function checkOptions(step: WrittenStep, action: (typeof ACTIONS)[number], path: Path, scope: Scope): void {
  const isEffect = EFFECTS.some((name) => name === action);
  const misplaced: string[] = isEffect ? [] : EFFECT_OPTIONS.filter((key) => step[key] !== undefined);
  if (step.match !== undefined && action !== "choose") misplaced.push("match");
  for (const key of misplaced) {
    const wanted = key === "match" ? "`choose`" : EFFECTS.join(", ");
    const message = `\`${key}\` has no meaning for \`${action}\``;
    scope.findings.error({
      code: "misplaced-key",
      path: [...path, key],
      which: "key",
      message,
      hint: `it is for ${wanted}`,
    });
  }
  if (step.on_error !== undefined && scope.place === "handler") {
    const message = "`on_error` cannot be used inside `on_error`";
    scope.findings.error({
      code: "misplaced-key",
      path: [...path, "on_error"],
      which: "key",
      message,
      hint: "remove it",
    });
  }
}

function registerStep(id: string, action: string, path: Path, scope: Scope): void {
  if (scope.steps.has(id)) {
    const message = `the step id "${id}" stands twice in this rule`;
    scope.findings.error({ code: "duplicate-id", path: [...path, "id"], message, hint: "give each step its own id" });
  }
  scope.steps.set(id, action);
}

/** `path` is that of the action's arguments, `stepPath` that of the step. */
function compileAction(step: WrittenStep, path: Path, stepPath: Path, scope: Scope): Block {
  const origin = { path: placeOf(stepPath), at: scope.document.positionOf(path, "key") };
  if (step.choose !== undefined) return compileChoose(step.choose, step.match ?? "first", path, scope);
  if (step.wait !== undefined) return compileWait(step.wait, path, origin, scope);
  if (step.set !== undefined) return single({ op: "set", ...origin, values: compileVariables(step.set, path, scope) });
  if (step.log !== undefined) {
    checkText(step.log, path, scope);
    return single({ op: "log", ...origin, text: step.log });
  }
  if (step.stop !== undefined) {
    if (typeof step.stop === "string" && step.stop.includes("{{")) {
      const hint = "write it by `log` in a step before this one";
      scope.findings.error({ code: "bad-template", path, message: "the reason of `stop` is a plain text", hint });
    }
    return single({ op: "stop", ...origin, reason: typeof step.stop === "string" ? step.stop : null });
  }
  const spec = compileEffect(step, stepPath, scope);
  if (spec === null) return NOTHING;
  const route = compileRoute(step.on_error, [...stepPath, "on_error"], scope);
  const attempts = compileAttempts(step, spec.action);
  return effect({ op: "effect", ...origin, stepId: step.id ?? null, effect: spec, ...attempts }, route);
}

function compileRoute(written: WrittenStep["on_error"], path: Path, scope: Scope): FailureRoute {
  if (written === undefined || written === "fail") return "fail";
  return written === "continue" ? "continue" : compileSteps(written, path, { ...scope, place: "handler" });
}

function compileChoose(branches: readonly WrittenBranch[], match: "first" | "all", path: Path, scope: Scope): Block {
  const compiled: Branch[] = [];
  branches.forEach((branch, index) => {
    const place = [...path, index];
    if ("else" in branch) {
      checkElse(place, { isLast: index === branches.length - 1, match }, scope);
      compiled.push({ guard: null, body: compileSteps(branch.else, [...place, "else"], scope) });
      return;
    }
    const guard = compileGuard(branch.if, place, scope);
    compiled.push({ guard, body: compileSteps(branch.do, [...place, "do"], scope) });
  });
  if (match === "first") return firstOf(compiled);
  return sequence(compiled.map(({ guard, body }) => (guard === null ? body : guarded(guard, body))));
}

function checkElse(path: Path, branch: { readonly isLast: boolean; readonly match: string }, scope: Scope): void {
  const report = (message: string, hint: string): void => {
    scope.findings.error({ code: "misplaced-key", path: [...path, "else"], which: "key", message, hint });
  };
  if (!branch.isLast) report("`else` must be the last branch", "move it to the end");
  if (branch.match === "all") report("`else` has no meaning with `match: all`", "give the branch an `if`");
}

function compileWait(
  written: NonNullable<WrittenStep["wait"]>,
  path: Path,
  origin: Pick<Extract<Instruction, { op: "wait" }>, "path" | "at">,
  scope: Scope,
): Block {
  if (typeof written === "string")
    return single({ op: "wait", ...origin, wait: { kind: "duration", ms: durationMs(written) } });
  const { until } = written;
  if (typeof until === "object") {
    resolveCalendar(until.open, [...path, "until", "open"], scope);
    return single({ op: "wait", ...origin, wait: { kind: "open", calendar: until.open } });
  }
  checkText(until, [...path, "until"], scope);
  if (!until.includes("{{") && parseInstant(until) === null) {
    const message = `"${until}" is not a time with its zone`;
    const hint = 'such as "2026-03-09T08:00:00-05:00"; for a length of time write `wait: 15m`';
    scope.findings.error({ code: "bad-instant", path: [...path, "until"], message, hint });
  }
  return single({ op: "wait", ...origin, wait: { kind: "instant", at: until } });
}
