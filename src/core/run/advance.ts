import { describeFailure, evaluateCondition } from "../language/condition.ts";
import type { ChangeSet } from "../model/changes.ts";
import { NO_CHANGES } from "../model/changes.ts";
import { failStep, standInLine } from "./after-step.ts";
import { lazyData } from "../base/json.ts";
import { startAwait } from "./await.ts";
import type { JsonObject } from "../base/json.ts";
import { countHistoryNow } from "../language/history.ts";
import { evaluateVariables } from "../language/variables.ts";
import type { PlannedEffect } from "./effect/plan-effect.ts";
import { planEffect } from "./effect/plan-effect.ts";
import type { NewEvent, OptChange } from "../model/event.ts";
import type { Instruction } from "../model/ruleset/rule.ts";
import { approvalData } from "./link/approval.ts";
import { callbackData } from "./link/callback.ts";
import { itemData, loopAt } from "./loop.ts";
import { recordOf } from "./record.ts";
import type { EffectInstruction, RunContext } from "./run-context.ts";
import type { RunView } from "./run-view.ts";
import type { RunError } from "../model/run/answer.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { buildRuleData } from "../language/rule-data.ts";
import { StepError } from "../base/step-error.ts";
import { renderText } from "../language/template.ts";
import type { TraceEntry } from "../model/trace.ts";
import { describeWait, waitEnd } from "../language/wait.ts";
import { asksContactAgain } from "./effect/still-holds.ts";
import { gateAsksZone } from "./effect/pass-gate.ts";

/**
 * Takes a run over its inner steps until it stands in line for the destination of an effect, waits or has ended. Pure: the
 * same input gives the same result, so a crash before the commit only means doing it again. Ends always, since
 * instructions only lead forward, but for the items of a list, of which there are few. What a rule did wrong fails its step; a fault of ours is thrown.
 */
export function advanceRun(start: RunView, context: RunContext): ChangeSet {
  const { rule, now } = context;
  let run: Run = {
    ...start.run,
    status: "ready",
    dueAt: null,
    waitsFor: null,
    awaitsSince: null,
    destination: null,
    updatedAt: now,
  };
  let { contact } = start;
  const effects: Effect[] = [];
  const raised: NewEvent[] = [];
  let optChange: OptChange | null = null;
  for (;;) {
    run = takeInnerSteps({ run, contact, effects: start.effects }, context);
    const instruction = effectAt(run, context);
    if (instruction === null) break;
    const planned = planOrFail({ ...start, run, contact }, instruction, context);
    if ("error" in planned) {
      run = failStep(run, { instruction, error: planned.error, rule, now });
      continue;
    }
    const { effect } = planned;
    contact = planned.contact;
    optChange = planned.optChange ?? optChange;
    raised.push(...planned.raised);
    if (!start.effects.includes(effect)) effects.push(effect);
    if (effect.status !== "done") {
      const asksContact = gateAsksZone(effect, contact, context) || asksContactAgain({ run }, effect, context);
      if (asksContact) context.onContactRead?.();
      run = standInLine(run, instruction);
      break;
    }
    run = { ...run, cursor: run.cursor + 1 };
  }
  return {
    ...recordOf({ run, effects }, context),
    contact: contact === start.contact ? null : contact,
    optChange,
    raised,
  };
}

/**
 * Takes a ready run over its inner steps: it then stands at an effect or an `await`, waits or has ended. The contact is only
 * read, so that whoever has the run alone may do it. Nothing is changed for a run that is not ready.
 */
export function goOn(view: RunView, context: RunContext): ChangeSet {
  if (view.run.status !== "ready") return NO_CHANGES;
  return recordOf({ run: takeInnerSteps(view, context), effects: [] }, context);
}

function takeInnerSteps(view: InnerView, context: RunContext): Run {
  let { run } = view;
  while (run.status === "ready") {
    const instruction = context.rule.program[run.cursor];
    if (instruction?.op === "effect" || isForTheLane(instruction, context)) break;
    // It is counted first: the run stays ready at it.
    if (instruction?.op === "report" && context.reported?.cursor !== run.cursor) break;
    if (instruction === undefined || instruction.op === "end") run = endRun(run, instruction?.status ?? "done");
    else if (instruction.op === "jump") run = { ...run, cursor: instruction.target };
    else if (instruction.op === "next") run = nextItem(run, instruction.target);
    else run = takeInnerStep({ ...view, run }, instruction, context);
  }
  return run;
}

/** Whether an instruction is taken under the claim of the lane alone. */
function isForTheLane(instruction: Instruction | undefined, { history }: RunContext): boolean {
  return instruction?.op === "await" && history === undefined;
}

function effectAt(run: Run, { rule }: RunContext): EffectInstruction | null {
  const instruction = rule.program[run.cursor];
  return run.status === "ready" && instruction?.op === "effect" ? instruction : null;
}

/** A run, the contact its steps see, and its effects as they were. */
type InnerView = RunView;

/** The data a run's conditions and texts read: steps look at the present, whatever the time of the event. */
function runRuleData({ run, contact }: Pick<RunView, "run" | "contact">, context: RunContext): JsonObject {
  const { vars, steps, error } = run;
  const histories = countedNow(context);
  const item = itemData(run, context.rule);
  const callbacks = callbackData(run, context);
  const approval = approvalData(run, context);
  const ownData = { vars, steps, error, item, histories, callbacks, approval };
  return buildRuleData({ contact, at: context.now, ...context, ...ownData });
}

