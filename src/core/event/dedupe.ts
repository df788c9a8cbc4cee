import type { DedupeKey } from "../model/event.ts";
import { ownValue } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { familyOf } from "./vocabulary.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIFECYCLE_WINDOW_MS = MINUTE;
const CALL_WINDOW_MS = MINUTE;
const OPT_WINDOW_MS = 24 * HOUR;
const DIGEST_WINDOW_MS = 6 * HOUR;
const MAXIMUM_ID_LENGTH = 200;

/**
 * Fields that tell when an opt event happened. `created` is not among them: if it is the contact's, a second opt-out
 * would look like a repeat of the first.
 */
export const OPT_TIME_FIELDS: readonly string[] = ["date", "updated", "updated_at", "timestamp"];

/** What the identity of an event is built from; `digest` is that of its type and data. */
export interface Identity {
  readonly type: string;
  readonly data: JsonObject;
  readonly phone: string | null;
  readonly inboxId: string | null;
  readonly digest: string;
}

/**
 * What makes two deliveries the same event (docs/heymarket.md). The envelope's `id` names the webhook configuration
 * and is never part of it.
 */
export function dedupeKeyOf(identity: Identity): DedupeKey {
  const id = idText(ownValue(identity.data, "id"));
  return (
    keyByType(identity, id) ??
      // Nothing usable: the same bytes are the same event for some hours, never for ever.
      { key: `digest:${identity.digest}`, value: "", windowMs: DIGEST_WINDOW_MS }
  );
}

/** An id as text: a positive whole number or a string of reasonable length; null for anything else, 0 included. */
export function idText(value: JsonValue): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? String(value) : null;
  if (typeof value !== "string" || value === "" || value === "0" || value.length > MAXIMUM_ID_LENGTH) return null;
  return value;
}

function keyByType(identity: Identity, id: string | null): DedupeKey | null {
  const { type } = identity;
  switch (familyOf(type)) {
    case "message":
      return messageKey(identity, id);
    case "chat":
      return id === null ? null : chatKey(identity, id);
    case "opt":
      return optKey(identity);
    case "call":
      return id === null ? callKey(identity) : permanent([type, id]);
    case "other":
      return null;
  }
}

function messageKey(identity: Identity, id: string | null): DedupeKey | null {
  const { type } = identity;
  if (id === null) return null;
  if (type === "message_recieved") return permanent([type, id]);
  return type === "message_sent" ? sentKey(identity, id) : null;
}

/** Every delivery status of a message is an event of its own; without a status `updated` says nothing new. */
function sentKey({ type, data }: Identity, id: string): DedupeKey {
  const status = scalarText(ownValue(data, "status"));
  if (status === null) return permanent([type, id]);
  return permanent([type, id, status, scalarText(ownValue(data, "updated"))]);
}

/**
 * The conversation id repeats for every close and open of that chat. Without `updated` one row a chat holds its last
 * change, so that another change in between makes the same one new again.
 */
function chatKey({ type, data, digest }: Identity, id: string): DedupeKey {
  const updated = scalarText(ownValue(data, "updated"));
  if (updated === null) return { key: `chat:${id}`, value: `${type}:${digest}`, windowMs: LIFECYCLE_WINDOW_MS };
  const parts = [type, id, updated];
  if (type === "chat_reassigned") return permanent([...parts, scalarText(ownValue(data, "assigned"))]);
  if (type === "chat_transferred") return permanent([...parts, scalarText(ownValue(data, "inbox"))]);
  return permanent(parts);
}

/** Without a timestamp one row a number holds its last change: STOP, START, STOP are three events. */
function optKey({ type, data, phone, inboxId, digest }: Identity): DedupeKey | null {
  if (phone === null) return null;
  const at = OPT_TIME_FIELDS.map((field) => scalarText(ownValue(data, field))).find((value) => value !== null);
  if (at !== undefined) return permanent([type, phone, inboxId, at]);
  return { key: `opt:${phone}:${inboxId ?? ""}`, value: `${type}:${digest}`, windowMs: OPT_WINDOW_MS };
}

function callKey({ type, phone, inboxId }: Identity): DedupeKey | null {
  if (phone === null) return null;
  return { key: `${type}:${phone}:${inboxId ?? ""}`, value: "", windowMs: CALL_WINDOW_MS };
}

function permanent(parts: readonly (string | null)[]): DedupeKey {
  return { key: parts.map((part) => part ?? "").join(":"), value: "", windowMs: null };
}

function scalarText(value: JsonValue): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, MAXIMUM_ID_LENGTH) : null;
}
