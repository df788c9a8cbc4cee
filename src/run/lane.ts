import { createContact } from "../core/model/contact.ts";
import type { Contact } from "../core/model/contact.ts";
import { NO_CHANGES } from "../core/model/changes.ts";
import { EngineError, messageOf, stackOf } from "../core/base/errors.ts";
import type { Event } from "../core/model/event.ts";
import type { Run } from "../core/model/run.ts";
import type { Claim, LaneView } from "../ports/store.ts";
import type { Drive } from "./drive-run.ts";
import { driveRun } from "./drive-run.ts";
import type { EngineParts } from "./engine-parts.ts";
import { evaluateEvent, parkEvent } from "./evaluate-event.ts";

/**
 * Works on a claimed lane until nothing is due: its due runs, oldest first, then its oldest new event and the runs it
 * starts, and again. Resolves when done, when the claim was lost or when `signal` aborts; what is not done stays stored.
 *
 * @throws EngineError STORE_UNAVAILABLE when the store fails; the lane is claimable again after its release.
 */
export async function workLane(parts: EngineParts, claim: Claim, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const view = await parts.store.viewLane(claim, parts.clock.now());
    const run = view.dueRuns[0];
    const isOurs =
      run !== undefined
        ? await resumeRun(parts, claim, { ...view, run }, signal)
        : view.nextEvent !== null
          ? await takeEvent(parts, claim, { ...view, nextEvent: view.nextEvent }, signal)
          : false;
    if (!isOurs) return;
  }
}

/** Evaluates one event and drives the runs it started; false when the claim was lost. */
async function takeEvent(
  parts: EngineParts,
  claim: Claim,
  view: LaneView & { readonly nextEvent: Event },
  signal: AbortSignal,
): Promise<boolean> {
  const evaluated = await evaluateEvent(parts, claim, view).catch(async (error: unknown) => {
    if (error instanceof EngineError) throw error;
    await parkEvent(parts, claim, view.nextEvent, error);
    return { event: view.nextEvent, contact: view.contact, runs: [] };
  });
  if (evaluated === null) return false;
  let contact = evaluated.contact ?? createContact(claim.lane, evaluated.event.phone);
  for (const run of evaluated.runs) {
    if (signal.aborted) return false;
    const drive = { run, event: evaluated.event, contact, optState: view.optState, effects: [] };
    const left = await driveOrPark(parts, claim, drive, signal);
    if (left === null) return false;
    contact = left;
  }
  return true;
}

/** Drives a stored run on; false when the claim was lost. */
async function resumeRun(
  parts: EngineParts,
  claim: Claim,
  view: LaneView & { readonly run: Run },
  signal: AbortSignal,
): Promise<boolean> {
  const { run } = view;
  const event = await parts.store.getEvent(run.eventId);
  const record = await parts.store.getRun(run.id);
  if (event === null || record === null) {
    await parkRun(parts, claim, run, new Error(`event ${run.eventId} of this run is not stored any more`));
    return true;
  }
  const contact = view.contact ?? createContact(claim.lane, event.event.phone);
  const drive = { run, event: event.event, contact, optState: view.optState, effects: record.effects };
  return (await driveOrPark(parts, claim, drive, signal)) !== null;
}

async function driveOrPark(
  parts: EngineParts,
  claim: Claim,
  drive: Omit<Drive, "rule">,
  signal: AbortSignal,
): Promise<Contact | null> {
  try {
    const rule = await parts.store.getRule(drive.run.ruleVersion);
    if (rule === null) throw new Error(`version ${drive.run.ruleVersion} of rule ${drive.run.ruleId} is not stored`);
    return await driveRun({ parts, claim, signal }, { ...drive, rule });
  } catch (error) {
    if (error instanceof EngineError || signal.aborted) throw error;
    await parkRun(parts, claim, drive.run, error);
    return (await parts.store.getContact(claim.lane)) ?? drive.contact;
  }
}

/** Takes a run out of the way that the engine itself could not drive, for a person to look at. */
async function parkRun(parts: EngineParts, claim: Claim, run: Run, error: unknown): Promise<void> {
  const message = messageOf(error);
  parts.logger.error(
    { run: run.id, rule: run.ruleId, error: message, stack: stackOf(error) },
    "run could not be driven; parked",
  );
  const stored = (await parts.store.getRun(run.id))?.run ?? run;
  const now = parts.clock.now();
  await parts.store.commit(claim, {
    ...NO_CHANGES,
    runs: [
      {
        ...stored,
        status: "parked",
        dueAt: null,
        waitsFor: null,
        updatedAt: now,
        error: { message, step: "", code: "engine_error" },
      },
    ],
  });
}
