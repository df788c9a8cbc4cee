import { isJsonObject } from "../../core/base/json.ts";
import { parseInstant } from "../../core/time/calendar.ts";
import { ACTION_NAMES, isActionName } from "../../core/actions/registry.ts";
import type { ActionName } from "../../core/model/ruleset/action.ts";
import type { WrittenStep } from "../generated/written-rule.ts";
import { compileRetryOptions } from "./actions/retry-options.ts";
import { compileUnknown } from "./actions/unknown-options.ts";
import { checkWithoutContact } from "./actions/without-contact.ts";
import { compileChoose, compileDo, compileStepCondition, within } from "./flow/branches.ts";
import { compileApprove } from "./flow/approve.ts";
import { compileAsk } from "./flow/ask.ts";
import { compileForEach } from "./flow/for-each.ts";
import { compileTable } from "./flow/table.ts";
import type { StepSource } from "./flow/step-source.ts";
import { resolveCalendar } from "./configured-names.ts";
import type { Path } from "../yaml/document.ts";
import { compileWaitFor } from "./awaits.ts";
import { compilerOf } from "./actions/registry.ts";
import { conditional, effect, sequence, single } from "./blocks.ts";
import type { Block, FailureRoute } from "./blocks.ts";
import { durationMs, lookBackMs, placeOf } from "./compile-context.ts";
import type { CompileContext } from "./compile-context.ts";
import { checkText } from "./checks/templates-check.ts";
import { compilePatterns } from "./triggers/triggers.ts";
import { compileVariables } from "./variables.ts";

const EFFECT_OPTIONS = ["retry", "timeout", "deadline", "on_error", "on_unknown"] as const;
const NOTHING = sequence([]);

/** What reaches outside, and may be tried again. */
const OUTSIDE = ACTION_NAMES.filter((name) => name !== "emit");

/** The words of a step that name what it does: all but its options. */
type StepAction = Exclude<keyof WrittenStep, (typeof EFFECT_OPTIONS)[number] | "id" | "name" | "if" | "match" | "else">;

/** The steps of a list as one block; problems are reported. Ids and variables become known to the steps after. */
export function compileSteps(steps: readonly WrittenStep[], path: Path, context: CompileContext): Block {
  return sequence(
    steps.map((step, index) => {
      const place = [...path, index];
      if (context.soundness.isSoundStep(place)) return compileStep(step, place, context);
      learnNames(step, context);
      return NOTHING;
    }),
  );
}

/** What a step that cannot be compiled names, so that the steps after it are not blamed for naming it. */
function learnNames(step: unknown, context: CompileContext): void {
  if (!isJsonObject(step)) return;
  const { id, set } = step;
  if (typeof id === "string") context.steps.set(id, "");
  for (const name of isJsonObject(set) ? Object.keys(set) : []) context.vars.set(name, null);
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
  // Of `do` the condition decides between two blocks.
  const condition = step.if === undefined || action === "do" ? null : compileStepCondition(step.if, path, context);
  const body = compileAction(action, sourceOf(step, action, path, context), within(condition, context));
  return condition === null ? body : conditional(condition, body);
}

function checkOptions(step: WrittenStep, action: StepAction, path: Path, context: CompileContext): void {
  const meant = action === "emit" ? ["on_error"] : isActionName(action) ? EFFECT_OPTIONS : [];
  const misplaced: string[] = EFFECT_OPTIONS.filter((key) => step[key] !== undefined && !meant.includes(key));
  if (step.match !== undefined && action !== "choose") misplaced.push("match");
  for (const key of misplaced) {
    const isHandled = key === "on_error" && (action === "ask" || action === "approve");
    const elsewhere = `it is for ${key === "match" ? "`choose`" : OUTSIDE.join(", ")}`;
    const hint = isHandled ? "write it beside `do` of the rule: it handles what fails in any step" : elsewhere;
    reportMisplaced({ path: [...path, key], message: `\`${key}\` has no meaning for \`${action}\``, hint }, context);
  }
  const elsePath = [...path, "else"];
  if (step.else !== undefined && action !== "do" && action !== "choose") {
    const hint = "write the step that has the `if` under `do`";
    reportMisplaced({ path: elsePath, message: `\`else\` has no meaning for \`${action}\``, hint }, context);
  }
  if (step.else !== undefined && action === "choose" && step.if !== undefined) {
    const message = "this `else` could be that of `if` or that of `choose`";
    reportMisplaced(
      { path: elsePath, message, hint: "write `choose` under `do`, with the `else` that is its own" },
      context,
    );
  }
  const { timeout, deadline } = step;
  if (timeout !== undefined && deadline !== undefined && durationMs(deadline) < durationMs(timeout)) {
    const message = "`deadline`, for all attempts, is shorter than `timeout`, for one";
    const hint = "make `deadline` longer, or `timeout` shorter";
    context.findings.warning({ code: "wrong-value", path: [...path, "deadline"], message, hint });
  }
  if (step.on_error !== undefined && context.part === "handler") {
    const message = "`on_error` cannot be used inside `on_error`";
    reportMisplaced({ path: [...path, "on_error"], message, hint: "remove it" }, context);
  }
}

function reportMisplaced(
  finding: { readonly path: Path; readonly message: string; readonly hint: string },
  context: CompileContext,
): void {
  context.findings.error({ code: "misplaced-key", which: "key", ...finding });
}

