import { judgeDelivery } from "../../../core/event/judge-delivery.ts";
import type { NewEvent, OptChange } from "../../../core/model/event.ts";
import { optStateAfter } from "../../../core/texting/opt-state.ts";
import type { Acceptance } from "../../../ports/store.ts";
import type { Batch, Needs } from "./batch.ts";

/** What has to be locked and read before deliveries can be judged. */
export function acceptNeeds(deliveries: readonly NewEvent[]): Needs {
  return {
    lanes: deliveries.map(({ event }) => event.lane),
    dedupeKeys: deliveries.map(({ dedupe }) => dedupe.key),
    phones: deliveries.flatMap(({ optChange }) => optChange?.phone ?? []),
  };
}

/** Judges a delivery and notes what is to be written of it. */
export function acceptDelivery(batch: Batch, delivery: NewEvent): Acceptance {
  const known = batch.dedupe.get(delivery.dedupe.key) ?? null;
  const optStateOf = (phone: string) => batch.optStates.get(phone) ?? null;
  const judgement = judgeDelivery({ known, delivery, optStateOf });
  if (known === null || judgement === "new") {
    takeIn(batch, delivery);
    return { outcome: "accepted", eventId: delivery.event.id };
  }
  const { eventId } = known;
  if (judgement === "variant" && keepVariant(batch, eventId, delivery)) return { outcome: "variant", eventId };
  const { duplicates } = batch.writes;
  duplicates.set(eventId, (duplicates.get(eventId) ?? 0) + 1);
  return { outcome: "duplicate", eventId };
}

function takeIn(batch: Batch, delivery: NewEvent): void {
  const { event, dedupe, digest, optChange } = delivery;
  const row = { value: dedupe.value, digest, eventId: event.id, at: event.receivedAt };
  batch.dedupe.set(dedupe.key, row);
  batch.writes.dedupe.set(dedupe.key, row);
  batch.writes.events.push(delivery);
  batch.variants.set(event.id, new Set());
  if (optChange !== null) applyOptChange(batch, optChange, event.receivedAt);
}

/** False when these bytes are known already, or the event is gone or without its text. */
function keepVariant({ variants, writes }: Batch, eventId: string, { event, digest, body }: NewEvent): boolean {
  const digests = variants.get(eventId);
  if (digests === undefined || digests.has(digest)) return false;
  digests.add(digest);
  writes.variants.push({ eventId, digest, receivedAt: event.receivedAt, body });
  return true;
}

/** Notes what a change makes of the opt state of a number that is locked. */
export function applyOptChange({ optStates, writes }: Batch, change: OptChange, receivedAt: number): void {
  const next = optStateAfter(optStates.get(change.phone) ?? null, { change, receivedAt });
  if (next === null) return;
  optStates.set(change.phone, next);
  writes.optStates.set(change.phone, next);
}
