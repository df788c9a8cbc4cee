import { actionOf } from "../actions/registry.ts";
import type { ReservationChange } from "../model/changes.ts";
import type { OptChange } from "../model/event.ts";
import { failStep } from "./fail-step.ts";
import type { Outcome } from "../model/outcome.ts";
import { decideRetry } from "./retry.ts";
import type { EffectInstruction, RunContext } from "./run-context.ts";
import type { Attempt, Effect, Run, RunError, SentText } from "../model/run.ts";
import { attemptsMade, isTerminal } from "../model/run.ts";
import type { GateDecision } from "../texting/send-gate.ts";
import { checkSendGate } from "../texting/send-gate.ts";

/** An effect and its run after one decision. */
export interface Decided {
  readonly run: Run;
  readonly effect: Effect;
}

/**
 * Asks the send gate about a text. `open`: the attempt may start; otherwise the effect was blocked (the run goes on
 * after it) or deferred (the run waits), with the reason in the run's trace. Effects other than texts pass.
 */
export function passGate(
  run: Run,
  effect: Effect,
  context: RunContext & { readonly texts: readonly SentText[] },
): Decided & { readonly isOpen: boolean } {
  const decision = gateDecision(run, effect, context);
  if (decision.kind === "allow") return { run, effect, isOpen: true };
  const { now } = context;
  const { guard, reason } = decision;
  const trace = [...run.trace, { at: now, path: effect.path, kind: "gate" as const, text: `${guard}: ${reason}` }];
  if (decision.kind === "defer") {
    return {
      isOpen: false,
      run: { ...run, status: "waiting", dueAt: decision.until, waitsFor: "instant", updatedAt: now, trace },
      effect: { ...effect, status: "deferred", guard, reason, dueAt: decision.until },
    };
  }
  return {
    isOpen: false,
    run: { ...run, status: "ready", cursor: run.cursor + 1, dueAt: now, updatedAt: now, trace },
    effect: { ...effect, status: "blocked", guard, reason, dueAt: null, settledAt: now },
  };
}

/** The intent to make one attempt: committed before the socket opens. The first one sets the deadline of all. */
export function beginAttempt(
  run: Run,
  effect: Effect,
  { now, deadlineMs }: { readonly now: number; readonly deadlineMs: number },
): Decided {
  const attempt: Attempt = {
    number: attemptsMade(effect) + 1,
    startedAt: now,
    endedAt: null,
    outcome: null,
    counted: true,
    httpStatus: null,
    requestId: null,
    error: null,
  };
  return {
    run: { ...run, status: "sending", dueAt: null, waitsFor: null, updatedAt: now },
    effect: {
      ...effect,
      status: "sending",
      attempts: [...effect.attempts, attempt],
      deadlineAt: effect.deadlineAt ?? now + deadlineMs,
      guard: null,
      reason: null,
      dueAt: null,
    },
  };
}

/** Records how an attempt ended and where the run goes on: after the step, at a later try, at a handler, or parked. */
export function settleAttempt(
  started: Decided,
  outcome: Outcome,
  context: Pick<RunContext, "rule" | "now"> & {
    readonly instruction: EffectInstruction;
    readonly repeat: "safe" | "never";
    readonly random: number;
  },
): Decided {
  const { now, instruction } = context;
  const run: Run = { ...started.run, status: "ready", dueAt: now, updatedAt: now };
  const ended = endAttempt(started.effect.attempts, outcome, now);
  const effect: Effect = { ...started.effect, attempts: dropUncounted(ended) };
  switch (outcome.kind) {
    case "done": {
      const steps = instruction.stepId === null ? run.steps : { ...run.steps, [instruction.stepId]: outcome.result };
      return {
        run: { ...run, cursor: run.cursor + 1, steps },
        effect: { ...effect, status: "done", result: outcome.result, settledAt: now },
      };
    }
    case "refused":
      return {
        run: failStep(run, { instruction, error: outcome, rule: context.rule, now }),
        effect: { ...effect, status: "failed", reason: outcome.message, settledAt: now },
      };
    case "unclear":
      if (context.repeat === "never") return park(run, effect, outcome.message, now);
      return retryOrGiveUp({ run, effect }, { ...outcome, retryAfterMs: null }, context);
    case "not_sent":
      return retryOrGiveUp({ run, effect }, outcome, context);
  }
}

