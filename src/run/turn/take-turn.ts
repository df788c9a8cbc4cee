import { createContact } from "../../core/model/contact.ts";
import type { ChangeSet } from "../../core/model/changes.ts";
import { mergeChanges } from "../../core/model/changes.ts";
import { isOutage } from "../../core/base/errors.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { Outcome, Sighting } from "../../core/model/outcome.ts";
import { NO_RECORDS } from "../../core/model/outcome.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { attemptsMade } from "../../core/model/run/effect.ts";
import { isDry } from "../../core/model/source.ts";
import { goOn } from "../../core/run/advance.ts";
import { beginAttempt, settleAttempt } from "../../core/run/effect/attempt.ts";
import type { Recipient } from "../../core/run/effect/pass-gate.ts";
import { viewWithCounting } from "../../core/run/effect/counted-text.ts";
import { passGate } from "../../core/run/effect/pass-gate.ts";
import { pendingEffect } from "../../core/run/effect/plan-effect.ts";
import type { PendingEffect, RunContext } from "../../core/run/run-context.ts";
import type { RunView } from "../../core/run/run-view.ts";
import { effectOf, viewAfter } from "../../core/run/run-view.ts";
import { isNeverRepeated, settleLook, spanOf } from "../../core/run/effect/unknown.ts";
import { shiftWaits } from "../../core/run/shift-waits.ts";
import type { Action, Room } from "../../ports/outside/action.ts";
import type { Turn } from "../../ports/store/store.ts";
import { readCause } from "../cause.ts";
import { commitKnown, commitOutcome } from "../commit.ts";
import { endedMeanwhile, mayEndMeanwhile } from "../ended-meanwhile.ts";
import type { EngineParts } from "../engine-parts.ts";
import { mustBeRead } from "../lane/informed.ts";
import { parkRun } from "../park-run.ts";
import { countAlike, isSameToTheGate, readMeanwhile, readRecipient } from "./recipient.ts";
import { countsInSteps } from "../lane/step-history.ts";
import { tellEndings } from "../tell-endings.ts";

/** What every part of a turn needs. */
interface Hold {
  readonly parts: EngineParts;
  readonly claim: Turn;
  readonly signal: AbortSignal;
}

/** A run whose turn it is, and what it is decided against. */
interface Progress {
  readonly rule: Rule;
  readonly event: Event;
  readonly optState: OptState | null;
  readonly pending: PendingEffect;
  view: RunView;
  /** By how far waits had been moved along with the clock when the view was last looked at. */
  movedMs: number;
}

/**
 * Makes the next attempt of a run whose turn it is: asks the gate, writes the intent before the socket opens, makes
 * the attempt, records its outcome and takes the run over its inner steps. What the gate holds back makes no attempt. Where
 * nobody knows what the attempt before has done, the turn is a look and no attempt (core/run/effect/unknown.ts).
 *
 *   queued  -> waiting | ready | final   the gate held the text back, or a look found it done
 *   queued  -> queued | parked           a look did not find it
 *   queued  -> sending                   committed before the socket opens
 *   sending -> ready | waiting | final   done or refused, and the inner steps after it
 *   sending -> queued                    to be tried again, or looked for
 *
 * A run found in `sending` without a turn was left there by a process that died: its lane settles the attempt as unclear.
 * (test/run/{take-turn,order,crash}.test.ts)
 *
 * @throws EngineError STORE_UNAVAILABLE when the store fails; the run stays as committed.
 */
export async function takeTurn(hold: Hold & { readonly room: Room }): Promise<void> {
  const { parts, claim, room } = hold;
  let wasUsed = false;
  try {
    const progress = await readTurn(hold);
    if (progress === null) return;
    if (effectOf(progress.view, progress.pending.effectId).status === "unknown") {
      wasUsed = true;
      await takeLook(hold, progress);
    } else if (await writeIntent(hold, progress)) {
      wasUsed = true;
      await makeAttempt(hold, progress);
    }
  } catch (error) {
    if (isOutage(error)) throw error;
    await parkRun({ parts, claim, error }, claim.runId);
  } finally {
    if (wasUsed) room.leave();
    else room.turnBack();
  }
}

async function readTurn({ parts, claim }: Hold): Promise<Progress | null> {
  const { store } = parts;
  const record = await store.getRun(claim.runId);
  if (record === null) return null;
  const { run, effects } = record;
  const { event, rule } = await readCause(parts, run);
  const [contact, optState] = await Promise.all([
    store.getContact(run.lane),
    event.phone === null ? null : store.optStateOf(event.phone),
  ]);
  return {
    rule,
    event,
    optState,
    pending: pendingEffect(run, { rule, digest: parts.digest }),
    view: { run, effects, contact: contact ?? createContact(run.lane, event.phone) },
    movedMs: movedMs(parts),
  };
}

/**
 * Commits the attempt before the socket opens; false when there is none, which is recorded. The gate is asked again when
 * the store refuses what it allowed: somebody paused it or the recipient opted out in between, or another lane texted the same
 * number.
 */
