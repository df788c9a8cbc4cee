import { judgeDelivery, optTaken, repeatTally, takenIn, variantOptChange } from "../../../core/event/judge-delivery.ts";
import type { DedupeRow, OptTaken } from "../../../core/event/judge-delivery.ts";
import type { NewEvent, OptChange } from "../../../core/model/event.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import type { Acceptance } from "../../../ports/store/store.ts";
import type { Batch, Needs } from "./batch.ts";

/** What has to be locked and read before deliveries can be judged. */
export function acceptNeeds(deliveries: readonly NewEvent[]): Needs {
  const told = deliveries.flatMap(({ optChange }) => optChange?.told ?? []);
  const written = [...deliveries, ...told];
  return {
    lanes: written.map(({ event }) => event.lane),
    dedupeKeys: written.flatMap(({ dedupe, textKey }) => [dedupe.key, textKey ?? []].flat()),
    phones: deliveries.flatMap(({ optChange }) => optChange?.phone ?? []),
  };
}

/** Judges a delivery and notes what is to be written of it. */
export function acceptDelivery(batch: Batch, delivery: NewEvent): Acceptance {
  const { known, judgement } = judge(batch, delivery);
  if (known === null || judgement === "new") {
    takeIn(batch, delivery);
    return { outcome: "accepted", eventId: delivery.event.id };
  }
  const { eventId } = known;
  batch.writes.tallies.push(repeatTally(delivery));
  if (judgement === "variant" && keepVariant(batch, eventId, delivery)) return { outcome: "variant", eventId };
  const { duplicates } = batch.writes;
  duplicates.set(eventId, (duplicates.get(eventId) ?? 0) + 1);
  return { outcome: "duplicate", eventId };
}

function judge({ dedupe, optStates }: Batch, delivery: NewEvent) {
  const known = dedupe.get(delivery.dedupe.key) ?? null;
  return { known, judgement: judgeDelivery({ known, delivery, optStateOf: (phone) => optStates.get(phone) ?? null }) };
}

function takeIn(batch: Batch, delivery: NewEvent): void {
  const { dedupe, digest, textKey, optChange } = delivery;
  const isTextKnown = textKey !== null && batch.dedupe.has(textKey);
  const stored = optChange === null ? null : (batch.optStates.get(optChange.phone) ?? null);
  const { event, ...taken } = takenIn(delivery, { isTextKnown, optState: stored });
  const row = { value: dedupe.value, digest, eventId: event.id, at: event.receivedAt };
  takeKey(batch, dedupe.key, row);
  if (textKey !== null && !isTextKnown) takeKey(batch, textKey, { ...row, value: "" });
  batch.writes.events.push({ ...delivery, event });
  batch.variants.set(event.id, new Set());
  changeOptState(batch, taken);
}

function changeOptState(batch: Batch, { optState, told, tallies }: OptTaken): void {
  batch.writes.tallies.push(...tallies);
  if (optState !== null) saveOptState(batch, optState);
  if (told !== null) takeIn(batch, told);
}

function takeKey({ dedupe, writes }: Batch, key: string, row: DedupeRow): void {
  dedupe.set(key, row);
  writes.dedupe.set(key, row);
}

/** False when these bytes are known already, or the event is gone or without its text. */
function keepVariant(batch: Batch, eventId: string, delivery: NewEvent): boolean {
  const { variants, writes, optStates } = batch;
  const { event, digest, body, optChange } = delivery;
  const digests = variants.get(eventId);
  if (digests === undefined || digests.has(digest)) return false;
  digests.add(digest);
  writes.variants.push({ eventId, digest, receivedAt: event.receivedAt, body });
  changeOptState(
    batch,
    variantOptChange(delivery, optChange === null ? null : (optStates.get(optChange.phone) ?? null)),
  );
  return true;
}

/** Notes what a change makes of the opt state of a number that is locked, and the event that tells of it. */
export function applyOptChange(batch: Batch, change: OptChange): void {
  const before = batch.optStates.get(change.phone) ?? null;
  changeOptState(batch, optTaken(before, { change, receivedAt: change.at }));
}

function saveOptState({ optStates, writes }: Batch, next: StoredOptState): void {
  optStates.set(next.phone, next);
  writes.optStates.set(next.phone, next);
}