/** The opt-out an answer reveals: Heymarket refuses texts to a number it knows as unsubscribed. Null for all others. */
export function revealedOptOut(effect: Effect, outcome: Outcome, now: number): OptChange | null {
  const { phone } = effect;
  const isRevealed = outcome.kind === "refused" && outcome.code === "unsubscribed_number";
  if (phone === null || !isRevealed) return null;
  return { phone, state: "out", at: now, undatedDigest: null, reason: "Heymarket refused a text: unsubscribed_number" };
}

/** What a run's `once_per` reservation becomes: spent by its first effect that is or may be done, free when it ended without one. */
export function settleReservation(
  run: Run,
  effect: Effect | null,
  context: Pick<RunContext, "rule" | "now">,
): { readonly run: Run; readonly changes: readonly ReservationChange[] } {
  const key = run.reservation;
  if (key === null) return { run, changes: [] };
  if (effect?.status === "done" || effect?.status === "unknown") {
    const expiresAt = context.now + (context.rule.limits.oncePerMs ?? 0);
    const next = { key, runId: run.id, state: "spent" as const, at: context.now, expiresAt };
    return { run: { ...run, reservation: null }, changes: [{ kind: "spend", next }] };
  }
  if (!isTerminal(run.status)) return { run, changes: [] };
  return { run: { ...run, reservation: null }, changes: [{ kind: "free", key, runId: run.id }] };
}

function gateDecision(
  run: Run,
  effect: Effect,
  context: RunContext & { readonly texts: readonly SentText[] },
): GateDecision {
  if (actionOf(effect.action).texts === undefined) return { kind: "allow" };
  const { phone } = effect;
  if (phone === null) throw new Error(`text ${effect.id} names no number; it cannot pass the send gate`);
  return checkSendGate({ ...context, effect, phone, runCreatedAt: run.createdAt });
}

function retryOrGiveUp(
  { run, effect }: Decided,
  failure: { readonly message: string; readonly retryAfterMs: number | null },
  context: Pick<RunContext, "rule" | "now"> & { readonly instruction: EffectInstruction; readonly random: number },
): Decided {
  const { instruction, now } = context;
  const decision = decideRetry({
    policy: instruction.retry,
    countedAttempts: effect.attempts.filter((attempt) => attempt.counted).length,
    retryAfterMs: failure.retryAfterMs,
    now,
    deadlineAt: effect.deadlineAt ?? now + instruction.deadlineMs,
    random: context.random,
  });
  if (decision.kind === "retry") {
    return {
      run: { ...run, status: "waiting", dueAt: decision.dueAt, waitsFor: "elapsed" },
      effect: { ...effect, status: "planned", dueAt: decision.dueAt, reason: failure.message },
    };
  }
  const message = `${failure.message} (${decision.reason})`;
  return {
    run: failStep(run, { instruction, error: { message, code: "gave_up" }, rule: context.rule, now }),
    effect: { ...effect, status: "dead", dueAt: null, reason: message, settledAt: now },
  };
}

function park(run: Run, effect: Effect, message: string, now: number): Decided {
  const reason = `${message}; the text may have gone out, so it is not sent again`;
  const error: RunError = { message: reason, step: effect.path, code: "outcome_unknown" };
  return {
    run: {
      ...run,
      status: "parked",
      dueAt: null,
      error,
      trace: [...run.trace, { at: now, path: effect.path, kind: "error", text: reason }],
    },
    effect: { ...effect, status: "unknown", reason, settledAt: null },
  };
}

function endAttempt(attempts: readonly Attempt[], outcome: Outcome, now: number): readonly Attempt[] {
  return attempts.map((attempt, index) =>
    attempt.endedAt !== null || index !== attempts.length - 1
      ? attempt
      : {
          ...attempt,
          endedAt: now,
          outcome: outcome.kind,
          counted: outcome.kind !== "not_sent" || outcome.counts,
          httpStatus: outcome.httpStatus,
          requestId: outcome.requestId,
          error: outcome.kind === "done" ? null : outcome.message,
        },
  );
}

/** A destination may throttle for hours, and the row is written anew each time. */
const UNCOUNTED_KEPT = 20;

function dropUncounted(attempts: readonly Attempt[]): readonly Attempt[] {
  const uncounted = attempts.filter(({ counted }) => !counted);
  const oldestKept = uncounted.at(-UNCOUNTED_KEPT)?.number ?? 0;
  return attempts.filter(({ counted, number }) => counted || number >= oldestKept);
}