async function writeIntent(hold: Hold, progress: Progress): Promise<boolean> {
  const { parts, claim } = hold;
  const { pending } = progress;
  const ended = await endedMeanwhile(parts, progress);
  if (ended !== null) {
    await record(hold, ended);
    return false;
  }
  let refused: Recipient | null = null;
  let pauses = parts.pauses();
  for (;;) {
    const effect = effectOf(progress.view, pending.effectId);
    const [recipient, meanwhile] = await Promise.all([
      readRecipient(parts, effect),
      readMeanwhile(parts, { effect, now: parts.clock.now(), ...progress }),
    ]);
    const { view: stood, context } = standing(parts, progress);
    const view = viewWithCounting(stood, pending.effectId, { recipient, ...context });
    const heldBack = passGate(view, pending.effectId, { recipient, meanwhile, pauses, ...context });
    if (heldBack !== null) {
      await record(hold, wentOn(parts, progress, heldBack));
      return false;
    }
    if (hold.signal.aborted) return false;
    const begun = beginAttempt(view, pending, { recipient, ...context });
    const outcome = await parts.store.commit(claim, begun);
    if (outcome === "lost") return false;
    if (outcome === "committed") {
      progress.view = viewAfter(view, begun);
      return true;
    }
    if (outcome === "paused") {
      // By another process, a moment ago.
      pauses = await parts.store.pauses();
      continue;
    }
    if (refused !== null && isSameToTheGate(refused, recipient)) {
      throw new Error(`the store refuses text ${pending.effectId} as ${outcome}, and the send gate allows it`);
    }
    refused = recipient;
  }
}

async function makeAttempt(hold: Hold, progress: Progress): Promise<void> {
  const { parts } = hold;
  const outcome = await perform(parts, progress);
  const { view, context } = standing(parts, progress);
  const settled = settleAttempt(view, { outcome, ...progress.pending }, { random: parts.random.next(), ...context });
  const changes = wentOn(parts, progress, settled);
  const effect = effectOf(view, progress.pending.effectId);
  if (!isNeverRepeated(effect) || outcome.kind === "unclear") {
    await record(hold, changes);
    return;
  }
  const known = { runId: effect.runId, effectId: effect.id, attempt: attemptsMade(effect), outcome };
  if ((await commitKnown(hold, { changes, known })) === "committed") tellEndings(parts, changes);
}

async function record(hold: Hold, changes: ChangeSet): Promise<void> {
  if ((await commitOutcome(hold, changes)) === "committed") tellEndings(hold.parts, changes);
}

async function perform(parts: EngineParts, { view, pending, event }: Progress): Promise<Outcome> {
  if (isDry(event, parts.activeRules().settings)) throw new Error(`the source ${event.source} is dry; nothing leaves`);
  const effect = effectOf(view, pending.effectId);
  const action: Action = parts.actions[effect.action];
  const outcome = await action.perform({
    effectId: effect.id,
    request: effect.request,
    localId: effect.localId,
    attempt: attemptsMade(effect),
    timeoutMs: pending.instruction.timeoutMs,
  });
  const { id, runId, ruleId, eventId } = effect;
  const fields = { effect: id, run: runId, rule: ruleId, event: eventId, action: effect.action };
  const { kind, httpStatus, requestId } = outcome;
  parts.logger.info(
    { outcome: kind, attempt: attemptsMade(effect), status: httpStatus, request_id: requestId, ...fields },
    "effect attempted",
  );
  return outcome;
}

async function takeLook(hold: Hold, progress: Progress): Promise<void> {
  const { parts } = hold;
  const sighting = await lookFor(parts, progress);
  const { view, context } = standing(parts, progress);
  const settled = settleLook(view, { sighting, ...progress.pending }, { random: parts.random.next(), ...context });
  await record(hold, wentOn(parts, progress, settled));
}

async function lookFor(parts: EngineParts, { view, pending }: Progress): Promise<Sighting> {
  const effect = effectOf(view, pending.effectId);
  const { id, runId, ruleId, eventId, action: name, request, localId } = effect;
  const { timeoutMs } = pending.instruction;
  const span = spanOf(effect);
  const alike = await countAlike(parts, effect, span);
  const action: Action = parts.actions[name];
  const chatInboxId = view.contact.chat?.inboxId ?? null;
  const sought = { request, chatInboxId, localId, ...span, alike, timeoutMs };
  const sighting = (await action.lookUp?.(sought)) ?? NO_RECORDS;
  const fields = { effect: id, run: runId, rule: ruleId, event: eventId, action: name };
  parts.logger.info({ ...fields, sighting: sighting.kind }, "effect looked for");
  return sighting;
}

/** What was decided, and the inner steps that follow from it; those alone when they fail by a fault of ours. */
function wentOn(parts: EngineParts, progress: Progress, decided: ChangeSet): ChangeSet {
  const { view, context } = standing(parts, progress);
  // The run is ready now: its lane reads what its steps count, and what may end it, behind the events that have come meanwhile.
  if (countsInSteps(progress.rule) || mayEndMeanwhile(progress.rule)) return decided;
  try {
    const seen = { isContactRead: false };
    const onContactRead = (): void => {
      seen.isContactRead = true;
    };
    const wentOn = parts.crashes.during(view.run.id, () =>
      goOn(viewAfter(view, decided), { onContactRead, ...context }),
    );
    // The run is ready now: its lane reads the contact first.
    if (seen.isContactRead && mustBeRead(parts, view.contact)) return decided;
    return mergeChanges(decided, wentOn);
  } catch {
    // The run is ready now: its lane meets the same fault and parks it.
    return decided;
  }
}

/** The run as it stands now, its deadlines moved along with the clock, and what it is decided against. */
function standing(parts: EngineParts, progress: Progress): { readonly view: RunView; readonly context: RunContext } {
  const { clock, digest, localIdOf, urlOf } = parts;
  const moved = movedMs(parts);
  progress.view = { ...progress.view, ...shiftWaits(progress.view, moved - progress.movedMs) };
  progress.movedMs = moved;
  const { rule, event, optState } = progress;
  const { settings } = parts.activeRules();
  const context = { rule, event, optState, settings, now: clock.now(), digest, localIdOf, urlOf };
  return { view: progress.view, context };
}

/** By how far waits were moved along so far: what waits by the clock of a shared store never is. */
function movedMs({ store, clock }: EngineParts): number {
  return store.sharedClock === null ? clock.steppedMs() : 0;
}
