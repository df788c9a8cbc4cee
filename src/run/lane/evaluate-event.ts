import { admitRuns, reservationKeysOf } from "../../core/match/admit.ts";
import type { ActiveRules } from "../../core/match/active-rules.ts";
import type { ChangeSet } from "../../core/model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../../core/model/changes.ts";
import { outdatedBy } from "../../core/event/apply-event.ts";
import { createContact } from "../../core/model/contact.ts";
import type { LastDelivery } from "../../core/model/contact.ts";
import { messageOf, stackOf } from "../../core/base/errors.ts";
import type { Event } from "../../core/model/event.ts";
import type { EventMatch } from "../../core/match/match.ts";
import { matchEvent } from "../../core/match/match.ts";
import { advanceRun } from "../../core/run/advance.ts";
import type { RunContext } from "../../core/run/run-context.ts";
import type { RunView } from "../../core/run/run-view.ts";
import type { Claim, LaneView } from "../../ports/store/store.ts";
import { idText } from "../../core/event/dedupe.ts";
import { ownValue } from "../../core/base/json.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { deliveryAfter, textIdsOf } from "../../core/event/delivery.ts";
import type { DeliveryChange } from "../../core/model/delivery.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { Heard } from "../../core/model/trace.ts";
import type { EngineParts } from "../engine-parts.ts";
import { decideInformed, withOptOut } from "./informed.ts";
import { endCancelled, endOvertaken, notEndedBy, wakeWaiting } from "./hear-event.ts";
import type { Hold } from "../hold.ts";
import { parkedRun } from "../park-run.ts";
import { readStepHistory } from "./step-history.ts";
import { tellDelivery, tellEndings, tellHeld } from "../tell-endings.ts";

/**
 * Evaluates the oldest new event of a lane, with the contact read from Heymarket when that decides something, and commits verdicts, runs, their first effects and the contact in one
 * transaction; false when the claim was lost. A reservation taken by another lane meanwhile, or other rules in force, make
 * it look again.
 */
export async function evaluateEvent(hold: Hold, view: LaneView & { readonly nextEvent: Event }): Promise<boolean> {
  const { parts, claim } = hold;
  const { nextEvent } = view;
  let contact = outdatedBy(nextEvent, view.contact ?? createContact(nextEvent.lane, nextEvent.phone));
  for (;;) {
    const active = parts.activeRules();
    const ownText = await readOwnText(parts, nextEvent);
    const event = withAuthor(nextEvent, { ownText, settings: active.settings });
    const delivery = ownText === null ? null : deliveryChangeOf(ownText, event);
    const lastDelivery = delivery && { outcome: delivery.delivery.outcome, textAt: sentAt(ownText) };
    const given = { contact, optState: view.optState, event: nextEvent };
    const informed = await decideInformed(hold, given, (known, onContactRead) =>
      decideEvent(parts, active, { view: { ...view, ...known }, event, ownText, lastDelivery, onContactRead }),
    );
    if (informed === null) return false;
    contact = informed.contact;
    // Rules replaced while the store was asked: nothing is decided any more by those that are gone.
    if (parts.activeRules() !== active) continue;
    const changes = withOptOut(withNote({ ...informed.result, delivery }, informed.note), informed.optOut);
    const outcome = await parts.store.commit(claim, changes);
    switch (outcome) {
      case "committed":
        tellEndings(parts, changes);
        tellHeld(parts, event, view.optState);
        if (ownText !== null && delivery !== null) tellDelivery(parts, ownText, delivery);
        return true;
      case "lost":
        return false;
      case "stale":
        continue;
      case "paused":
      case "opted_out":
        throw new Error(`an evaluation sends nothing and was refused as ${outcome}`);
    }
  }
}

/** An event with its author, and all it is decided by. */
interface EventGiven {
  readonly view: LaneView;
  readonly event: Event;
  readonly ownText: Effect | null;
  readonly lastDelivery: LastDelivery | null;
  readonly onContactRead: () => void;
}

/** Everything that follows from an event under some rules; nothing is written. */
async function decideEvent(
  parts: EngineParts,
  active: ActiveRules,
  { view, event, ownText, lastDelivery, onContactRead }: EventGiven,
): Promise<ChangeSet> {
  const { ruleSet, index, settings } = active;
  const need = index.historyFor(event.type);
  const history = need === null ? [] : await parts.store.history(event.lane, need.types, event.at - need.lastMs);
  const { contact, optState } = view;
  const given = { event, ownText, lastDelivery, contact, optState, history, index, settings, onContactRead };
  const match = parts.crashes.during(event.id, () => matchEvent(given));
  const keys = reservationKeysOf(match);
  const reservations = keys.length === 0 ? [] : await parts.store.reservations(keys);
  const now = parts.clock.now();
  const { heededRuns } = view;
  const hearing = { active, event: match.event, contact: match.contact, optState, heededRuns, onContactRead };
  const cancelled = await endCancelled(parts, hearing);
  const underWay = await notEndedBy(parts, { active, event: match.event, runs: cancelled.runs });
  const earlier = { reservations, runs: underWay };
  const admitted = admitRuns(match, earlier, { ruleSet: ruleSet.hash, now, digest: parts.digest });
  const overtaken = await endOvertaken(parts, active, { started: admitted.runs, runs: cancelled.runs });
  // Whose place another takes is ended before it acts, also when it waited for this very event.
  const left = cancelled.runs.filter(({ id }) => !overtaken.heard.some(({ runId }) => runId === id));
  const woken = await wakeWaiting(parts, { ...hearing, heededRuns: left });
  const told = [...cancelled.heard, ...overtaken.heard, ...woken.heard];
  const waiting = [cancelled, overtaken, woken].reduce((sum, { changes }) => mergeChanges(sum, changes), NO_CHANGES);
  const { runs: started } = admitted;
  const decided = withHeard(mergeChanges(admitted, waiting), told);
  const rulesStarted = match.verdicts.filter(({ rule }) =>
    started.some(({ ruleVersion }) => ruleVersion === rule.version),
  );
  const startedRuns = rulesStarted.map(({ rule }) => ({ rule, event: match.event }));
  const stepHistory = await readStepHistory(parts, event.lane, startedRuns);
  return parts.crashes.during(event.id, () =>
    startRuns(parts, { decided, started, history: stepHistory, match, active, view, onContactRead }),
  );
}

