import { createContact } from "../../core/model/contact.ts";
import type { ChangeSet } from "../../core/model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../../core/model/changes.ts";
import { isOutage } from "../../core/base/errors.ts";
import { emptyDecision } from "../../core/model/decision.ts";
import type { Run } from "../../core/model/run/run.ts";
import { advanceRun } from "../../core/run/advance.ts";
import { cameInTime } from "../../core/run/await.ts";
import { stepOver } from "../../core/run/after-step.ts";
import { pickUpRun } from "../../core/run/effect/attempt.ts";
import type { RunContext } from "../../core/run/run-context.ts";
import { viewAfter } from "../../core/run/run-view.ts";
import type { RunView } from "../../core/run/run-view.ts";
import type { LaneView, RunRecord } from "../../ports/store/store.ts";
import { readCause } from "../cause.ts";
import { commitOutcome } from "../commit.ts";
import { endedMeanwhile } from "../ended-meanwhile.ts";
import type { EngineParts } from "../engine-parts.ts";
import { evaluateEvent, parkEvent } from "./evaluate-event.ts";
import type { Hold } from "../hold.ts";
import { decideInformed, withOptOut } from "./informed.ts";
import { parkedRun } from "../park-run.ts";
import { countsInSteps, readStepHistory } from "./step-history.ts";
import { countReport } from "./report.ts";
import { tellEndings } from "../tell-endings.ts";
import { verified } from "./verify-absence.ts";

/**
 * Works on a claimed lane until nothing is due: its due runs, oldest first, then its oldest new event and the runs it
 * starts, and again. Nothing outside is waited for: a run that comes to an effect stands in line for its destination,
 * where `takeTurn` makes the attempt. Resolves when done, when the claim was lost or when `signal` aborts; what is not
 * done stays stored.
 *
 *   new event         -> runs that stand in line, wait or have ended
 *   ready, due wait   -> queued | waiting | final
 *   sending, orphaned -> the attempt is settled as unclear, and as above
 *   queued, parked    -> its effect in doubt is stepped over, and another run goes on behind it (core/run/after-step.ts)
 *
 * @throws EngineError STORE_UNAVAILABLE when the store fails; the lane is claimable again after its release.
 */
export async function workLane(hold: Hold): Promise<void> {
  const { parts, claim, signal } = hold;
  while (!signal.aborted) {
    const view = await parts.store.viewLane(claim, parts.clock.now());
    const isRunsTurn = view.dueRuns.length > 0 && !(await mustHearFirst(parts, view));
    const isOurs = isRunsTurn ? await takeRunsOn(hold, view) : await takeEvent(hold, view);
    if (!isOurs) return;
  }
}

/** Whether a due run counts events, or one may end it or its wait, and one that came before its turn is not yet evaluated: then that is looked at first. */
async function mustHearFirst({ store }: EngineParts, { dueRuns, nextEvent }: LaneView): Promise<boolean> {
  if (nextEvent === null) return false;
  if (dueRuns.some(({ run }) => run.isWatched && cameInTime(run, nextEvent))) return true;
  const rules = await Promise.all(dueRuns.map(({ run }) => store.getRule(run.ruleVersion)));
  return rules.some((rule) => rule !== null && countsInSteps(rule));
}

/** Evaluates the oldest new event; false when there is none, or the claim was lost. */
async function takeEvent(hold: Hold, view: LaneView): Promise<boolean> {
  const { parts, claim } = hold;
  const { nextEvent } = view;
  if (nextEvent === null) return false;
  try {
    refusePoison(parts, nextEvent.id);
    return await evaluateEvent(hold, { ...view, nextEvent });
  } catch (error) {
    if (isOutage(error)) throw error;
    await parkEvent(parts, claim, nextEvent, error);
    return true;
  }
}

const CRASHES_TO_PARK = 3;

/** @throws Error for what the process has ended in again and again: then it is parked, and the engine lives. */
function refusePoison({ crashes }: EngineParts, id: string): void {
  const times = crashes.crashesOf(id);
  if (times < CRASHES_TO_PARK) return;
  crashes.forgive(id);
  throw new Error(`the process ended ${times} times while it worked on this; it is not tried again`);
}

