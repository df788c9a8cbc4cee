import type { ChangeSet, ReservationChange } from "../../core/model/changes.ts";
import { pauseOf } from "../../core/model/decision.ts";
import type { NewEvent, OptChange } from "../../core/model/event.ts";
import type { OptTaken } from "../../core/event/judge-delivery.ts";
import { judgeDelivery, optTaken, repeatTally, takenIn, variantOptChange } from "../../core/event/judge-delivery.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import { talliesOf, talliesOfRuns } from "../../core/model/tally.ts";
import type { Run } from "../../core/model/run/run.ts";
import { shiftWaits } from "../../core/run/shift-waits.ts";
import { intentRefusal } from "../../core/texting/send-intent.ts";
import type { Acceptance, CommitOutcome } from "../../ports/store/store.ts";
import { createSeal } from "../seal.ts";
import { openRuns, readRunRecord, storedOptStateOf, textsTo } from "./read.ts";
import { isStale, keyOf, reservationAfter } from "../reservation-rules.ts";
import type { Records } from "./records.ts";
import { addEvent, saveDelivery, saveEffect, saveRun, settleEvent } from "./records.ts";
import { count } from "./tallies.ts";

const MAXIMUM_VARIANTS = 10;

/** Writes one delivery into the inbox, with the opt change it brings. */
export function acceptDelivery(records: Records, delivery: NewEvent): Acceptance {
  const { state } = records;
  const known = state.dedupeRows.get(delivery.dedupe.key) ?? null;
  const judgement = judgeDelivery({ known, delivery, optStateOf: (phone) => storedOptStateOf(state, phone) });
  if (known === null || judgement === "new") {
    insert(records, delivery);
    return { outcome: "accepted", eventId: delivery.event.id };
  }
  const { eventId } = known;
  count(state, [repeatTally(delivery)]);
  const stored = state.events.get(eventId);
  const { digest, body, event } = delivery;
  // Of an event without its text no other text is kept.
  const hasText = stored !== undefined && stored.event.redactedAt === undefined;
  if (judgement === "variant" && hasText && stored.variants.every((variant) => variant.digest !== digest)) {
    const variants = [{ receivedAt: event.receivedAt, body, digest }, ...stored.variants].slice(0, MAXIMUM_VARIANTS);
    state.events.set(eventId, { ...stored, variants });
    const { optChange } = delivery;
    changeOptState(
      records,
      variantOptChange(delivery, optChange === null ? null : storedOptStateOf(state, optChange.phone)),
    );
    return { outcome: "variant", eventId };
  }
  if (stored !== undefined) state.events.set(eventId, { ...stored, duplicates: stored.duplicates + 1 });
  return { outcome: "duplicate", eventId };
}

function insert(records: Records, delivery: NewEvent): void {
  const { state } = records;
  const { body, digest, dedupe, textKey, optChange, tokenLabel } = delivery;
  const isTextKnown = textKey !== null && state.dedupeRows.has(textKey);
  const stored = optChange === null ? null : storedOptStateOf(state, optChange.phone);
  const { event, ...taken } = takenIn(delivery, { isTextKnown, optState: stored });
  const { id, receivedAt } = event;
  if (state.events.has(id)) throw new Error(`event ${id} is stored already under another dedupe key`);
  addEvent(records, {
    event,
    status: "new",
    error: null,
    body,
    tokenLabel,
    dedupeKey: dedupe.key,
    duplicates: 0,
    variants: [],
    evaluation: null,
  });
  state.dedupeRows.set(dedupe.key, { value: dedupe.value, digest, eventId: id, at: receivedAt });
  if (textKey !== null && !isTextKnown) {
    state.dedupeRows.set(textKey, { value: "", digest, eventId: id, at: receivedAt });
  }
  changeOptState(records, taken);
}

function changeOptState(records: Records, { optState, told, tallies }: OptTaken): void {
  count(records.state, tallies);
  if (optState !== null) saveOptState(records, optState);
  if (told !== null) insert(records, told);
}

function applyOptChange(records: Records, change: OptChange): void {
  const before = storedOptStateOf(records.state, change.phone);
  changeOptState(records, optTaken(before, { change, receivedAt: change.at }));
}

function saveOptState({ state }: Records, next: StoredOptState): void {
  state.optStates.delete(createSeal(state.deploymentKey).phone(next.phone));
  state.optStates.set(next.phone, next);
}

/** Writes a change set of a lane: everything, or nothing when it is refused. The caller has checked the claim. */
export function writeChanges(
  records: Records,
  { lane, changes }: { readonly lane: string; readonly changes: ChangeSet },
): CommitOutcome {
  const { state } = records;
  const { event: change, evaluation, attempt, intent, contact } = changes;
  if (attempt !== null && pauseOf([...state.pauses.values()], attempt) !== null) return "paused";
  if (intent !== null) {
    const { phone, textsSince } = intent;
    const optState = storedOptStateOf(state, phone);
    const refusal = intentRefusal(intent, { optState, texts: textsTo(records, phone, textsSince) });
    if (refusal !== null) return refusal;
  }
  const storedOf = (reservation: ReservationChange) => state.reservations.get(keyOf(reservation)) ?? null;
  if (changes.reservations.some((reservation) => isStale(reservation, storedOf(reservation)))) return "stale";
  if (change !== null) {
    const stored = state.events.get(change.id);
    // An event evaluated already, or of another lane, was not the claim's to evaluate.
    if (stored?.status !== "new" || stored.event.lane !== lane) return "lost";
    const { status, error, author, late } = change;
    settleEvent(records, { ...stored, status, error, event: { ...stored.event, author, late } });
  }
  const evaluated = evaluation === null ? undefined : state.events.get(evaluation.eventId);
  if (evaluated !== undefined) state.events.set(evaluated.event.id, { ...evaluated, evaluation });
  count(
    state,
    talliesOfRuns(changes.runs, (id) => state.runs.get(id)?.status === "failed"),
  );
  for (const run of changes.runs) saveRun(records, run);
  for (const effect of changes.effects) saveEffect(records, effect);
  if (changes.delivery !== null) saveDelivery(records, changes.delivery);
  if (contact !== null) state.contacts.set(contact.lane, contact);
  if (changes.optChange !== null) applyOptChange(records, changes.optChange);
  for (const raised of changes.raised) acceptDelivery(records, raised);
  for (const reservation of changes.reservations) {
    const key = keyOf(reservation);
    const next = reservationAfter(reservation, storedOf(reservation));
    if (next === null) state.reservations.delete(key);
    else state.reservations.set(key, next);
  }
  count(state, talliesOf(changes));
  return "committed";
}

/** Moves the waits that are lengths of time, and gives the runs as they stand then. */
export function writeShiftedWaits(records: Records, byMs: number): readonly Run[] {
  const shifted = openRuns(records).flatMap((run) => shiftWaits(readRunRecord(records, run), byMs) ?? []);
  for (const { run, effects } of shifted) {
    saveRun(records, run);
    for (const effect of effects) saveEffect(records, effect);
  }
  return shifted.map(({ run }) => run);
}