function withHeard(changes: ChangeSet, heard: readonly Heard[]): ChangeSet {
  const { evaluation } = changes;
  return heard.length === 0 || evaluation === null ? changes : { ...changes, evaluation: { ...evaluation, heard } };
}

function withNote(changes: ChangeSet, note: string | null): ChangeSet {
  const { evaluation } = changes;
  return note === null || evaluation === null ? changes : { ...changes, evaluation: { ...evaluation, contact: note } };
}

/** Parks an event that could not be evaluated, for a person to look at. */
export async function parkEvent(parts: EngineParts, claim: Claim, event: Event, error: unknown): Promise<void> {
  const message = messageOf(error);
  parts.logger.error(
    { event: event.id, type: event.type, error: message, stack: stackOf(error) },
    "event could not be evaluated; parked",
  );
  const outcome = await parts.store.commit(claim, {
    ...NO_CHANGES,
    event: { id: event.id, status: "parked", author: event.author, late: event.late, error: message },
  });
  if (outcome !== "committed") return;
  parts.alarms.raise({ kind: "parked", subject: "", what: "event parked (engine_error)", example: event.id });
}

/** What was admitted, its runs taken as far as they can without the outside; one that cannot be taken on is parked. */
function startRuns(
  parts: EngineParts,
  given: {
    readonly decided: ChangeSet;
    readonly started: readonly Run[];
    readonly history: readonly Event[];
    readonly match: EventMatch;
    readonly active: ActiveRules;
    readonly view: LaneView;
    /** The events that the steps of the rules count. */
    readonly onContactRead: () => void;
  },
): ChangeSet {
  const { decided, started, history, match, active, view, onContactRead } = given;
  const { clock, digest, localIdOf, urlOf } = parts;
  const rules = new Map(match.verdicts.map(({ rule }) => [rule.version, rule]));
  let changes = decided;
  for (const run of started) {
    const rule = rules.get(run.ruleVersion);
    if (rule === undefined) throw new Error(`run ${run.id} names a rule that did not match`);
    const { event } = match;
    const { settings } = active;
    const known = { rule, event, optState: view.optState, settings, now: clock.now(), history };
    const context = { digest, localIdOf, urlOf, onContactRead, ...known };
    const contact = changes.contact ?? match.contact;
    changes = mergeChanges(changes, advanceOrPark(parts, { run, contact, effects: [] }, context));
  }
  return changes;
}

function advanceOrPark(parts: EngineParts, view: RunView, context: RunContext): ChangeSet {
  try {
    return advanceRun(view, context);
  } catch (error) {
    return { ...NO_CHANGES, runs: [parkedRun(parts, view.run, error)] };
  }
}

/**
 * The engine's own texts come back as `message_sent`; the ledger knows their `local_id`, and the id Heymarket gave them. From a
 * dry source none does: ids of another account may be the same.
 */
async function readOwnText({ store }: EngineParts, event: Event): Promise<Effect | null> {
  const own = event.type === "message_sent" && event.dry !== true ? await store.ownText(textIdsOf(event)) : null;
  return own !== null && isToAnother(own, event) ? null : own;
}

/** An id of Heymarket may name something else than a message, or come again; its `local_id` is our own. */
function isToAnother({ localId, phone }: Effect, event: Event): boolean {
  return localId !== event.localId && phone !== null && event.phone !== null && phone !== event.phone;
}

function sentAt(text: Effect | null): number {
  return text?.attempts.at(-1)?.startedAt ?? text?.plannedAt ?? 0;
}

/** The event with its author, as far as only the ledger and the configuration know him. */
function withAuthor(
  event: Event,
  { ownText, settings }: { readonly ownText: Effect | null; readonly settings: Settings },
): Event {
  if (ownText !== null) return { ...event, author: "automation" };
  const member = event.author === "human" ? idText(ownValue(event.data, "user")) : null;
  return member !== null && settings.aiMembers.includes(member) ? { ...event, author: "ai" } : event;
}

/** What an event of an own text makes of its delivery; null when that stays, or it is a note. */
function deliveryChangeOf({ id: effectId, lane, phone, delivery: known }: Effect, event: Event): DeliveryChange | null {
  const delivery = phone === null ? null : deliveryAfter(known, event);
  return delivery && { effectId, lane, delivery };
}