/** Each count by the number of its query, worked out when a condition comes to it. */
function countedNow(context: RunContext): JsonObject {
  const { histories } = context.rule;
  return lazyData(Object.keys(histories), (index) => {
    const query = histories[Number(index)];
    const { history } = context;
    if (query === undefined || history === undefined) throw new Error("a step counts events that were not read");
    return countHistoryNow(query, { ...context, history });
  });
}

function planOrFail(
  view: RunView,
  instruction: EffectInstruction,
  context: RunContext,
): PlannedEffect | { readonly error: Omit<RunError, "step"> } {
  try {
    return planEffect(view, instruction, { ruleData: runRuleData(view, context), ...context });
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { error: { message: error.message, code: "not_renderable" } };
  }
}

function takeInnerStep(
  view: InnerView,
  instruction: Exclude<Instruction, { op: "effect" | "end" | "jump" | "next" }>,
  context: RunContext,
): Run {
  const { run } = view;
  const { now } = context;
  try {
    switch (instruction.op) {
      case "unless": {
        const condition = evaluateCondition(instruction.condition, runRuleData(view, context));
        if (condition.result === "error") throw new StepError(describeFailure(condition));
        const isMet = condition.result === "pass";
        const text = isMet ? "condition holds" : describeFailure(condition);
        const next = note(run, { at: now, path: instruction.path, kind: "condition", text, condition });
        return { ...next, cursor: isMet ? run.cursor + 1 : instruction.target };
      }
      case "each":
        return takeItem(view, instruction, context);
      case "set": {
        const ruleData = runRuleData(view, context);
        const vars = evaluateVariables(instruction.values, ruleData, context.settings.timezone);
        const names = instruction.values.map((value) => value.name).join(", ");
        const next = note(run, { at: now, path: instruction.path, kind: "set", text: `set ${names}`, data: vars });
        return { ...next, vars, cursor: run.cursor + 1 };
      }
      case "report": {
        const counts = context.reported?.counts ?? {};
        const text = Object.entries(counts)
          .map(([name, count]) => `${name} ${JSON.stringify(count)}`)
          .join(", ");
        const next = note(run, { at: now, path: instruction.path, kind: "set", text: `counted ${text}`, data: counts });
        return { ...next, steps: { ...run.steps, [instruction.stepId]: counts }, cursor: run.cursor + 1 };
      }
      case "log": {
        const text = renderText(instruction.text, runRuleData(view, context), context.settings.timezone);
        return { ...note(run, { at: now, path: instruction.path, kind: "log", text }), cursor: run.cursor + 1 };
      }
      case "stop": {
        const text = instruction.reason ?? "stopped by the rule";
        const stopped = note(run, { at: now, path: instruction.path, kind: "stop", text });
        const { target } = instruction;
        return target === undefined ? { ...stopped, status: "stopped" } : { ...stopped, loop: null, cursor: target };
      }
      case "wait":
        return startWait(view, instruction, context);
      case "await":
        return startAwait(view, instruction, context);
    }
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return failStep(run, {
      instruction,
      error: { message: error.message, code: "step_failed" },
      rule: context.rule,
      now,
    });
  }
}

function takeItem(view: InnerView, instruction: Extract<Instruction, { op: "each" }>, context: RunContext): Run {
  const { run } = view;
  const { now, settings } = context;
  const { path, target } = instruction;
  const loop = loopAt(run, instruction, { read: () => runRuleData(view, context), zone: settings.timezone });
  const { items, index } = loop;
  if (index >= items.length) {
    const text = items.length === 0 ? "nothing to go over" : `went over ${items.length}`;
    return note({ ...run, loop: null, cursor: target }, { at: now, path, kind: "for_each", text });
  }
  const text = `item ${index + 1} of ${items.length}`;
  const entry = { at: now, path, kind: "for_each", text, data: items[index] ?? null, item: index } as const;
  return note({ ...run, loop, cursor: run.cursor + 1 }, entry);
}

function nextItem(run: Run, each: number): Run {
  const { loop } = run;
  return { ...run, loop: loop && { ...loop, index: loop.index + 1 }, cursor: each };
}

function startWait(view: InnerView, instruction: Extract<Instruction, { op: "wait" }>, context: RunContext): Run {
  const { run } = view;
  const { now } = context;
  const { settings } = context;
  const dueAt = waitEnd(instruction.wait, { now, settings, ruleData: () => runRuleData(view, context) });
  const passed: Run = { ...run, cursor: run.cursor + 1 };
  if (dueAt <= now) return note(passed, { at: now, path: instruction.path, kind: "wait", text: "nothing to wait for" });
  const text = describeWait(dueAt, settings);
  const waitsFor = instruction.wait.kind === "duration" ? "elapsed" : "instant";
  const noted = note(passed, { at: now, path: instruction.path, kind: "wait", text });
  return { ...noted, status: "waiting", dueAt, waitsFor };
}

function endRun(run: Run, status: "done" | "failed"): Run {
  return { ...run, status, dueAt: null };
}

function note(run: Run, entry: TraceEntry): Run {
  return { ...run, trace: [...run.trace, entry] };
}
