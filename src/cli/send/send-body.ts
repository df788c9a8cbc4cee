import { DEFAULT_COUNTRY } from "../../core/base/phone.ts";
import type { Author } from "../../core/model/event.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { familyOf } from "../../core/event/vocabulary.ts";
import { envelopeOf } from "../../sim/test-events.ts";

/** An event as Heymarket would report it; what is null is left out or made up. */
export interface SampleEvent {
  readonly type: string;
  /** E.164 with plus sign. */
  readonly phone: string;
  readonly inboxId: number | null;
  readonly chatId: number | null;
  readonly author: Author | null;
  readonly text: string | null;
  readonly status: string | null;
  readonly media: string | null;
  /** Laid over `event_data`; null takes a field away. */
  readonly data: JsonObject;
}

/** The webhook body of an event that happens at `now`, epoch milliseconds, under a message id of its own. */
export function webhookBody(
  sample: SampleEvent,
  { token, now }: { readonly token: string; readonly now: number },
): JsonObject {
  const { type, phone, author } = sample;
  const family = familyOf(type);
  // Opt events have no id but a time, else two of them would be one.
  const identity = family === "opt" ? { id: null, date: new Date(now).toISOString() } : { id: now };
  const fields: JsonObject = {
    inbox: sample.inboxId,
    ...(sample.chatId === null ? {} : { chat_id: sample.chatId }),
    text: sample.text,
    status: sample.status,
    media: sample.media,
    ...(author === "api" ? { local_id: `sample-${now}` } : {}),
    event_data: family === "chat" ? {} : identity,
  };
  const envelope = envelopeOf(
    { afterMs: 0, type, source: null, id: null, author, fields },
    { phone, country: DEFAULT_COUNTRY, now, serial: 0 },
  );
  return withToken({ type, id: 1, event_data: withData(envelope.data, sample.data) }, token);
}

/** Fields laid over others, objects within merged; null takes a field away. After RFC 7396 (JSON Merge Patch). */
export function withData(data: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, JsonObject[string]> = { ...data };
  for (const [name, value] of Object.entries(changes)) {
    const known = merged[name];
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = isJsonObject(value) ? withData(isJsonObject(known) ? known : {}, value) : value;
  }
  return merged;
}

/** The same body with another verification token. */
export function withToken(body: JsonObject, token: string): JsonObject {
  return { ...body, token };
}
