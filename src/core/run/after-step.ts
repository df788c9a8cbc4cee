import { destinationOf } from "../actions/reach.ts";
import { actionOf } from "../actions/registry.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { continuationId } from "../base/ids.ts";
import type { ChangeSet } from "../model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../model/changes.ts";
import { LOOKED_FOR_FIRST_MS } from "./holds.ts";
import { itemAt } from "./loop.ts";
import { recordOf } from "./record.ts";
import type { EffectInstruction, RunContext } from "./run-context.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import type { RunError } from "../model/run/answer.ts";
import type { Effect } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { withoutReservations } from "../model/run/run.ts";
import type { TraceEntry } from "../model/trace.ts";

/** An effect and its run after one decision. */
export interface Decided {
  readonly run: Run;
  readonly effect: Effect;
}

/** The run behind the step it stood at; at its end when another went on with what comes there. */
export function passStep(run: Run, now: number): Run {
  if (run.continuedAs !== null) {
    return { ...run, status: "done", destination: null, dueAt: null, waitsFor: null, updatedAt: now };
  }
  const behind = { status: "ready", destination: null, cursor: run.cursor + 1, dueAt: now, waitsFor: null } as const;
  return { ...run, ...behind, updatedAt: now };
}

/** The run behind an effect that is done, in the conversation that it may have moved. */
export function passDone(run: Run, { action, request }: Pick<Effect, "action" | "request">, now: number): Run {
  const inboxId = actionOf(action).movesTo?.(request);
  return { ...passStep(run, now), ...(inboxId === undefined ? {} : { inboxId }) };
}

/** What named steps have come to, with what the one has that is over now. */
export function stepsAfter(run: Run, instruction: Instruction, result: JsonValue): JsonObject {
  const id = instruction.op === "effect" || instruction.op === "await" ? instruction.stepId : null;
  return id === null ? run.steps : { ...run.steps, [id]: result };
}

/** The run in line for the destination of an effect it has come to. */
export function standInLine(run: Run, instruction: EffectInstruction): Run {
  return { ...run, status: "queued", destination: destinationOf(instruction.effect) };
}

/**
 * The run after a step failed for good: at the step's handler, at the rule's `on_error`, or failed; that when another went
 * on behind the step. A step of the rule's `on_error` that fails ends the run, which keeps the error that led there: that is
 * what is still to be done.
 */
export function failStep(
  run: Run,
  input: {
    readonly instruction: Exclude<Instruction, { op: "jump" | "next" | "end" }>;
    readonly error: Omit<RunError, "step">;
    readonly rule: Rule;
    readonly now: number;
  },
): Run {
  const { instruction, rule, now } = input;
  const { message, code, answer } = input.error;
  const error: RunError = { message, code, step: instruction.path, ...(answer === undefined ? {} : { answer }) };
  const isInHandler = rule.onErrorAt !== null && run.cursor >= rule.onErrorAt;
  const failed: Run = {
    ...run,
    steps: answer === undefined ? run.steps : stepsAfter(run, instruction, { ...answer }),
    error: isInHandler && run.error !== null ? run.error : error,
    dueAt: null,
    updatedAt: now,
    trace: [...run.trace, { at: now, path: instruction.path, kind: "error", text: error.message }],
  };
  if (run.continuedAs !== null) return { ...failed, status: "failed" };
  const handler = instruction.op === "effect" ? instruction.onFail : null;
  if (handler !== null) return { ...failed, status: "ready", cursor: handler };
  const goesToHandler = rule.onErrorAt !== null && !isInHandler;
  return goesToHandler ? { ...failed, status: "ready", cursor: rule.onErrorAt } : { ...failed, status: "failed" };
}

/**
 * A run whose effect in doubt has kept the steps behind it long enough, and the run that goes on with these. The first stays
 * at the effect until that is settled, and ends then; the other knows no result of it. So no step belongs to two runs. Who
 * comes late, since nothing ran meanwhile, leaves time to look for it first.
 */
export function stepOver(run: Run, context: Pick<RunContext, "rule" | "now" | "settings" | "digest">): ChangeSet {
  const { now, rule, digest } = context;
  const lateMs = now - (run.stepsOverAt ?? now);
  if (lateMs > LOOKED_FOR_FIRST_MS) {
    return { ...NO_CHANGES, runs: [{ ...run, stepsOverAt: now + LOOKED_FOR_FIRST_MS, updatedAt: now }] };
  }
  const id = continuationId(digest, run);
  const path = pathAt(rule, run.cursor);
  const item = itemAt(run, rule);
  const told = (text: string): TraceEntry => ({ at: now, path, kind: "step_over", text });
  const stepped = `stepped over while it is not known whether it was done; the steps behind it go on as ${id}`;
  const stays = { ...run, continuedAs: id, updatedAt: now, trace: [...run.trace, told(stepped)] };
  const goesOn: Run = {
    ...withoutReservations(run),
    id,
    continues: { runId: run.id, cursor: run.cursor + 1, ...(item === null ? {} : { item: item.index }) },
    status: "ready",
    cursor: run.cursor + 1,
    error: null,
    destination: null,
    dueAt: now,
    waitsFor: null,
    updatedAt: now,
    trace: [told(`goes on behind it while ${run.id} finds out whether it was done`)],
  };
  return mergeChanges(recordOf({ run: stays, effects: [] }, context), recordOf({ run: goesOn, effects: [] }, context));
}

function pathAt({ program }: Rule, cursor: number): string {
  const instruction = program[cursor];
  return instruction !== undefined && "path" in instruction ? instruction.path : "";
}
