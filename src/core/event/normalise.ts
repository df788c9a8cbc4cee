import { textKeyOf } from "./delivery.ts";
import { dedupeKeyOf, idText, OPT_TIME_FIELDS } from "./dedupe.ts";
import type { Envelope } from "./envelope.ts";
import type { Author, DedupeKey, Event, EventOrigin, NewEvent, OptChange } from "../model/event.ts";
import type { OptOutWords } from "../model/ruleset/settings.ts";
import type { OutsideFacts } from "./outside/outside-body.ts";
import { callEvent } from "./outside/call-event.ts";
import type { CallFacts } from "./outside/call-event.ts";
import { occurrenceEvent } from "./occurrence.ts";
import { outsideDedupeKey, outsideEvent } from "./outside/outside-event.ts";
import { keyApart } from "../model/source.ts";
import type { Digest } from "../base/ids.ts";
import { canonicalJson, ownText, ownValue } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { isEmojiText } from "../texting/emoji-text.ts";
import { readReaction } from "../texting/opt-out/own-words.ts";
import { optEventOf } from "../model/opt-event.ts";
import { dryOptReason, optReasonOf } from "../texting/opt-state.ts";
import { readOptKeyword } from "../texting/opt-out/opt-keywords.ts";
import { DEFAULT_COUNTRY } from "../base/phone.ts";
import { parseVendorTime } from "./vendor/vendor-time.ts";
import { isChatWithOthers } from "./vendor/vendor-chat.ts";
import { inOneSpelling, phoneReadings } from "./vendor/vendor-phone.ts";
import type { EventFamily } from "./vocabulary.ts";
import { familyOf, optStateTold } from "./vocabulary.ts";

/** What enters the inbox: what a webhook delivered, or an event that was made. */
export type Arrival = Delivery | MadeEvent;

/** An envelope that a webhook delivered. */
export interface Delivery {
  readonly kind: "delivery";
  readonly envelope: Envelope;
  /** Name of the webhook source. */
  readonly source: string;
  readonly dry: boolean;
  /** Which of its tokens matched, counted from 1. */
  readonly tokenLabel: string;
  /** Of another system, where the event belongs; absent for Heymarket. */
  readonly outside?: OutsideFacts;
}

/** An event that was made: by the engine or, as a webhook would deliver it, by a simulation. */
export interface MadeEvent {
  readonly kind: "made";
  /** Null gives it a new one. */
  readonly id: string | null;
  readonly origin: EventOrigin;
  /** Name of what made it. */
  readonly source: string;
  readonly dry: boolean;
  readonly type: string;
  readonly data: JsonObject;
  /** Null reads it from the data. */
  readonly author: Author | null;
  /** What makes two of it the same event; null decides by type and data, as for a delivery. */
  readonly dedupe: DedupeKey | null;
  /** As of a delivery. */
  readonly outside?: OutsideFacts;
  /** Of a call of a link: whose it was, and where that belongs. */
  readonly call?: CallFacts;
}

/** An arrival with what it gets on its way into the inbox. */
export interface Received {
  readonly arrival: Arrival;
  readonly receivedAt: number;
  /** Id of the event, unless it has one. */
  readonly eventId: string;
  readonly digest: Digest;
  /** Those of the organisation; absent: none. */
  readonly optOutWords?: OptOutWords;
  /** In whose way numbers are written that have no country code, ISO 3166-1 alpha-2; absent: the default. */
  readonly country?: string;
}

/** The event an arrival stands for, with its identity and its effect on who may be texted. */
export function normalise({ arrival, receivedAt, eventId, digest: digestOf, ...own }: Received): NewEvent {
  const { optOutWords, country = DEFAULT_COUNTRY } = own;
  const made = asMade(arrival);
  const { type, data } = made;
  const id = made.id ?? eventId;
  const event = eventOf(made, { receivedAt, id, country });
  const digest = digestOf(canonicalJson({ type, data }));
  const told = made.dedupe ?? (made.outside === undefined ? null : outsideDedupeKey(type, made.outside));
  const known = told ?? dedupeKeyOf({ type, data, phone: event.phone, inboxId: event.inboxId, digest });
  // The same message from a live source and from a dry one is two events.
  const dedupe = { ...known, key: keyApart(known.key, event) };
  const textKey = textKeyOf(made);
  const optChange = countedOptChange(readOptChange(event, { digestOf, optOutWords, country }), event);
  return {
    event,
    digest,
    dedupe,
    optChange,
    textKey: textKey === null ? null : keyApart(textKey, event),
    ...asReceived(arrival),
  };
}

/** How an event is read. */
interface Reading {
  readonly receivedAt: number;
  readonly id: string;
  readonly country: string;
}

function eventOf(made: MadeEvent, { receivedAt, id, country }: Reading): Event {
  if (made.origin === "schedule") return occurrenceEvent({ ...made, id, receivedAt });
  const { outside: facts, call } = made;
  if (call !== undefined) return callEvent({ ...made, id, call, receivedAt });
  return facts === undefined
    ? readEvent(made, { receivedAt, id, country })
    : outsideEvent({ ...made, id, facts, receivedAt });
}

