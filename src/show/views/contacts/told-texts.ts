import { deliveryAfter, messageIdOf, textIdsOf } from "../../../core/event/delivery.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { EventRecord } from "../../../ports/store/store.ts";

/** What tells of a text that was sent, once however often Heymarket told of it. */
export interface ToldText {
  /** The first event of it among those at hand. */
  readonly record: EventRecord;
  /** How its delivery stands after all of them; null while none tells that. */
  readonly delivery: Delivery | null;
}

/**
 * The events of a contact, newest first, without those that tell a second time: updates of a text are put together with the first event of it,
 * and what a text of a run at hand tells of itself is left out. What a person runs again, or could not be evaluated, stays.
 */
export function toldOnce(records: readonly EventRecord[], effects: readonly Effect[]): readonly ToldText[] {
  // Of a note no row tells.
  const own = effects.filter(({ phone }) => phone !== null);
  const ids = new Set(own.flatMap((effect) => [effect.localId ?? [], messageIdOf(effect) ?? []].flat()));
  const told = new Map<string, ToldText>();
  for (const record of records.toReversed()) {
    const { event } = record;
    if (event.type !== "message_sent" || event.replay !== undefined || record.status === "parked") {
      told.set(event.id, { record, delivery: null });
      continue;
    }
    const { localId, messageId } = textIdsOf(event);
    if ([localId, messageId].some((id) => id !== null && ids.has(id))) continue;
    const key = messageId ?? (localId === null || localId === "" ? event.id : localId);
    const { record: first = record, delivery = null } = told.get(key) ?? {};
    told.set(key, { record: first, delivery: deliveryAfter(delivery, event) ?? delivery });
  }
  return [...told.values()].toReversed();
}
