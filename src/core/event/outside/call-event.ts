import type { JsonObject } from "../../base/json.ts";
import { wordlessEvent } from "../../model/event.ts";
import type { Called, DedupeKey, Event } from "../../model/event.ts";

/** What a call of a link says of itself: whose link it was, and where the run belongs that gave it out. */
export interface CallFacts {
  readonly called: Called;
  readonly lane: string;
  readonly phone: string | null;
  readonly inboxId: string | null;
}

/** The event of a call of a link: it is of the contact of the run that gave the link out, and happened when it came. */
export function callEvent(given: {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly dry: boolean;
  readonly data: JsonObject;
  readonly call: CallFacts;
  readonly receivedAt: number;
}): Event {
  const { id, type, source, data, call, receivedAt } = given;
  const { called, ...belongs } = call;
  const dry = given.dry ? ({ dry: true } as const) : {};
  const told = wordlessEvent({
    ...{ id, type, origin: "outside", source, at: receivedAt, receivedAt, data },
    ...dry,
    ...belongs,
  });
  return { ...told, called };
}

/** What makes every call of a link the same event: it counts once. */
export function callDedupeKey(type: string, { eventId, ruleId, item }: Called): DedupeKey {
  return { key: `${type}:${eventId}:${ruleId}${item === null ? "" : `:${item}`}`, value: "", windowMs: null };
}
