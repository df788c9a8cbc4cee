import { wordlessEvent } from "../../model/event.ts";
import type { DedupeKey, Event } from "../../model/event.ts";
import type { JsonObject } from "../../base/json.ts";
import { keyApart } from "../../model/source.ts";
import type { OutsideFacts } from "./outside-body.ts";

/**
 * The event that another system told of. It says nothing of who wrote what to whom: it has no author, text, inbox or chat. Without
 * a number it belongs to its source, whose events are then evaluated one after the other.
 */
export function outsideEvent(given: {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly dry: boolean;
  readonly data: JsonObject;
  readonly facts: OutsideFacts;
  readonly receivedAt: number;
}): Event {
  const { id, type, source, data, facts, receivedAt } = given;
  const dry = given.dry ? ({ dry: true } as const) : {};
  return wordlessEvent({
    ...{ id, type, origin: "outside", source, receivedAt, ...dry, data },
    at: Math.min(facts.at ?? receivedAt, receivedAt),
    lane: keyApart(facts.phone ?? `source:${source}`, { source, ...dry }),
    phone: facts.phone,
    inboxId: facts.inboxId ?? null,
  });
}

/** What makes two deliveries of another system the same event; null when nothing in them says so. */
export function outsideDedupeKey(type: string, { id }: OutsideFacts): DedupeKey | null {
  return id === null ? null : { key: `${type}:${id}`, value: "", windowMs: null };
}
