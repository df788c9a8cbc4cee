import { destinationOf } from "../actions/reach.ts";
import type { EffectInstruction } from "./run-context.ts";
import type { Instruction, Rule } from "../model/rule.ts";
import type { Effect, Run, RunError } from "../model/run.ts";

/** An effect and its run after one decision. */
export interface Decided {
  readonly run: Run;
  readonly effect: Effect;
}

/** The run behind the step it stood at. */
export function passStep(run: Run, now: number): Run {
  const behind = { status: "ready", destination: null, cursor: run.cursor + 1, dueAt: now, waitsFor: null } as const;
  return { ...run, ...behind, updatedAt: now };
}

/** The run in line for the destination of an effect it has come to. */
export function standInLine(run: Run, instruction: EffectInstruction): Run {
  return { ...run, status: "queued", destination: destinationOf(instruction.effect) };
}

/** The run after a step failed for good: at the step's handler, at the rule's `on_error`, or failed. */
export function failStep(
  run: Run,
  input: {
    readonly instruction: Exclude<Instruction, { op: "jump" | "end" }>;
    readonly error: Pick<RunError, "message" | "code">;
    readonly rule: Rule;
    readonly now: number;
  },
): Run {
  const { instruction, rule, now } = input;
  const error: RunError = { message: input.error.message, code: input.error.code, step: instruction.path };
  const failed: Run = {
    ...run,
    error,
    dueAt: null,
    updatedAt: now,
    trace: [...run.trace, { at: now, path: instruction.path, kind: "error", text: error.message }],
  };
  const handler = instruction.op === "effect" ? instruction.onFail : null;
  if (handler !== null) return { ...failed, status: "ready", cursor: handler };
  const isInHandler = rule.onErrorAt === null || run.cursor >= rule.onErrorAt;
  return isInHandler ? { ...failed, status: "failed" } : { ...failed, status: "ready", cursor: rule.onErrorAt };
}
