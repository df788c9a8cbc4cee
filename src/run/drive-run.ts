import { isDeepStrictEqual } from "node:util";
import { actionOf } from "../core/actions/registry.ts";
import type { Advance } from "../core/run/advance.ts";
import { advanceRun } from "../core/run/advance.ts";
import type { Decided } from "../core/run/attempt.ts";
import { beginAttempt, passGate, revealedOptOut, settleAttempt, settleReservation } from "../core/run/attempt.ts";
import type { ChangeSet, ReservationChange } from "../core/model/changes.ts";
import { NO_CHANGES } from "../core/model/changes.ts";
import type { Contact } from "../core/model/contact.ts";
import type { Event, OptChange, OptState } from "../core/model/event.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { EffectInstruction, RunContext } from "../core/run/run-context.ts";
import type { Rule } from "../core/model/rule.ts";
import { attemptsMade } from "../core/model/run.ts";
import type { Effect, Run } from "../core/model/run.ts";
import { shiftDeadline } from "../core/run/shift-waits.ts";
import type { Action } from "../ports/action.ts";
import type { Claim } from "../ports/store.ts";
import { commitOutcome } from "./commit.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { Recipient } from "./recipient.ts";
import { readRecipient } from "./recipient.ts";

/** A run to drive, with what is known of its lane. */
export interface Drive {
  readonly run: Run;
  readonly rule: Rule;
  readonly event: Event;
  readonly contact: Contact;
  readonly optState: OptState | null;
  /** Ledger rows the run already has. */
  readonly effects: readonly Effect[];
}

/** A drive under way: the lane as it stands in memory, and what of it is not committed yet. */
interface Progress extends Drive {
  run: Run;
  contact: Contact;
  effects: readonly Effect[];
  /** The contact as it is stored. */
  savedContact: Contact;
  unsavedEffects: readonly Effect[];
  unsavedReservations: readonly ReservationChange[];
  unsavedOptChange: OptChange | null;
}

/** What every part of a drive needs. */
interface Hold {
  readonly parts: EngineParts;
  readonly claim: Claim;
  readonly signal: AbortSignal;
}

/**
 * Drives a run until it waits, parks or ends, and gives back the contact as it left it; null when the claim was lost.
 *
 * States and arrows: ready -> (gate) blocked | deferred -> waiting; ready -> sending, committed before the socket opens;
 * sending -> done | failed | waiting (retry) | parked (outcome unknown). A run found in `sending` was left there by a
 * process that died: its attempt is settled as unclear. (test/run/{lane,drive-run,crash}.test.ts)
 *
 * @throws what `takeSlot` rejects with when `signal` aborts; nothing is lost then, the run stays as committed.
 */
export async function driveRun(hold: Hold, drive: Drive): Promise<Contact | null> {
  const saved = { savedContact: drive.contact, unsavedEffects: [], unsavedReservations: [], unsavedOptChange: null };
  const progress: Progress = { ...drive, ...saved };
  if (progress.run.status === "sending") settleInterrupted(hold.parts, progress);
  // It was due when it was looked up; the clock may have been set since.
  if (progress.run.status === "waiting")
    progress.run = { ...progress.run, status: "ready", dueAt: null, waitsFor: null };
  while (isDue(progress.run, hold.parts.clock.now())) {
    const pending = advance(hold.parts, progress);
    if (pending === null) break;
    if (progress.unsavedEffects.length > 0) {
      // The contact is saved as planning this effect leaves it, so the row is saved with it.
      record(hold.parts, progress, { run: progress.run, effect: pending.effect });
      if (!(await save(hold, progress))) return null;
    }
    if (!(await tryEffect(hold, progress, pending))) return null;
  }
  return (await save(hold, progress)) ? progress.contact : null;
}

/** Takes the run over its inner steps; the effect it came to, or null. */
function advance(parts: EngineParts, progress: Progress): Advance["pending"] {
  const advanced = advanceRun(progress.run, contextOf(parts, progress));
  progress.contact = advanced.contact;
  progress.run = advanced.run;
  for (const effect of advanced.effects) record(parts, progress, { run: progress.run, effect });
  record(parts, progress, { run: progress.run, effect: null });
  return advanced.pending;
}

/** Asks the gate, writes the intent, makes one attempt and records its outcome; false when the claim was lost. */
async function tryEffect(
  hold: Hold,
  progress: Progress,
  { effect, instruction }: NonNullable<Advance["pending"]>,
): Promise<boolean> {
  const { parts, signal } = hold;
  const { clock } = parts;
  const steppedMs = clock.steppedMs();
  if ((await askGate(parts, progress, effect)) === null) return true;
  const action: Action = parts.actions[effect.action];
  await action.takeSlot(effect.request, signal);
  const planned = shiftDeadline(effect, clock.steppedMs() - steppedMs);
  const started = await writeIntent(hold, progress, { effect: planned, instruction });
  if (started === "held_back") return true;
  if (started === "lost") return false;
  progress.savedContact = progress.contact;
  const steppedMsAtStart = clock.steppedMs();
  const outcome = await attempt(parts, started.effect, instruction);
  const ended = { run: started.run, effect: shiftDeadline(started.effect, clock.steppedMs() - steppedMsAtStart) };
  record(parts, progress, settle(parts, ended, outcome, { instruction, rule: progress.rule }));
  progress.unsavedOptChange = revealedOptOut(started.effect, outcome, parts.clock.now());
  return true;
}

