import { destinationOf } from "../../actions/reach.ts";
import { actionOf } from "../../actions/registry.ts";
import { formatDuration } from "../../base/duration.ts";
import type { ChangeSet } from "../../model/changes.ts";
import type { Refused, Sighting } from "../../model/outcome.ts";
import type { Effect, Search } from "../../model/run/effect.ts";
import type { Run } from "../../model/run/run.ts";
import type { TraceEntry } from "../../model/trace.ts";
import type { Decided } from "../after-step.ts";
import { passStep } from "../after-step.ts";
import { recordOf } from "../record.ts";
import { queueAgain } from "./retry.ts";
import type { EffectInstruction, PendingEffect, RunContext, SettleContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";
import { effectOf } from "../run-view.ts";

/**
 * What becomes of an effect that must not be done twice, and of which nobody knows whether it was done: a text, a note. No
 * further attempt is made before the vendor's records were looked at, and a look changes nothing there.
 *
 *   found by                                effect           run
 *   an attempt that ended unclear, or was
 *   on the wire when the process died       unknown          queued: looked for 2 s, 10 s, 60 s, 5 min and 15 min after
 *                                                            the attempt started
 *     with `on_unknown: skip`               unknown, settled goes on
 *     with `on_unknown: resend`             planned          queued: sent again; when it may not be, as without
 *     of what leaves no record to look at  unknown          parked
 *   a look: it is there                     done             goes on
 *   a look: it is not there                 unknown          queued for the next look, until it was not there 15 min after
 *                                                            the attempt started, and in 3 whole looks; then
 *     with `must_arrive` or `resend`        planned          queued: sent again, in its time and attempts
 *     without                               unknown          parked
 *   a look: nobody can tell                 unknown          queued for the next look, every 5 min in the end; parked a day
 *                                                            after the attempt started
 *   sent again, and refused as a repeat     unknown          queued, as after an unclear attempt
 *   sent again, not before its deadline     unknown          parked
 *
 * (test/core/run/effect/unknown.test.ts, test/run/unknown.test.ts)
 */
export function leaveUnknown(started: Decided, context: UnknownContext): Decided {
  const { instruction, now } = context;
  const { run, effect } = started;
  if (instruction.onUnknown === "resend") {
    const again = queueAgain(started, { message: lastError(effect), retryAfterMs: null }, context);
    if ("run" in again) return again;
  }
  if (instruction.onUnknown === "skip") {
    const reason = `${lastError(effect)}; it may be done, and the run goes on without knowing (on_unknown: skip)`;
    const search = searchFor(effect, now);
    return {
      run: noted(passStep(run, now), { at: now, path: effect.path, kind: "error", text: reason }),
      effect: { ...effect, status: "unknown", search, reason, dueAt: null, settledAt: now },
    };
  }
  return lookLater(started, context);
}

/** What the law goes by. */
type UnknownContext = SettleContext & { readonly instruction: EffectInstruction };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** When it is looked for, from the start of the attempt. */
const LOOKS_AFTER_MS = [2 * SECOND_MS, 10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const;
/** Between looks whose time has passed already, such as after a time in which nothing ran. */
const LATE_LOOKS_APART_MS = 5 * SECOND_MS;
/** At the same instants for all texts, so that those of one conversation are looked for by one read. */
const FURTHER_LOOKS_EVERY_MS = 5 * MINUTE_MS;
/** A vendor may do it so long after the answer was lost. */
const LATE_MS = 15 * MINUTE_MS;
const WHOLE_LOOKS = 3;
const GIVEN_UP_AFTER_MS = 24 * 60 * MINUTE_MS;
/** By which our clock and the vendor's differ at most. */
const SKEW_MS = 2 * MINUTE_MS;

/** The effect in doubt since its last attempt, and its run in line for the first look. */
export function lookLater({ run, effect }: Decided, context: UnknownContext): Decided {
  const unknown: Effect = { ...effect, status: "unknown", search: searchFor(effect, context.now) };
  if (actionOf(effect.action).leavesNoRecord === true) {
    const reason = `${lastError(effect)}; it may be done, and Heymarket cannot be asked for it: look there`;
    return park({ run, effect: unknown }, reason, context.now);
  }
  return lookNext(
    { run, effect: unknown },
    `${lastError(effect)}; it is looked for before anything else is done`,
    context,
  );
}

/** Whether a refusal only says that the vendor has it from an attempt before. */
export function isRefusedAsRepeat(effect: Effect, { httpStatus }: Refused): boolean {
  return httpStatus === 409 && mayBeDone(effect);
}

/** Whether an effect that may be done already is not done again at an instant. */
export function isTooLate(effect: Effect, at: number): boolean {
  return mayBeDone(effect) && effect.deadlineAt !== null && at >= effect.deadlineAt;
}

/** Parks a run whose effect may be done already, and would be done again too late. */
export function parkTooLate(
  { run, effect }: Decided,
  context: Pick<RunContext, "rule" | "now" | "settings">,
): ChangeSet {
  const reason = `${lastError(effect)}; it may be done, and it is not sent again: the deadline of the step has passed`;
  const unknown = { ...effect, search: effect.search ?? searchFor(effect, context.now) };
  const parked = park({ run, effect: unknown }, reason, context.now);
  return recordOf({ run: parked.run, effects: [parked.effect] }, context);
}

/** When the vendor may have done an effect, by its own clock; epoch milliseconds. */
export function spanOf({ attempts, search }: Effect): { readonly from: number; readonly until: number } {
  const unclear = attempts.filter(({ outcome }) => outcome === "unclear").map(({ startedAt }) => startedAt);
  const starts = search === null ? unclear : [...unclear, search.since];
  return { from: Math.min(...starts) - SKEW_MS, until: Math.max(...starts) + LATE_MS };
}

/** Records what a look saw, and where the run goes on. */
export function settleLook(
  view: RunView,
  looked: PendingEffect & { readonly sighting: Sighting },
  context: SettleContext,
): ChangeSet {
  const { sighting, instruction } = looked;
  const effect = effectOf(view, looked.effectId);
  const { since, looks, wholeLooks } = effect.search ?? searchFor(effect, context.now);
  const search = { since, looks: looks + 1, wholeLooks: wholeLooks + (sighting.kind === "absent" ? 1 : 0) };
  const run = { ...view.run, updatedAt: context.now };
  const decided = seen({ run, effect: { ...effect, search } }, sighting, { ...context, instruction, search });
  return recordOf({ run: decided.run, effects: [decided.effect] }, context);
}

function seen(stood: Decided, sighting: Sighting, context: UnknownContext & { readonly search: Search }): Decided {
  const { now, search } = context;
  const ageMs = now - search.since;
  const lost = lastError(stood.effect);
  switch (sighting.kind) {
    case "found":
      return found(stood, sighting, context);
    case "absent":
      if (ageMs >= LATE_MS && search.wholeLooks >= WHOLE_LOOKS) return doAgainOrPark(stood, context);
      return lookNext(stood, `${lost}; it was not found so far`, context);
    case "unreadable": {
      const { message } = sighting;
      if (ageMs < GIVEN_UP_AFTER_MS) return lookNext(stood, `${lost}; it could not be looked for: ${message}`, context);
      const reason = `${lost}; it may be done, and for ${formatDuration(ageMs)} it could not be looked for: ${message}`;
      return park(stood, reason, now);
    }
  }
}

function found(
  { run, effect }: Decided,
  { result, isCertain, evidence }: Extract<Sighting, { kind: "found" }>,
  { instruction, now, search }: UnknownContext & { readonly search: Search },
): Decided {
  const steps = instruction.stepId === null ? run.steps : { ...run.steps, [instruction.stepId]: result };
  const text = `${isCertain ? "found" : "probably found"} ${evidence}, at look ${search.looks}`;
  return {
    run: { ...noted(passStep(run, now), { at: now, path: effect.path, kind: "look", text, data: result }), steps },
    effect: { ...effect, status: "done", result, reason: null, dueAt: null, settledAt: now },
  };
}

function doAgainOrPark(stood: Decided, context: UnknownContext & { readonly search: Search }): Decided {
  const { instruction, now, search } = context;
  const age = formatDuration(now - search.since);
  const message = `${lastError(stood.effect)}; it was looked for ${search.looks} times in ${age} and not found`;
  const { onUnknown } = instruction;
  if (onUnknown === undefined || onUnknown === "skip") return park(stood, `${message}; it is not sent again`, now);
  const again = queueAgain(stood, { message, retryAfterMs: null }, context);
  if (!("run" in again)) return park(stood, `${message}; it is not sent again: ${again.reason}`, now);
  const entry = { at: now, path: stood.effect.path, kind: "look", text: `${message}; it is sent again` } as const;
  return { ...again, run: noted(again.run, entry) };
}

function lookNext({ run, effect }: Decided, reason: string, { instruction, now }: UnknownContext): Decided {
  const { since, looks } = effect.search ?? searchFor(effect, now);
  const plannedMs = LOOKS_AFTER_MS[looks];
  const earliestAt = looks === 0 ? now : now + LATE_LOOKS_APART_MS;
  const dueAt = plannedMs === undefined ? furtherLookAt(now) : Math.max(since + plannedMs, earliestAt);
  const destination = destinationOf(instruction.effect);
  return {
    run: { ...run, status: "queued", destination, dueAt, waitsFor: "elapsed" },
    effect: { ...effect, reason, dueAt },
  };
}

function furtherLookAt(now: number): number {
  return (Math.floor((now + MINUTE_MS) / FURTHER_LOOKS_EVERY_MS) + 1) * FURTHER_LOOKS_EVERY_MS;
}

function park({ run, effect }: Decided, reason: string, now: number): Decided {
  const stands = { status: "parked", destination: null, dueAt: null, waitsFor: null, updatedAt: now } as const;
  const error = { message: reason, step: effect.path, code: "outcome_unknown" } as const;
  return {
    run: noted({ ...run, ...stands, error }, { at: now, path: effect.path, kind: "error", text: reason }),
    effect: { ...effect, status: "unknown", reason, guard: null, dueAt: null, settledAt: null },
  };
}

/** Whether an effect must not be done twice. */
export function isNeverRepeated({ action }: Pick<Effect, "action">): boolean {
  return actionOf(action).repeat === "never";
}

/** Whether an effect that must not be done twice may be done already, since an attempt ended unclear. */
export function mayBeDone(effect: Effect): boolean {
  const { attempts } = effect;
  return isNeverRepeated(effect) && attempts.some(({ outcome }) => outcome === "unclear");
}

function searchFor({ attempts }: Effect, now: number): Search {
  return { since: attempts.at(-1)?.startedAt ?? now, looks: 0, wholeLooks: 0 };
}

function lastError({ attempts }: Effect): string {
  // More is said behind it.
  return attempts.at(-1)?.error?.replace(/[.]+$/, "") ?? "its outcome is not known";
}

function noted(run: Run, entry: TraceEntry): Run {
  return { ...run, trace: [...run.trace, entry] };
}