/** Takes the due runs on, in one transaction; false when the claim was lost. */
async function takeRunsOn(hold: Hold, view: LaneView): Promise<boolean> {
  const heldUp = view.dueRuns.filter(({ run }) => run.stepsOverAt !== null);
  if (heldUp.length > 0) {
    for (const { run } of heldUp) await stepOverEffect(hold.parts, run);
    return false;
  }
  let changes = NO_CHANGES;
  for (const record of view.dueRuns) {
    const contact = changes.contact ?? view.contact;
    const taken = await takeRunOn(hold, record, { ...view, contact });
    if (taken === null) return false;
    changes = mergeChanges(changes, taken);
  }
  const isCommitted = (await commitOutcome(hold, changes)) === "committed";
  if (isCommitted) tellEndings(hold.parts, changes);
  return isCommitted;
}

/** Null when the engine ends before Heymarket told of the contact. */
async function takeRunOn(hold: Hold, found: RunRecord, lane: LaneView): Promise<ChangeSet | null> {
  const { parts } = hold;
  try {
    refusePoison(parts, found.run.id);
    const cause = await readCause(parts, found.run);
    const run = await verified(hold, found.run, cause);
    if (run === null) return null;
    if (run.waitsFor === "answer" && found.run.waitsFor !== "answer") return { ...NO_CHANGES, runs: [run] };
    const ended = run.status === "ready" ? await endedMeanwhile(parts, { view: { ...found, run }, ...cause }) : null;
    if (ended !== null) return ended;
    const contact = lane.contact ?? createContact(run.lane, cause.event.phone);
    const reported = await countReport(parts, run, cause);
    const given = { contact, optState: lane.optState, event: cause.event };
    const informed = await decideInformed(hold, given, async ({ contact: known, optState }, onContactRead) => {
      const history = await readStepHistory(parts, run.lane, [cause]);
      return takenOn(
        parts,
        { ...found, run, contact: known },
        { ...cause, ...reported, history, optState, onContactRead },
      );
    });
    if (informed === null) return null;
    const { result, note } = informed;
    const read = informed.contact === contact ? null : informed.contact;
    const changes = { ...withContactNote(result, note, parts.clock.now()), contact: result.contact ?? read };
    return withOptOut(changes, informed.optOut);
  } catch (error) {
    if (isOutage(error)) throw error;
    return { ...NO_CHANGES, runs: [parkedRun(parts, found.run, error)] };
  }
}

function takenOn(
  parts: EngineParts,
  view: RunView,
  cause: Pick<RunContext, "rule" | "event" | "optState" | "history" | "reported" | "onContactRead">,
): ChangeSet {
  const { clock, digest, localIdOf, urlOf, random } = parts;
  const { settings } = parts.activeRules();
  const context = { ...cause, settings, now: clock.now(), digest, localIdOf, urlOf };
  const pickedUp = pickUpRun(view, { ...context, random: random.next() });
  const found = viewAfter(view, pickedUp);
  if (found.run.status !== "ready") return pickedUp;
  return mergeChanges(
    pickedUp,
    parts.crashes.during(view.run.id, () => advanceRun(found, context)),
  );
}

function withContactNote(changes: ChangeSet, note: string | null, at: number): ChangeSet {
  if (note === null) return changes;
  const entry = { at, path: "", kind: "contact", text: note } as const;
  return { ...changes, runs: changes.runs.map((run) => ({ ...run, trace: [...run.trace, entry] })) };
}

/**
 * Goes on behind the effect in doubt of a run. Somebody may look for it at this moment, whose turn is taken back; our claim
 * on the lane as well. When the run has changed since, it is for the next look at the lane.
 */
async function stepOverEffect(parts: EngineParts, run: Run): Promise<void> {
  const changes = await steppedOver(parts, run);
  if ((await parts.store.decide({ ...emptyDecision(null), seen: [run], changes })) === "stale") return;
  tellEndings(parts, changes);
  const { id, ruleId, eventId, continuedAs } = changes.runs.find(({ id }) => id === run.id) ?? run;
  if (continuedAs === null) return;
  parts.logger.warn({ run: id, rule: ruleId, event: eventId, continued_as: continuedAs }, STEPPED_OVER);
}

const STEPPED_OVER =
  "nobody knows yet whether a step was done; the steps behind it go on, and it is looked for further";

async function steppedOver(parts: EngineParts, run: Run): Promise<ChangeSet> {
  const { clock, digest } = parts;
  try {
    const { rule } = await readCause(parts, run);
    return stepOver(run, { rule, digest, now: clock.now(), settings: parts.activeRules().settings });
  } catch (error) {
    if (isOutage(error)) throw error;
    return { ...NO_CHANGES, runs: [parkedRun(parts, run, error)] };
  }
}