/**
 * The attempt, committed before the socket opens, or why there is none. The gate is asked once more, since the wait for a
 * slot may have been long, and again when the store refuses what it allowed: the recipient opted out in between, or
 * another lane texted the same number.
 */
async function writeIntent(
  hold: Hold,
  progress: Progress,
  { effect, instruction }: NonNullable<Advance["pending"]>,
): Promise<Decided | "held_back" | "lost"> {
  const { parts, claim } = hold;
  let refused: Recipient | null = null;
  for (;;) {
    const recipient = await askGate(parts, progress, effect);
    if (recipient === null) return "held_back";
    const started = beginAttempt(progress.run, effect, {
      now: parts.clock.now(),
      deadlineMs: instruction.deadlineMs,
    });
    const outcome = await parts.store.commit(claim, intentOf(started, progress, recipient));
    if (outcome === "committed") return started;
    if (outcome === "lost") return "lost";
    if (refused !== null && isSameToTheGate(refused, recipient)) {
      throw new Error(`the store refuses text ${effect.id} as ${outcome}, and the send gate allows it`);
    }
    refused = recipient;
  }
}

function isSameToTheGate(one: Recipient, other: Recipient): boolean {
  return isDeepStrictEqual([one.optState, one.texts], [other.optState, other.texts]);
}

/** What the gate knew of the recipient when it let the effect go out; null when it did not, which is recorded. */
async function askGate(parts: EngineParts, progress: Progress, effect: Effect): Promise<Recipient | null> {
  const recipient = await readRecipient(parts, effect);
  const gate = passGate(progress.run, effect, { ...contextOf(parts, progress), ...recipient });
  if (gate.isOpen) return recipient;
  record(parts, progress, gate);
  return null;
}

function isDue(run: Run, now: number): boolean {
  return run.status === "ready" || (run.status === "waiting" && run.dueAt !== null && run.dueAt <= now);
}

function contextOf(parts: EngineParts, progress: Progress): RunContext {
  return {
    rule: progress.rule,
    event: progress.event,
    contact: progress.contact,
    optState: progress.optState,
    effects: progress.effects,
    settings: parts.activeRules().settings,
    now: parts.clock.now(),
    digest: parts.digest,
    localIdOf: parts.localIdOf,
  };
}

function record(
  parts: EngineParts,
  progress: Progress,
  decided: { readonly run: Run; readonly effect: Effect | null },
): void {
  const settled = settleReservation(decided.run, decided.effect, { rule: progress.rule, now: parts.clock.now() });
  progress.run = settled.run;
  progress.unsavedReservations = [...progress.unsavedReservations, ...settled.changes];
  if (decided.effect === null) return;
  progress.effects = upsert(progress.effects, decided.effect);
  progress.unsavedEffects = upsert(progress.unsavedEffects, decided.effect);
}

async function save(hold: Hold, progress: Progress): Promise<boolean> {
  const outcome = await commitOutcome(hold, {
    ...NO_CHANGES,
    runs: [progress.run],
    contact: unsavedContact(progress),
    effects: progress.unsavedEffects,
    reservations: progress.unsavedReservations,
    optChange: progress.unsavedOptChange,
  });
  progress.savedContact = progress.contact;
  progress.unsavedEffects = [];
  progress.unsavedReservations = [];
  progress.unsavedOptChange = null;
  return outcome === "committed";
}

function intentOf({ run, effect }: Decided, progress: Progress, recipient: Recipient): ChangeSet {
  const { phone } = effect;
  const { textsSince, texts } = recipient;
  const intent = phone === null ? null : { phone, runCreatedAt: run.createdAt, textsSince, textsSeen: texts };
  return { ...NO_CHANGES, runs: [run], effects: [effect], contact: unsavedContact(progress), intent };
}

function unsavedContact({ contact, savedContact }: Progress): Contact | null {
  return contact === savedContact ? null : contact;
}

async function attempt(parts: EngineParts, effect: Effect, instruction: EffectInstruction): Promise<Outcome> {
  const action: Action = parts.actions[effect.action];
  const outcome = await action.perform({
    effectId: effect.id,
    request: effect.request,
    localId: effect.localId,
    attempt: attemptsMade(effect),
    timeoutMs: instruction.timeoutMs,
  });
  const fields = { effect: effect.id, action: effect.action, outcome: outcome.kind, attempt: attemptsMade(effect) };
  parts.logger.info({ ...fields, status: outcome.httpStatus, request_id: outcome.requestId }, "effect attempted");
  return outcome;
}

function settle(
  parts: EngineParts,
  started: Decided,
  outcome: Outcome,
  step: { readonly instruction: EffectInstruction; readonly rule: Rule },
): Decided {
  const { repeat } = actionOf(started.effect.action);
  return settleAttempt(started, outcome, { ...step, repeat, now: parts.clock.now(), random: parts.random.next() });
}

function settleInterrupted(parts: EngineParts, progress: Progress): void {
  const { run, rule } = progress;
  const effect = progress.effects.find((row) => row.status === "sending");
  const instruction = rule.program[run.cursor];
  if (effect === undefined || instruction?.op !== "effect") {
    progress.run = { ...run, status: "ready" };
    return;
  }
  const message = "the process ended while the request was on the wire";
  const outcome: Outcome = { kind: "unclear", message, httpStatus: null, requestId: null };
  record(parts, progress, settle(parts, { run, effect }, outcome, { instruction, rule }));
}

function upsert(rows: readonly Effect[], row: Effect): readonly Effect[] {
  const others = rows.filter((other) => other.id !== row.id);
  return [...others, row];
}
