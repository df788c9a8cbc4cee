import { REACTION_KINDS } from "../texting/opt-out/own-words.ts";
import { DELIVERY_OUTCOMES } from "../model/delivery.ts";
import { SCHEDULE_TYPE } from "../model/ruleset/rule.ts";

/** What kind of value a field holds; decides which matchers fit it. `any` is not known and takes every matcher. */
export type FieldKind = "text" | "id" | "enum" | "time" | "boolean" | "number" | "list" | "any";

/** A value rules can name. */
export interface Field {
  /** Full data path, such as `event.text`. */
  readonly path: string;
  readonly kind: FieldKind;
  /** All values of an `enum`. */
  readonly values?: readonly string[];
}

const MESSAGE_TYPES = ["message_recieved", "message_sent"];
const CHAT_TYPES = ["chat_reassigned", "chat_closed", "chat_opened", "chat_pending", "chat_transferred"];

/** The four types that tell who may be texted, with what they tell. */
const OPT_STATES = {
  target_opt_out: "out",
  target_opt_in: "in",
  target_double_opt_in: "in",
  target_double_opt_restricted: "out",
} as const;
const CALL_TYPE = "incoming_call";

/** The 12 event types of Heymarket, in the spelling of its webhooks (docs/heymarket.md). */
export const EVENT_TYPES: readonly string[] = [...MESSAGE_TYPES, ...CHAT_TYPES, ...Object.keys(OPT_STATES), CALL_TYPE];

/** What an event is about: it decides which fields its data has and what makes it the same as another. */
export type EventFamily = "message" | "chat" | "opt" | "call" | "other";

/** Whether an event type is one of another system, such as `shop.order_shipped`: the name of its source stands before the point. */
export function isOutsideType(type: string): boolean {
  return type.includes(".");
}

/** Whether an event type is one that rules raise by `emit`, such as `custom.booked`. */
export function isRaisedType(type: string): boolean {
  return /^custom\.[a-z][a-z0-9_-]*$/.test(type);
}

/** The family of an event type; one that Heymarket may add later belongs where its name says. */
export function familyOf(type: string): EventFamily {
  if (isOutsideType(type)) return "other";
  if (type.startsWith("message_")) return "message";
  if (type.startsWith("chat_")) return "chat";
  if (type.startsWith("target_")) return "opt";
  return type === CALL_TYPE ? "call" : "other";
}

/** Whether an event of this type forbids or allows texts to the contact; null when it says neither, also when its name looks like it. */
export function optStateTold(type: string): "in" | "out" | null {
  return Object.hasOwn(OPT_STATES, type) ? OPT_STATES[type as keyof typeof OPT_STATES] : null;
}

const AUTHORS = ["contact", "human", "ai", "automation", "api", "unknown"] as const;

/** Short names of event fields in conditions. */
export const SHORT_FIELDS: readonly string[] = ["type", "text", "inbox", "author", "status", "media", "reaction"];

const COMMON: readonly Field[] = [
  { path: "event.type", kind: "enum", values: EVENT_TYPES },
  { path: "event.source", kind: "text" },
  { path: "event.at", kind: "time" },
  { path: "event.received_at", kind: "time" },
  { path: "event.inbox", kind: "id" },
  { path: "event.late", kind: "boolean" },
];
const CHAT: readonly Field[] = [
  { path: "event.status", kind: "text" },
  { path: "event.chat_id", kind: "id" },
];
const CONTENT: readonly Field[] = [
  { path: "event.text", kind: "text" },
  { path: "event.media", kind: "list" },
  { path: "event.author", kind: "enum", values: AUTHORS },
  { path: "event.local_id", kind: "text" },
  { path: "event.reaction", kind: "enum", values: REACTION_KINDS },
  { path: "event.reaction_to", kind: "text" },
];

/** The contact as events, rules and Heymarket's record tell it; `contact.custom.*` goes by the titles of its fields. */
export const CONTACT_FIELDS: readonly Field[] = [
  { path: "contact.phone", kind: "text" },
  { path: "contact.name", kind: "text" },
  { path: "contact.first", kind: "text" },
  { path: "contact.last", kind: "text" },
  { path: "contact.tags", kind: "list" },
  { path: "contact.opted_out", kind: "boolean" },
  { path: "contact.held", kind: "boolean" },
  { path: "contact.timezone", kind: "text" },
  { path: "contact.last_delivery", kind: "enum", values: DELIVERY_OUTCOMES },
  { path: "contact.owner", kind: "id" },
  { path: "contact.read_at", kind: "time" },
  { path: "contact.custom", kind: "any" },
];

