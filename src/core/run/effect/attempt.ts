import { actionOf } from "../../actions/registry.ts";
import type { ChangeSet, Pausable, SendIntent } from "../../model/changes.ts";
import { NO_CHANGES, rowsAfter } from "../../model/changes.ts";
import type { OptChange } from "../../model/event.ts";
import { optEventOf } from "../../model/opt-event.ts";
import type { Outcome } from "../../model/outcome.ts";
import { unclear } from "../../model/outcome.ts";
import type { Answer } from "../../model/run/answer.ts";
import type { Attempt, Effect, EffectStatus } from "../../model/run/effect.ts";
import type { Run } from "../../model/run/run.ts";
import { attemptsMade } from "../../model/run/effect.ts";
import type { Instruction } from "../../model/ruleset/rule.ts";
import type { TraceEntry } from "../../model/trace.ts";
import type { Decided } from "../after-step.ts";
import { failStep, passDone, stepsAfter } from "../after-step.ts";
import { timedOut } from "../await.ts";
import type { Recipient } from "./pass-gate.ts";
import { phoneOptedOutBy, tracedOnce } from "./pass-gate.ts";
import { recordOf } from "../record.ts";
import { queueAgain } from "./retry.ts";
import type { EffectInstruction, PendingEffect, SettleContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";
import { effectOf } from "../run-view.ts";
import { isRefusedAsRepeat, leaveUnknown, lookLater } from "./unknown.ts";

/**
 * The intent to make one attempt: committed before the socket opens, and refused when it is paused, or the gate would say something
 * else, by then. The first attempt sets the deadline of all.
 */
export function beginAttempt(
  view: RunView,
  { effectId, instruction }: PendingEffect,
  { now, recipient }: { readonly now: number; readonly recipient: Recipient },
): ChangeSet {
  const { run } = view;
  const effect = effectOf(view, effectId);
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
  const started: Effect = {
    ...effect,
    status: "sending",
    attempts: [...effect.attempts, attempt],
    deadlineAt: effect.deadlineAt ?? now + instruction.deadlineMs,
    guard: null,
    reason: null,
    dueAt: null,
  };
  return {
    ...NO_CHANGES,
    // What waits for it goes on waiting: it stands where it stood.
    runs: [
      {
        ...toldCounting(run, effect, now),
        status: "sending",
        dueAt: null,
        waitsFor: null,
        stepsOverAt: null,
        updatedAt: now,
      },
    ],
    effects: [started],
    attempt: pausableOf(effect, run.destination),
    intent: intentOf(view, effect, recipient),
  };
}

function pausableOf({ ruleId, purpose, countedAs }: Effect, destination: string | null): Pausable {
  return { ruleId, destination, purpose, ...(countedAs === undefined ? {} : { countedAs }) };
}

function toldCounting(run: Run, { path, countedAs }: Effect, now: number): Run {
  if (countedAs === undefined) return run;
  return { ...run, trace: tracedOnce(run, { at: now, path, kind: "gate", text: countedAs.reason }) };
}

/**
 * Records how an attempt ended and where the run goes on: after the step, at a later try, at a handler, or parked; with
 * the opt-out the answer reveals.
 */
export function settleAttempt(
  view: RunView,
  ended: PendingEffect & { readonly outcome: Outcome },
  context: SettleContext,
): ChangeSet {
  const started = { run: view.run, effect: effectOf(view, ended.effectId) };
  const { run, effect } = settled(started, ended, context);
  const optChange = revealedOptOut(effect, ended.outcome, context);
  return { ...recordOf({ run, effects: [effect] }, context), optChange };
}

/**
 * What a run that was found in the store begins with: ready, since it was due when it was looked up and the clock may have
 * been set since. A run found in `sending` was left there by a process that died: its attempt is settled as unclear.
 */
export function pickUpRun(view: RunView, context: SettleContext): ChangeSet {
  const { run, effects } = view;
  const interrupted = run.status === "sending" ? effects.find(({ status }) => status === "sending") : undefined;
  const instruction = context.rule.program[run.cursor];
  if (interrupted === undefined || instruction?.op !== "effect") {
    return { ...NO_CHANGES, runs: [awake(view, instruction, context.now)] };
  }
  // At once: it was no remote that failed, and whoever took the run over has waited already.
  const atOnce = { ...context, random: 0 };
  return settleAttempt(view, { effectId: interrupted.id, instruction, outcome: INTERRUPTED }, atOnce);
}

function awake({ run, effects }: RunView, instruction: Instruction | undefined, now: number): Run {
  const ready: Run = { ...run, status: "ready", destination: null, dueAt: null, waitsFor: null };
  if (run.status !== "waiting") return ready;
  // A wait for a time leaves the run at the step behind it, which may wait for an event itself.
  const awaited = run.awaitsSince !== null && instruction?.op === "await" ? instruction : null;
  // A pause ends no wait of the rule's: it holds up what is behind it, too.
  const isPaused = effects.some(({ status, guard }) => status === "deferred" && guard === "paused");
  const rested = isPaused ? ready : { ...ready, readySince: Math.min(run.dueAt ?? now, now) };
  return awaited === null ? { ...rested, restedAt: now } : timedOut(rested, awaited, now);
}

/**
 * Records how an attempt ended that was taken for unclear before that was known, or never recorded: an effect in doubt is
 * settled by it, and its run goes on, whatever it waits for. Null when something later is known of the effect: another
 * attempt, a look that found it, a person's word.
 */
export function settleLateAttempt(
  view: RunView,
  late: { readonly effectId: string; readonly attempt: number; readonly outcome: Outcome },
  context: SettleContext,
): ChangeSet | null {
  const { run } = view;
  const instruction = context.rule.program[run.cursor];
  const effect = view.effects.find(({ id }) => id === late.effectId);
  const attempt = effect?.attempts.at(-1);
  if (effect === undefined || instruction?.op !== "effect" || instruction.path !== effect.path) return null;
  if (attempt?.number !== late.attempt || !isOpen(run, effect)) return null;
  const reopened = { ...attempt, endedAt: null, outcome: null, error: null } as const;
  const attempts = [...effect.attempts.slice(0, -1), reopened];
  const told: TraceEntry = { at: context.now, path: effect.path, kind: "look", text: KNOWN_LATE };
  const stood: RunView = {
    ...view,
    run: { ...run, error: run.status === "parked" ? null : run.error, waitsFor: null, trace: [...run.trace, told] },
    effects: rowsAfter(view.effects, [{ ...effect, attempts, guard: null, reason: null, dueAt: null }]),
  };
  return settleAttempt(stood, { effectId: effect.id, instruction, outcome: late.outcome }, context);
}

/** Whether it is still asked how the last attempt ended. A run parked for a fault of ours has left it on the wire. */
function isOpen(run: Run, { status, attempts, settledAt }: Effect): boolean {
  const last = attempts.at(-1);
  if (settledAt !== null || run.status === "sending") return false;
  if (status === "sending") return run.status === "parked" && last?.outcome === null;
  return IN_DOUBT.includes(status) && last?.outcome === "unclear";
}

/** What an effect may be after an attempt that ended unclear, until it is known or attempted again. */
const IN_DOUBT: readonly EffectStatus[] = ["unknown", "planned", "deferred"];

const KNOWN_LATE = "how the attempt ended was known where it was made, and is recorded now";

const INTERRUPTED = unclear("the process ended while the request was on the wire");

function intentOf({ run }: RunView, effect: Effect, { textsSince, texts }: Recipient): SendIntent | null {
  const { createdAt: runCreatedAt } = run;
  if (effect.phone !== null) return { kind: "text", phone: effect.phone, runCreatedAt, textsSince, textsSeen: texts };
  const optedOut = phoneOptedOutBy(effect);
  if (optedOut === null) return null;
  return { kind: "opt_out", phone: optedOut, runCreatedAt, textsSince: runCreatedAt, textsSeen: [] };
}

function settled(
  started: Decided,
  { instruction, outcome }: { readonly instruction: EffectInstruction; readonly outcome: Outcome },
  context: SettleContext,
): Decided {
  const { now } = context;
  const run: Run = { ...started.run, status: "ready", destination: null, dueAt: now, updatedAt: now };
  const ended = endAttempt(started.effect.attempts, outcome, now);
  const effect: Effect = { ...started.effect, attempts: dropUncounted(ended) };
  switch (outcome.kind) {
    case "done":
      return {
        run: { ...passDone(run, effect, now), steps: stepsAfter(run, instruction, outcome.result) },
        effect: { ...effect, status: "done", result: outcome.result, settledAt: now },
      };
    case "refused":
      if (isRefusedAsRepeat(effect, outcome)) return lookLater({ run, effect }, { ...context, instruction });
      return {
        run: failStep(run, { instruction, error: outcome, rule: context.rule, now }),
        effect: { ...effect, status: "failed", reason: outcome.message, settledAt: now },
      };
    case "unclear":
      if (actionOf(effect.action).repeat === "never") return leaveUnknown({ run, effect }, { ...context, instruction });
      return retryOrGiveUp({ run, effect }, { ...outcome, retryAfterMs: null }, { ...context, instruction });
    case "not_sent":
      return retryOrGiveUp({ run, effect }, outcome, { ...context, instruction });
  }
}

/** Heymarket tells, or by refusing a text, that it knows the number as unsubscribed. */
function revealedOptOut(
  effect: Effect,
  outcome: Outcome,
  { event: { source }, now, digest }: SettleContext,
): OptChange | null {
  const { id, phone } = effect;
  const isRevealed = outcome.kind === "refused" && outcome.code === "unsubscribed_number";
  if (phone === null || !isRevealed) return null;
  const reason = "Heymarket has the number as opted out";
  const told = optEventOf(
    { phone, state: "out", reason, inboxId: null, cause: id, source, isKnownToVendor: true },
    { now, digest },
  );
  return { phone, state: "out", at: now, undatedDigest: null, reason, told };
}

function retryOrGiveUp(
  started: Decided,
  failure: { readonly message: string; readonly retryAfterMs: number | null; readonly answer?: Answer },
  context: SettleContext & { readonly instruction: EffectInstruction },
): Decided {
  const again = queueAgain(started, failure, context);
  if ("run" in again) return again;
  const { instruction, rule, now } = context;
  const message = `${failure.message} (${again.reason})`;
  return {
    run: failStep(started.run, { instruction, error: { ...failure, message, code: "gave_up" }, rule, now }),
    effect: { ...started.effect, status: "dead", dueAt: null, reason: message, settledAt: now },
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
