import type { ActiveRules } from "../core/match/active-rules.ts";
import { overtakenRuns } from "../core/match/admit.ts";
import type { ChangeSet } from "../core/model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../core/model/changes.ts";
import type { Contact } from "../core/model/contact.ts";
import type { Event, OptState } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Run } from "../core/model/run.ts";
import type { Heard } from "../core/model/trace.ts";
import { advanceRun } from "../core/run/advance.ts";
import { heardBy, wokenBy } from "../core/run/await.ts";
import { cancelledRun, isCancelledBy } from "../core/run/cancel.ts";
import type { RunContext } from "../core/run/run-context.ts";
import type { RunRecord } from "../ports/store.ts";
import type { EngineParts } from "./engine-parts.ts";
import { parkedRun } from "./park-run.ts";
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
  /** The runs that it did not cancel, as they stood before it: those that `mode` counts. */
  readonly runs: readonly Run[];
}

/**
 * Ends the runs that an event cancels, and takes on those that waited for it, oldest first; nothing is written. Each is decided
 * by the version of its rule with which it started. What was before the event that started it does nothing to a run.
 */
export async function hearEvent(parts: EngineParts, hearing: Hearing): Promise<HeardEvent> {
  let changes = NO_CHANGES;
  const heard: Heard[] = [];
  const runs: Run[] = [];
  for (const run of hearing.heededRuns) {
    const contact = changes.contact ?? hearing.contact;
    const told = await tellRun(parts, run, { ...hearing, contact });
    if (told?.outcome !== "cancelled") runs.push(run);
    if (told === null) continue;
    changes = mergeChanges(changes, told.changes);
    heard.push({ runId: run.id, ruleId: run.ruleId, outcome: told.outcome });
  }
  return { changes, heard, runs };
}

interface Told {
  readonly outcome: Heard["outcome"];
  readonly changes: ChangeSet;
}

async function tellRun(parts: EngineParts, run: Run, hearing: Hearing): Promise<Told | null> {
  const { event, active, optState, onContactRead, contact } = hearing;
  const { settings } = active;
  if (run.status !== "waiting") return null;
  const rule = await ruleOf(parts, active, run);
  if (rule === null) return null;
  const isCancelled = isCancelledBy(run, rule, { event, settings });
  if (!isCancelled && !heardBy(run, rule, { event, settings })) return null;
  const [record, start] = await Promise.all([parts.store.getRun(run.id), parts.store.getEvent(run.eventId)]);
  if (record === null || start === null || event.at < start.event.at) return null;
  const { clock, digest, localIdOf } = parts;
  const now = clock.now();
  if (isCancelled) {
    return {
      outcome: "cancelled",
      changes: cancelledRun(record, `ended by ${event.type} (${event.id})`, { rule, settings, now }),
    };
  }
  // The one it hears is being evaluated at this moment, and is none of the store's yet.
  const history = [event, ...(await readStepHistory(parts, run.lane, [{ rule, event: start.event }]))];
  const context = { rule, event: start.event, optState, settings, now, digest, localIdOf, onContactRead };
  return {
    outcome: "went_on",
    changes: wentOn(parts, { ...record, contact }, event, { ...context, history }),
  };
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
): Promise<Omit<HeardEvent, "runs">> {
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