/** The conversation, when known. */
export const CHAT_FIELDS: readonly Field[] = [
  { path: "chat.status", kind: "text" },
  { path: "chat.assigned", kind: "id" },
];

/** What a failure tells in `on_error`. */
export const ERROR_FIELDS: readonly Field[] = [
  { path: "error.message", kind: "text" },
  { path: "error.step", kind: "text" },
  { path: "error.code", kind: "text" },
  { path: "error.status", kind: "number" },
  { path: "error.json", kind: "any" },
];

/** Names under `calendar.<name>`, with their kinds. */
export const CALENDAR_FIELDS: Readonly<Record<string, FieldKind>> = {
  open: "boolean",
  next_open: "time",
  next_close: "time",
  reason: "text",
};

/** The one accepted spelling of an event type; names that are not known stay as they are. */
export function canonicalType(name: string): string {
  return name === "message_received" || name === "message.received" ? "message_recieved" : name;
}

/** The normalised fields an event of this type can have; for a type that is not known, all of them. */
export function fieldsOf(eventType: string): readonly Field[] {
  if (isRaisedType(eventType)) return COMMON;
  if (isOutsideType(eventType) || eventType === SCHEDULE_TYPE)
    return COMMON.filter(({ path }) => path !== "event.inbox");
  const family = familyOf(eventType);
  if (family === "chat") return [...COMMON, ...CHAT];
  return family === "opt" ? COMMON : [...COMMON, ...CHAT, ...CONTENT];
}

// The Message and Conversation schemas of developers.heymarket.com, fields seen only in REST answers included.
const CONVERSATION_DATA =
  "id inbox target name status type channel op noreply assigned creator members created updated last_inbound read " +
  "replied blocked muted support email_noti snooze_till local_id super unread unread_users targets last_msg";
const MESSAGE_DATA =
  "id text type status date updated phone target user author local_id media link_url broadcast_id flagged custom " +
  "super support conversation channel hidden raw_error target_errors targets";
// No source shows the fields of opt events: these are the names worth probing (docs/heymarket.md).
const OPT_DATA =
  "id target phone phone_number contact.phone inbox inbox_id unsubscribed blocked unsubscribed_admin unsubscribed_contact";

const CONVERSATION_PATHS = CONVERSATION_DATA.split(" ");
const MESSAGE_PATHS = [...MESSAGE_DATA.split(" "), ...CONVERSATION_PATHS.map((name) => `conversation.${name}`)];
const OPT_PATHS = OPT_DATA.split(" ");
const NOTICED_PATHS = ["noticed.by", "noticed.why", "noticed.from", "noticed.known_to_heymarket"];

/** Words for the state of a text or conversation that Heymarket or carriers use; others may come. */
export const STATUS_WORDS: readonly string[] = [
  ...[
    "pending",
    "queued",
    "sending",
    "sent",
    "delivered",
    "read",
    "seen",
    "failed",
    "undelivered",
    "undeliverable",
    "rejected",
  ],
  ...["error", "bounced", "expired", "blocked", "canceled", "open", "opened", "closed", "received", "recieved"],
];

/** Paths below `event_data` that are documented for this type; what lies below an object or a list is not told. */
export function dataFieldsOf(eventType: string): readonly string[] {
  const family = familyOf(eventType);
  if (eventType === SCHEDULE_TYPE) return ["rule", "due_at"];
  if (family === "chat") return CONVERSATION_PATHS;
  // Of a call nothing is told but that it came.
  if (family === "call") return [];
  if (family !== "opt") return MESSAGE_PATHS;
  // The engine tells of the two by events of its own, too (model/opt-event.ts).
  return ["target_opt_out", "target_opt_in"].includes(eventType) ? [...OPT_PATHS, ...NOTICED_PATHS] : OPT_PATHS;
}

const ID_NAMES = new Set(["id", "inbox", "inbox_id", "user", "assigned", "creator", "broadcast_id", "chat_id"]);

/** Tells whether a data path below `event_data` holds an id, which may arrive as a number or as a string. */
export function isIdPath(path: string): boolean {
  return path.startsWith("event_data.") && ID_NAMES.has(path.slice(path.lastIndexOf(".") + 1));
}