/** A delivery in the form of an event made of it: nothing is known of it but its data. */
function asMade(arrival: Arrival): MadeEvent {
  if (arrival.kind === "made") return arrival;
  const { source, dry, envelope, outside } = arrival;
  const { type, data } = envelope;
  const made = {
    kind: "made",
    id: null,
    origin: "webhook",
    source,
    dry,
    type,
    data,
    author: null,
    dedupe: null,
  } as const;
  return outside === undefined ? made : { ...made, outside };
}

function asReceived(arrival: Arrival): Pick<NewEvent, "body" | "tokenLabel"> {
  if (arrival.kind === "delivery") return { body: arrival.envelope.body, tokenLabel: arrival.tokenLabel };
  return { body: JSON.stringify({ type: arrival.type, event_data: arrival.data }), tokenLabel: "none" };
}

function readEvent(made: MadeEvent, { receivedAt, id, country }: Reading): Event {
  const { type, origin, source, data } = made;
  const dry = made.dry ? ({ dry: true } as const) : {};
  const family = familyOf(type);
  const conversation = ownValue(data, "conversation");
  const [phone = null] = phoneReadings({ type, data }, country);
  const time = readTime(data, timeFieldsOf(family));
  const text = ownText(data, "text");
  const media = readMedia(ownValue(data, "media"));
  const quoting = text === null || type !== "message_recieved" ? null : readReaction(text);
  const isBare = text !== null && type === "message_recieved" && media.length === 0 && isEmojiText(text);
  const reaction = isBare ? ({ kind: "emoji_text", quoted: null } as const) : quoting;
  const chatId = idText(ownValue(family === "chat" ? data : conversation, "id"));
  const isShared = phone !== null && isChatWithOthers([data, conversation], { phone, country });
  return {
    id,
    type,
    origin,
    source,
    // What was received has happened: a vendor's time after that is a clock ahead of ours, or a mistake.
    at: Math.min(time ?? receivedAt, receivedAt),
    receivedAt,
    ...dry,
    lane: keyApart(phone ?? (chatId === null ? `event:${id}` : `chat:${chatId}`), { source, ...dry }),
    phone,
    inboxId:
      idText(ownValue(conversation, "inbox")) ?? idText(ownValue(data, "inbox")) ?? idText(ownValue(data, "inbox_id")),
    chatId,
    ...(isShared ? { isChatShared: true } : {}),
    author: made.author ?? readAuthor(type, data),
    // What a phone quotes when its owner taps on a text is not what they say.
    text: quoting === null ? text : null,
    ...(reaction === null ? {} : { reaction }),
    status: ownText(data, "status"),
    media,
    localId: ownText(data, "local_id"),
    late: false,
    data,
  };
}

/** A conversation is created long before it is closed, so `created` tells when for messages only. */
function timeFieldsOf(family: EventFamily): readonly string[] {
  if (family === "opt") return OPT_TIME_FIELDS;
  return family === "chat" ? ["date", "updated"] : ["date", "updated", "created"];
}

function readTime(data: JsonObject, fields: readonly string[]): number | null {
  for (const field of fields) {
    const at = parseVendorTime(ownValue(data, field));
    if (at !== null) return at;
  }
  return null;
}

/** Our own sends look like a person's or an API client's here; the engine knows them by their `local_id`. */
function readAuthor(type: string, data: JsonObject): Author {
  if (type === "message_recieved") return "contact";
  if (type !== "message_sent") return "unknown";
  if (idText(ownValue(data, "user")) !== null) return "human";
  return ownText(data, "local_id") === null ? "unknown" : "api";
}

function readMedia(media: JsonValue): readonly string[] {
  const items: readonly JsonValue[] = Array.isArray(media) ? media : [media];
  return items.filter((item) => typeof item === "string" && item !== "") as readonly string[];
}

function readOptChange(
  event: Event,
  {
    digestOf,
    optOutWords,
    country,
  }: { readonly digestOf: Digest; readonly optOutWords: OptOutWords | undefined; readonly country: string },
): OptChange | null {
  const { phone, at, type, data } = event;
  if (phone === null) return null;
  const state = optStateTold(type);
  if (state !== null) {
    const isUndated = state === "in" && !isDated(event);
    const undatedDigest = isUndated
      ? digestOf(canonicalJson({ type, data: inOneSpelling(data, { phone, country }) }))
      : null;
    return { phone, state, at, undatedDigest, reason: optReasonOf(type), told: null };
  }
  const keyword = type === "message_recieved" && event.text !== null ? readOptKeyword(event.text, optOutWords) : null;
  if (keyword === null) return null;
  const { state: said, reason, isKnownToVendor } = keyword;
  const { id: cause, source, inboxId, receivedAt: now } = event;
  const told =
    said === "held"
      ? null
      : optEventOf({ phone, state: said, reason, inboxId, cause, source, isKnownToVendor }, { now, digest: digestOf });
  return { phone, at, state: said, undatedDigest: null, reason, told };
}

/**
 * What counts of what a dry source says: somebody who opts out there may be a real person, who is not texted any more; nobody
 * is texted again because of it, and rules do not hear of it.
 */
function countedOptChange(change: OptChange | null, { dry, source }: Event): OptChange | null {
  if (dry !== true || change === null) return change;
  return change.state === "in" ? null : { ...change, reason: dryOptReason(change.reason, source), told: null };
}

/** Whether an opt event names a time at which it can have happened. */
function isDated({ data, receivedAt }: Event): boolean {
  const time = readTime(data, OPT_TIME_FIELDS);
  return time !== null && time <= receivedAt;
}
