import type { ChangeSet } from "../core/model/changes.ts";
import { mergeChanges, NO_CHANGES, recordsDeeds } from "../core/model/changes.ts";
import type { Contact } from "../core/model/contact.ts";
import type { Event, OptState } from "../core/model/event.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { Rule } from "../core/model/rule.ts";
import { attemptsMade } from "../core/model/run.ts";
import { advanceRun } from "../core/run/advance.ts";
import { beginAttempt, settleAttempt } from "../core/run/attempt.ts";
import type { Recipient } from "../core/run/pass-gate.ts";
import { passGate } from "../core/run/pass-gate.ts";
import { pickUpRun } from "../core/run/pick-up-run.ts";
import type { PendingEffect, RunContext } from "../core/run/run-context.ts";
import type { RunView } from "../core/run/run-view.ts";
import { effectOf, isDue, viewAfter } from "../core/run/run-view.ts";
import { shiftWaits } from "../core/run/shift-waits.ts";
import type { Action } from "../ports/action.ts";
import type { Claim } from "../ports/store.ts";
import { commitOutcome } from "./commit.ts";
import type { EngineParts } from "./engine-parts.ts";
import { isSameToTheGate, readRecipient } from "./recipient.ts";

/** A run to drive, with what is known of its lane. */
export interface Drive extends RunView {
  readonly rule: Rule;
  readonly event: Event;
  readonly optState: OptState | null;
}

/** A drive under way. */
interface Progress {
  readonly drive: Drive;
  view: RunView;
  /** What of the view is not committed yet. */
  unsaved: ChangeSet;
  /** By how far the clock had been set when the view was last looked at. */
  steppedMs: number;
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
  const { parts } = hold;
  const progress: Progress = { drive, view: drive, unsaved: NO_CHANGES, steppedMs: parts.clock.steppedMs() };
  const { view, context } = lookAt(parts, progress);
  record(progress, pickUpRun(view, { ...context, random: parts.random.next() }));
  while (isDue(progress.view, parts.clock.now())) {
    const { view: due, context: present } = lookAt(parts, progress);
    const { changes, pending } = advanceRun(due, present);
    record(progress, changes);
    if (pending === null) break;
    // What waits for a slot may wait for long.
    if (recordsDeeds(progress.unsaved) && !(await save(hold, progress))) return null;
    if (!(await tryEffect(hold, progress, pending))) return null;
  }
  return (await save(hold, progress)) ? progress.view.contact : null;
}

/** Asks the gate, writes the intent, makes one attempt and records its outcome; false when the claim was lost. */
async function tryEffect(hold: Hold, progress: Progress, pending: PendingEffect): Promise<boolean> {
  const { parts, signal } = hold;
  if ((await askGate(parts, progress, pending)) === null) return true;
  const effect = effectOf(progress.view, pending.effectId);
  const action: Action = parts.actions[effect.action];
  await action.takeSlot(effect.request, signal);
  const started = await writeIntent(hold, progress, pending);
  if (started !== "started") return started === "held_back";
  const outcome = await attempt(parts, progress.view, pending);
  const { view, context } = lookAt(parts, progress);
  record(progress, settleAttempt(view, { ...pending, outcome }, { ...context, random: parts.random.next() }));
  return true;
}

/**
 * Commits the attempt before the socket opens, or says why there is none. The gate is asked once more, since the wait for
 * a slot may have been long, and again when the store refuses what it allowed: the recipient opted out in between, or
 * another lane texted the same number.
 */
async function writeIntent(
  hold: Hold,
  progress: Progress,
  pending: PendingEffect,
): Promise<"started" | "held_back" | "lost"> {
  const { parts, claim } = hold;
  let refused: Recipient | null = null;
  for (;;) {
    const recipient = await askGate(parts, progress, pending);
    if (recipient === null) return "held_back";
    const { view, context } = lookAt(parts, progress);
    const begun = beginAttempt(view, pending, { ...context, recipient });
    const outcome = await parts.store.commit(claim, mergeChanges(progress.unsaved, begun));
    if (outcome === "committed") {
      record(progress, begun);
      progress.unsaved = NO_CHANGES;
      return "started";
    }
    if (outcome === "lost") return "lost";
    if (refused !== null && isSameToTheGate(refused, recipient)) {
      throw new Error(`the store refuses text ${pending.effectId} as ${outcome}, and the send gate allows it`);
    }
    refused = recipient;
  }
}

/** What the gate knew of the recipient when it let the effect go out; null when it did not, which is recorded. */
async function askGate(parts: EngineParts, progress: Progress, { effectId }: PendingEffect): Promise<Recipient | null> {
  const recipient = await readRecipient(parts, effectOf(progress.view, effectId));
  const { view, context } = lookAt(parts, progress);
  const heldBack = passGate(view, effectId, { ...context, recipient });
  if (heldBack === null) return recipient;
  record(progress, heldBack);
  return null;
}

async function attempt(parts: EngineParts, view: RunView, { effectId, instruction }: PendingEffect): Promise<Outcome> {
  const effect = effectOf(view, effectId);
  const action: Action = parts.actions[effect.action];
  const outcome = await action.perform({
    effectId,
    request: effect.request,
    localId: effect.localId,
    attempt: attemptsMade(effect),
    timeoutMs: instruction.timeoutMs,
  });
  const fields = { effect: effectId, action: effect.action, outcome: outcome.kind, attempt: attemptsMade(effect) };
  parts.logger.info({ ...fields, status: outcome.httpStatus, request_id: outcome.requestId }, "effect attempted");
  return outcome;
}

/** The run as it stands now, its deadlines moved along with the clock, and what it is decided against. */
function lookAt(parts: EngineParts, progress: Progress): { readonly view: RunView; readonly context: RunContext } {
  const { clock, digest, localIdOf } = parts;
  const steppedMs = clock.steppedMs();
  progress.view = { ...progress.view, ...shiftWaits(progress.view, steppedMs - progress.steppedMs) };
  progress.steppedMs = steppedMs;
  const { rule, event, optState } = progress.drive;
  const { settings } = parts.activeRules();
  const context = { rule, event, optState, settings, now: clock.now(), digest, localIdOf };
  return { view: progress.view, context };
}

function record(progress: Progress, changes: ChangeSet): void {
  progress.view = viewAfter(progress.view, changes);
  progress.unsaved = mergeChanges(progress.unsaved, changes);
}

async function save(hold: Hold, progress: Progress): Promise<boolean> {
  const outcome = await commitOutcome(hold, progress.unsaved);
  progress.unsaved = NO_CHANGES;
  return outcome === "committed";
}
