import type { ChangeSet, EventChange, ReservationChange, SendIntent } from "../../../core/model/changes.ts";
import { pauseOf } from "../../../core/model/decision.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { sentTextOf } from "../../../core/model/run/effect.ts";
import { talliesOfEvaluation } from "../../../core/model/tally.ts";
import { intentRefusal } from "../../../core/texting/send-intent.ts";
import type { Claim, CommitOutcome, Turn } from "../../../ports/store/store.ts";
import { isStale, keyOf, reservationAfter } from "../../reservation-rules.ts";
import { acceptDelivery, acceptNeeds, applyOptChange } from "./accept.ts";
import type { Batch, Needs } from "./batch.ts";
import { holds, needsOf } from "./batch.ts";
import { optStateOf } from "../tables/opt-states.ts";

/** What has to be locked and read before a change set can be judged. */
export function commitNeeds(claim: Claim | Turn, changes: ChangeSet): Needs {
  const { event, attempt, intent, delivery, optChange } = changes;
  const claimed = needsOf([claim]);
  const told = acceptNeeds([...changes.raised, optChange?.told ?? []].flat());
  return {
    ...claimed,
    ...told,
    lanes: [...claimed.lanes, ...told.lanes, ...changes.runs.map(({ lane }) => lane), delivery?.lane ?? []].flat(),
    phones: [intent?.phone ?? [], optChange?.phone ?? []].flat(),
    texts: intent === null ? [] : [{ phone: intent.phone, since: intent.textsSince }],
    reservations: changes.reservations.map(keyOf),
    events: event === null ? [] : [event.id],
    asksPauses: attempt !== null,
  };
}

/** Judges a change set, and notes what is to be written of it: everything, or nothing when it is refused. */
export function commitChanges(batch: Batch, claim: Claim | Turn, changes: ChangeSet): CommitOutcome {
  const { event, evaluation, attempt, intent } = changes;
  if (!holds(batch, claim)) return "lost";
  if (attempt !== null && pauseOf(batch.pauses, attempt) !== null) return "paused";
  const refusal = intent === null ? null : refusalOf(batch, intent);
  if (refusal !== null) return refusal;
  if (changes.reservations.some((change) => isStale(change, storedFor(batch, change)))) return "stale";
  // An event evaluated already, or of another lane, was not the claim's to evaluate. Nothing is noted yet.
  if (event !== null && !settle(batch, claim.lane, event)) return "lost";
  if (evaluation !== null) {
    batch.writes.evaluations.set(evaluation.eventId, evaluation);
    batch.writes.tallies.push(...talliesOfEvaluation(evaluation));
  }
  noteChanges(batch, changes);
  return "committed";
}

/** Notes what is to be written of a change set, besides its event and what was said of that. */
export function noteChanges(batch: Batch, changes: ChangeSet): void {
  const { writes } = batch;
  const { contact, delivery, optChange } = changes;
  for (const run of changes.runs) writes.runs.set(run.id, run);
  for (const effect of changes.effects) saveEffect(batch, effect);
  if (delivery !== null) writes.deliveries.set(delivery.effectId, delivery.delivery);
  if (contact !== null) writes.contacts.set(contact.lane, contact);
  if (optChange !== null) applyOptChange(batch, optChange);
  for (const raised of changes.raised) acceptDelivery(batch, raised);
  for (const change of changes.reservations) applyReservation(batch, change);
}

function refusalOf({ optStates, texts }: Batch, intent: SendIntent): "opted_out" | "stale" | null {
  const { phone, textsSince } = intent;
  const counted = [...(texts.get(phone)?.values() ?? [])].filter(({ goesOutAt }) => goesOutAt >= textsSince);
  const optState = optStateOf(optStates.get(phone) ?? null);
  return intentRefusal(intent, { optState, texts: counted.toSorted((one, other) => one.goesOutAt - other.goesOutAt) });
}

function settle({ events, writes }: Batch, lane: string, change: EventChange): boolean {
  const event = events.get(change.id);
  if (event?.lane !== lane || event.status !== "new") return false;
  events.set(change.id, { lane, status: change.status });
  writes.settled.push(change);
  return true;
}

/** Counts it as a text to its number from now on, or no longer, for the change sets that are judged after it. */
function saveEffect({ texts, writes }: Batch, effect: Effect): void {
  writes.effects.set(effect.id, effect);
  const counted = effect.phone === null ? undefined : texts.get(effect.phone);
  if (counted === undefined) return;
  const text = sentTextOf(effect);
  if (text === null) counted.delete(effect.id);
  else counted.set(effect.id, text);
}

function storedFor({ reservations }: Batch, change: ReservationChange) {
  return reservations.get(keyOf(change)) ?? null;
}

function applyReservation(batch: Batch, change: ReservationChange): void {
  const key = keyOf(change);
  const next = reservationAfter(change, storedFor(batch, change));
  if (next === null) batch.reservations.delete(key);
  else batch.reservations.set(key, next);
  batch.writes.reservations.set(key, next);
}
