import { dedupeKeyOf, idText, OPT_TIME_FIELDS } from "./dedupe.ts";
import type { Author, Event, NewEvent, OptChange } from "../model/event.ts";
import type { Digest } from "../base/ids.ts";
import { canonicalJson, isJsonObject, ownValue } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { scanJson } from "./json-scan.ts";
import { readOptKeyword } from "../texting/opt-keywords.ts";
import { toE164 } from "../base/phone.ts";
import { parseVendorTime } from "./vendor-time.ts";
import { canonicalType, OPT_TYPES } from "./vocabulary.ts";

const MAXIMUM_DEPTH = 32;
const MAXIMUM_BATCH = 100;
const MAXIMUM_TYPE_LENGTH = 100;

/** One webhook envelope, read but not yet normalised. */
export interface Envelope {
  /** Vendor type in its one accepted spelling. */
  readonly type: string;
  /** The verification token as delivered; null when it is missing or not a string. */
  readonly token: string | null;
  /** Id of the webhook configuration, the same in all its deliveries. */
  readonly webhookId: string | null;
  readonly data: JsonObject;
  /** The envelope as JSON text, token removed. */
  readonly body: string;
}

/** Why a body is refused. */
type EnvelopeProblem = "not_json" | "too_deep" | "not_an_object" | "no_type" | "too_many";

/** The envelopes of a body, or why it is refused. `isBatch` tells whether it was an array. */
export type ParsedEnvelopes =
  | { readonly ok: true; readonly isBatch: boolean; readonly envelopes: readonly Envelope[] }
  | { readonly ok: false; readonly code: EnvelopeProblem; readonly message: string };

const PROBLEMS: Readonly<Record<EnvelopeProblem, string>> = {
  not_json: "The body is not JSON.",
  too_deep: `The body is nested deeper than ${MAXIMUM_DEPTH} levels.`,
  not_an_object: "The body is neither a JSON object nor a list of JSON objects.",
  no_type: `The body has no event type: "type" must be a string of 1 to ${MAXIMUM_TYPE_LENGTH} characters.`,
  too_many: `The body holds more than ${MAXIMUM_BATCH} events.`,
};

/** Reads a webhook body: one envelope or an array of up to 100. Never throws. */
export function parseEnvelopes(text: string): ParsedEnvelopes {
  const scanned = scanJson(text, MAXIMUM_DEPTH);
  if (scanned === null) return problem("too_deep");
  let body: JsonValue;
  try {
    body = JSON.parse(scanned) as JsonValue;
  } catch {
    return problem("not_json");
  }
  const isBatch = Array.isArray(body);
  const items: readonly JsonValue[] = Array.isArray(body) ? body : [body];
  if (items.length > MAXIMUM_BATCH) return problem("too_many");
  if (items.length === 0) return problem("not_an_object");
  const envelopes: Envelope[] = [];
  for (const item of items) {
    if (!isJsonObject(item)) return problem("not_an_object");
    const envelope = readEnvelope(item);
    if (envelope === null) return problem("no_type");
    envelopes.push(envelope);
  }
  return { ok: true, isBatch, envelopes };
}

/** What is known when an envelope enters the inbox. */
export interface Arrival {
  readonly envelope: Envelope;
  /** Name of the webhook source. */
  readonly source: string;
  readonly receivedAt: number;
  readonly eventId: string;
  readonly tokenLabel: string;
  readonly digest: Digest;
}

/** The event an envelope stands for, with its identity and its effect on who may be texted. */
export function normalise(arrival: Arrival): NewEvent {
  const { envelope, digest: digestOf } = arrival;
  const { type, data } = envelope;
  const event = readEvent(arrival);
  const digest = digestOf(canonicalJson({ type, data }));
  const dedupe = dedupeKeyOf({ type, data, phone: event.phone, inboxId: event.inboxId, digest });
  const optChange = readOptChange(event);
  return { event, body: envelope.body, digest, dedupe, optChange, tokenLabel: arrival.tokenLabel };
}

function problem(code: EnvelopeProblem): ParsedEnvelopes {
  return { ok: false, code, message: PROBLEMS[code] };
}

/** Both generations of the vendor's documentation: `type` or `event`, `event_data` or `data` or a flat object. */
function readEnvelope(body: JsonObject): Envelope | null {
  const type = ownText(body, "type") ?? ownText(body, "event");
  if (type === null || type.length > MAXIMUM_TYPE_LENGTH) return null;
  const nested = ["event_data", "data"].map((name) => ownValue(body, name)).find(isJsonObject);
  return {
    type: canonicalType(type),
    token: ownText(body, "token"),
    webhookId: readWebhookId(ownValue(body, "id")),
    data: nested ?? flatData(body),
    body: JSON.stringify({ ...body, token: undefined }),
  };
}

/** Goes into logs before the token is checked: nothing but a number. */
function readWebhookId(id: JsonValue): string | null {
  const text = idText(id);
  return text !== null && /^\d{1,20}$/.test(text) ? text : null;
}

function flatData(body: JsonObject): JsonObject {
  const names = ["type", "event", "token", "id"];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function readEvent({ envelope, source, receivedAt, eventId }: Arrival): Event {
  const { type, data } = envelope;
  const isOptEvent = OPT_TYPES.includes(type);
  const conversation = ownValue(data, "conversation");
  const phone = readPhone(data, isOptEvent);
  const chatId = idText(ownValue(type.startsWith("chat_") ? data : conversation, "id"));
  return {
    id: eventId,
    type,
    source,
    at: readTime(data, isOptEvent ? OPT_TIME_FIELDS : ["date", "updated", "created"]) ?? receivedAt,
    receivedAt,
    lane: phone ?? (chatId === null ? `event:${eventId}` : `chat:${chatId}`),
    phone,
    inboxId:
      idText(ownValue(conversation, "inbox")) ?? idText(ownValue(data, "inbox")) ?? idText(ownValue(data, "inbox_id")),
    chatId,
    author: readAuthor(type, data),
    text: ownText(data, "text"),
    status: ownText(data, "status"),
    media: readMedia(ownValue(data, "media")),
    localId: ownText(data, "local_id"),
    late: false,
    data,
  };
}

/** The contact's number: which field holds it is documented for no event, so the likely ones are tried in order. */
function readPhone(data: JsonObject, isOptEvent: boolean): string | null {
  const candidates = isOptEvent
    ? [
        ownValue(data, "target"),
        ownValue(data, "phone"),
        ownValue(data, "phone_number"),
        ownValue(ownValue(data, "contact"), "phone"),
      ]
    : [ownValue(data, "phone"), ownValue(data, "target"), ownValue(ownValue(data, "conversation"), "target")];
  for (const candidate of candidates) {
    const phone = toE164(candidate);
    if (phone !== null) return phone;
  }
  return null;
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

function readOptChange(event: Event): OptChange | null {
  const { phone, at, type } = event;
  if (phone === null) return null;
  if (OPT_TYPES.includes(type)) {
    const state = type === "target_opt_out" || type === "target_double_opt_restricted" ? "out" : "in";
    return { phone, state, at, reason: `Heymarket reported ${type}` };
  }
  const keyword = type === "message_recieved" && event.text !== null ? readOptKeyword(event.text) : null;
  return keyword === null ? null : { phone, at, state: keyword.state, reason: keyword.reason };
}

/** A non-empty string of an object, or null. */
function ownText(data: JsonObject, name: string): string | null {
  const value = ownValue(data, name);
  return typeof value === "string" && value !== "" ? value : null;
}