function registerStep({ id }: WrittenStep, action: string, path: Path, context: CompileContext): void {
  if (id === undefined) return;
  if (context.steps.has(id)) {
    const message = `the step id "${id}" stands twice in this rule`;
    context.findings.error({ code: "duplicate-id", path: [...path, "id"], message, hint: "give each step its own id" });
  }
  context.steps.set(id, action);
}

/** The compiler of the arguments of an action that stays inside; problems are reported. */
type InnerCompiler<Action extends StepAction> = (
  written: Written<Action>,
  source: StepSource,
  context: CompileContext,
) => Block;

type Written<Action extends StepAction> = NonNullable<WrittenStep[Action]>;
type InnerAction = Exclude<StepAction, ActionName>;

const INNER: { readonly [Action in InnerAction]: InnerCompiler<Action> } = {
  choose: compileChoose,
  do: compileDo,
  for_each: compileForEach,
  table: compileTable,
  wait: compileWait,
  wait_for: (written, { step, path, origin }, context) =>
    compileWaitFor(written, { ...origin, stepId: step.id ?? null, at: path }, context),
  ask: compileAsk,
  approve: compileApprove,
  set: (written, { path, origin }, context) =>
    single({ op: "set", ...origin, values: compileVariables(written, path, context) }),
  report: compileReport,
  log: compileLog,
  stop: compileStop,
};

/** Every action of a step, as messages list them. */
const ACTIONS: readonly StepAction[] = [...ACTION_NAMES, ...(Object.keys(INNER) as InnerAction[])];

function sourceOf(step: WrittenStep, action: StepAction, stepPath: Path, context: CompileContext): StepSource {
  const path = [...stepPath, action];
  const origin = { path: placeOf(stepPath), place: context.document.positionOf(path, "key") };
  return { step, stepPath, path, origin, compileSteps };
}

/** The casts only say that the step has the action it was found by. */
function compileAction(action: StepAction, source: StepSource, context: CompileContext): Block {
  const { step, stepPath, path, origin } = source;
  if (!isActionName(action)) {
    // Their own steps read what came of them.
    const isReadInside = action === "ask" || action === "approve";
    if (isReadInside) registerStep(step, action, stepPath, context);
    const block = compileInner(action, step[action] as Written<InnerAction>, source, context);
    if (!isReadInside) registerStep(step, action, stepPath, context);
    return block;
  }
  checkWithoutContact(step, action, path, context);
  const spec = compilerOf(action).compile(step[action] as Written<ActionName>, path, context);
  // What it was refused with can be read where that is handled.
  registerStep(step, action, stepPath, context);
  const route = compileRoute(step.on_error, [...stepPath, "on_error"], context);
  const options = { ...compileRetryOptions(step, action), ...compileUnknown(step, action, stepPath, context) };
  return effect({ op: "effect", ...origin, stepId: step.id ?? null, effect: spec, ...options }, route);
}

function compileInner<Action extends InnerAction>(
  action: Action,
  written: Written<Action>,
  source: StepSource,
  context: CompileContext,
): Block {
  return INNER[action](written, source, context);
}

function compileReport(written: Written<"report">, source: StepSource, context: CompileContext): Block {
  const { step, path, origin } = source;
  if (step.id === undefined) {
    const message = "a report without `id` counts for nothing: nobody can read it";
    context.findings.error({
      code: "missing-key",
      path,
      which: "key",
      message,
      hint: "add id: week, and read steps.week.NAME",
    });
  }
  const counts = Object.entries(written.counts).flatMap(([name, events]) => {
    const pattern = compilePatterns(events, [...path, "counts", name], context)[0];
    return pattern === undefined ? [] : [{ name, pattern }];
  });
  const { id: stepId = "" } = step;
  return single({
    op: "report",
    ...origin,
    stepId,
    lastMs: lookBackMs(written.last, [...path, "last"], context),
    counts,
  });
}

function compileLog(text: string, { path, origin }: StepSource, context: CompileContext): Block {
  checkText(text, path, context);
  return single({ op: "log", ...origin, text });
}

function compileStop(written: Written<"stop">, { path, origin }: StepSource, context: CompileContext): Block {
  const reason = written === true ? null : written;
  if (reason?.includes("{{") === true) {
    const hint = "write it by `log` in a step before this one";
    context.findings.error({ code: "bad-template", path, message: "the reason of `stop` is a plain text", hint });
  }
  return single({ op: "stop", ...origin, reason });
}

function compileRoute(written: WrittenStep["on_error"], path: Path, context: CompileContext): FailureRoute {
  if (written === undefined || written === "fail") return "fail";
  return written === "continue" ? "continue" : compileSteps(written, path, { ...context, part: "handler" });
}

function compileWait(written: Written<"wait">, { path, origin }: StepSource, context: CompileContext): Block {
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
    const hint = /^\d{1,2}:\d{2}$/.test(until)
      ? "for an hour of the day write until: { open: CALENDAR }, one that opens then"
      : 'such as "2026-03-09T08:00:00-05:00"; for a length of time write `wait: 15m`';
    context.findings.error({ code: "bad-instant", path: [...path, "until"], message, hint });
  }
  return single({ op: "wait", ...origin, wait: { kind: "instant", at: until } });
}
