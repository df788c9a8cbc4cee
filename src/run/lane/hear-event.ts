import type { ActiveRules } from "../../core/match/active-rules.ts";
import { overtakenRuns } from "../../core/match/admit.ts";
import type { ChangeSet } from "../../core/model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../../core/model/changes.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { Heard } from "../../core/model/trace.ts";
import { advanceRun } from "../../core/run/advance.ts";
import { answeredBy, heardBy, wholeSecond, wokenBy } from "../../core/run/await.ts";
import { cancelledRun, isCancelledBy } from "../../core/run/cancel.ts";
import type { RunContext } from "../../core/run/run-context.ts";
import type { RunRecord } from "../../ports/store/store.ts";
import type { EngineParts } from "../engine-parts.ts";
import { parkedRun } from "../park-run.ts";
import { readStepHistory } from "./step-history.ts";

/** An event of a lane and what is known there. */
interface Hearing {
  readonly active: ActiveRules;
  readonly event: Event;
  /** The contact after the event. */
  readonly contact: Contact;
  readonly optState: OptState | null;
  /** Runs of the lane that the event has to look at. */
  readonly heededRuns: readonly Run[];
  readonly onContactRead: () => void;
}

/** What an event did to runs that wait. */
interface HeardEvent {
  readonly changes: ChangeSet;
  readonly heard: readonly Heard[];
}

/** The ends of the runs that an event cancels, not yet written, and the runs it leaves: those that `mode` counts. */
export async function endCancelled(
  parts: EngineParts,
  { active, event, heededRuns }: Pick<Hearing, "active" | "event" | "heededRuns">,
): Promise<HeardEvent & { readonly runs: readonly Run[] }> {
  const { settings } = active;
  let changes = NO_CHANGES;
  const heard: Heard[] = [];
  const runs: Run[] = [];
  for (const run of heededRuns) {
    const told = await readTold(parts, run, { active, event, concerns: isCancelledBy });
    if (told === null) {
      runs.push(run);
      continue;
    }
    const context = { rule: told.rule, settings, now: parts.clock.now() };
    changes = mergeChanges(changes, cancelledRun(told.record, `ended by ${event.type} (${event.id})`, context));
    heard.push({ runId: run.id, ruleId: run.ruleId, outcome: "cancelled" });
  }
  return { changes, heard, runs };
}

/** Takes on the runs that waited for an event, oldest first; nothing is written. */
export async function wakeWaiting(parts: EngineParts, hearing: Hearing): Promise<HeardEvent> {
  const { active, event, optState, onContactRead } = hearing;
  const { clock, digest, localIdOf, urlOf } = parts;
  let changes = NO_CHANGES;
  const heard: Heard[] = [];
  const told: Told[] = [];
  for (const run of hearing.heededRuns) {
    const one = await readTold(parts, run, { active, event, concerns: heardBy });
    if (one !== null) told.push(one);
  }
  const answered = answeredBy(
    told.map(({ record, rule }) => ({ run: record.run, rule })),
    event,
  );
  for (const { rule, start, record } of told) {
    const { run } = record;
    if (!answered.includes(run.id)) continue;
    // The one it hears is being evaluated at this moment, and is none of the store's yet.
    const history = [event, ...(await readStepHistory(parts, run.lane, [{ rule, event: start }]))];
    const known = { rule, event: start, optState, settings: active.settings, now: clock.now(), history };
    const view = { ...record, contact: changes.contact ?? hearing.contact };
    changes = mergeChanges(changes, wentOn(parts, view, event, { ...known, digest, localIdOf, urlOf, onContactRead }));
    heard.push({ runId: run.id, ruleId: run.ruleId, outcome: "went_on" });
  }
  return { changes, heard };
}

/** The runs that are still under way behind an event: all but those that end by hearing it, such as the wait for an absence. */
export async function notEndedBy(
  parts: EngineParts,
  { active, event, runs }: Pick<Hearing, "active" | "event"> & { readonly runs: readonly Run[] },
): Promise<readonly Run[]> {
  const left: Run[] = [];
  for (const run of runs) {
    const told = await readTold(parts, run, { active, event, concerns: heardBy });
    const program = told?.rule.program ?? [];
    const waiting = program[run.cursor];
    const isEnd = waiting?.op === "await" && program[waiting.onEvent]?.op === "end";
    if (!isEnd) left.push(run);
  }
  return left;
}

/** A run that an event concerns, with what it is decided by. */
interface Told {
  readonly record: RunRecord;
  /** The version with which it started. */
  readonly rule: Rule;
  /** The event that started it. */
  readonly start: Event;
}

interface Concern extends Pick<Hearing, "active" | "event"> {
  readonly concerns: (run: Run, rule: Rule, given: Pick<RunContext, "event" | "settings">) => boolean;
}

/** Null when the event does not concern the run: it does not wait, or began with something later. */
async function readTold(parts: EngineParts, run: Run, { active, event, concerns }: Concern): Promise<Told | null> {
  if (run.status !== "waiting") return null;
  const rule = await ruleOf(parts, active, run);
  if (rule === null || !concerns(run, rule, { event, settings: active.settings })) return null;
  const [record, start] = await Promise.all([parts.store.getRun(run.id), parts.store.getEvent(run.eventId)]);
  if (record === null || start === null || event.at < wholeSecond(start.event.at)) return null;
  return { record, rule, start: start.event };
}

function wentOn(
  parts: EngineParts,
  view: RunRecord & { readonly contact: Contact },
  event: Event,
  context: RunContext,
): ChangeSet {
  try {
    return parts.crashes.during(view.run.id, () =>
      advanceRun({ ...view, run: wokenBy(view.run, event, context) }, context),
    );
  } catch (error) {
    return { ...NO_CHANGES, runs: [parkedRun(parts, view.run, error)] };
  }
}

/** The version of its rule with which a run started; null when it is not stored any more. */
async function ruleOf({ store }: EngineParts, { ruleSet }: ActiveRules, run: Run): Promise<Rule | null> {
  return ruleSet.rules.find(({ version }) => version === run.ruleVersion) ?? (await store.getRule(run.ruleVersion));
}

/** Ends the runs whose place others take that start now, by the `mode` of their rule. */
export async function endOvertaken(
  parts: EngineParts,
  active: ActiveRules,
  { started, runs }: { readonly started: readonly Run[]; readonly runs: readonly Run[] },
): Promise<HeardEvent> {
  let changes = NO_CHANGES;
  const heard: Heard[] = [];
  for (const next of started) {
    const rule = active.ruleSet.rules.find(({ version }) => version === next.ruleVersion);
    for (const run of rule === undefined ? [] : overtakenRuns({ rule, key: next.key }, runs)) {
      const [record, own] = await Promise.all([parts.store.getRun(run.id), ruleOf(parts, active, run)]);
      if (record === null || own === null) continue;
      const context = { rule: own, settings: active.settings, now: parts.clock.now() };
      changes = mergeChanges(changes, cancelledRun(record, `started anew as ${next.id}`, context));
      heard.push({ runId: run.id, ruleId: run.ruleId, outcome: "restarted" });
    }
  }
  return { changes, heard };
}
