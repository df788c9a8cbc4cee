import type { ChangeSet, ReservationChange } from "../../core/model/changes.ts";
import { pauseOf } from "../../core/model/decision.ts";
import type { NewEvent, OptChange } from "../../core/model/event.ts";
import { judgeDelivery } from "../../core/event/judge-delivery.ts";
import { optStateAfter } from "../../core/texting/opt-state.ts";
import type { Run } from "../../core/model/run.ts";
import { shiftWaits } from "../../core/run/shift-waits.ts";
import { intentRefusal } from "../../core/texting/text-intent.ts";
import type { Acceptance, CommitOutcome } from "../../ports/store.ts";
import { openRuns, readRunRecord, textsTo } from "./read.ts";
import { isStale, keyOf, reservationAfter } from "../reservation-rules.ts";
import type { Records } from "./records.ts";
import { addEvent, dropEvent, isFinished, saveEffect, saveRun, settleEvent } from "./records.ts";
import type { StoredEvent } from "./state.ts";

const MAXIMUM_VARIANTS = 10;
const DEDUPE_MS = 90 * 86_400_000;

/** Writes one delivery into the inbox, with the opt change it brings. */
export function acceptDelivery(records: Records, delivery: NewEvent): Acceptance {
  const { state } = records;
  const known = state.dedupeRows.get(delivery.dedupe.key) ?? null;
  const judgement = judgeDelivery({ known, delivery, optStateOf: (phone) => state.optStates.get(phone) ?? null });
  if (known === null || judgement === "new") {
    insert(records, delivery);
    return { outcome: "accepted", eventId: delivery.event.id };
  }
  const { eventId } = known;
  const stored = state.events.get(eventId);
  const { digest, body, event } = delivery;
  if (judgement === "variant" && stored?.variants.every((variant) => variant.digest !== digest) === true) {
    const variants = [{ receivedAt: event.receivedAt, body, digest }, ...stored.variants].slice(0, MAXIMUM_VARIANTS);
    state.events.set(eventId, { ...stored, variants });
    return { outcome: "variant", eventId };
  }
  if (stored !== undefined) state.events.set(eventId, { ...stored, duplicates: stored.duplicates + 1 });
  return { outcome: "duplicate", eventId };
}

function insert(records: Records, { event, body, digest, dedupe, optChange, tokenLabel }: NewEvent): void {
  const { state } = records;
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
  if (optChange !== null) applyOptChange(records, optChange, receivedAt);
}

function applyOptChange({ state }: Records, change: OptChange, receivedAt: number): void {
  const next = optStateAfter(state.optStates.get(change.phone) ?? null, { change, receivedAt });
  if (next !== null) state.optStates.set(next.phone, next);
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
    const optState = state.optStates.get(phone) ?? null;
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
  for (const run of changes.runs) saveRun(records, run);
  for (const effect of changes.effects) saveEffect(records, effect);
  if (contact !== null) state.contacts.set(contact.lane, contact);
  if (changes.optChange !== null) applyOptChange(records, changes.optChange, changes.optChange.at);
  for (const reservation of changes.reservations) {
    const key = keyOf(reservation);
    const next = reservationAfter(reservation, storedOf(reservation));
    if (next === null) state.reservations.delete(key);
    else state.reservations.set(key, next);
  }
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

/**
 * Drops finished events until only the newest `keepEvents` of them are left, dedupe rows older than 90 days and
 * reservations that ran out. Looks at everything, so it is called once in many events.
 */
export function forget(records: Records, { keepEvents, now }: { readonly keepEvents: number; readonly now: number }) {
  const { state } = records;
  const finished: StoredEvent[] = [];
  for (const stored of state.events.values()) if (isFinished(records, stored)) finished.push(stored);
  for (const stored of finished.slice(0, Math.max(0, finished.length - keepEvents))) dropEvent(records, stored);
  for (const [key, { at }] of state.dedupeRows) if (at < now - DEDUPE_MS) state.dedupeRows.delete(key);
  for (const [key, { expiresAt }] of state.reservations) if (expiresAt < now) state.reservations.delete(key);
}
