import { idText } from "./dedupe.ts";
import { parseVendorTime } from "./vendor/vendor-time.ts";
import { isJsonObject, ownText, ownValue } from "../base/json.ts";
import type { JsonObject } from "../base/json.ts";
import type { Contact, LastDelivery } from "../model/contact.ts";
import type { Delivery, DeliveryOutcome } from "../model/delivery.ts";
import type { Event } from "../model/event.ts";
import type { ActionName } from "../model/ruleset/action.ts";
import type { Effect } from "../model/run/effect.ts";

/** Words that no source lists for Heymarket; they are those of the carriers and their gateways. */
const DELIVERED = ["delivered", "read", "seen"];
const FAILED = [
  "failed",
  "undelivered",
  "undeliverable",
  "rejected",
  "error",
  "bounced",
  "expired",
  "blocked",
  "canceled",
];

/** What has a client id and answers with an id that is none of a message to a number. */
const NO_MESSAGES: readonly ActionName[] = ["schedule_message", "send_email"];

/** How a text fares by the vendor's status of it; a word that is not known says that it is under way. */
export function deliveryOutcomeOf(status: string): DeliveryOutcome {
  const word = status.trim().toLowerCase();
  if (DELIVERED.includes(word)) return "delivered";
  return FAILED.includes(word) ? "failed" : "pending";
}

/** What all events of one text that was sent have in common; null for an event of anything else, or without an id. */
export function textKeyOf({ type, data }: { readonly type: string; readonly data: JsonObject }): string | null {
  const id = type === "message_sent" ? idText(ownValue(data, "id")) : null;
  return id === null ? null : `text:${id}`;
}

/** By what a text can be known again in the ledger: what it was sent with, and the id it got. */
export function textIdsOf({ localId, data }: Event): {
  readonly localId: string | null;
  readonly messageId: string | null;
} {
  return { localId, messageId: idText(ownValue(data, "id")) };
}

/** The vendor's id of a message this engine sent; null when the answer named none, or something else than a message. */
export function messageIdOf({ action, localId, result }: Pick<Effect, "action" | "localId" | "result">): string | null {
  return localId === null || NO_MESSAGES.includes(action) ? null : idText(ownValue(result, "id"));
}

/**
 * How the delivery of a text stands after an event of it, or null when that tells nothing new: it has no status, is older than
 * what is known, or says that a text is under way which has ended.
 */
export function deliveryAfter(known: Delivery | null, event: Event): Delivery | null {
  const { status, receivedAt, data } = event;
  if (status === null) return null;
  const outcome = deliveryOutcomeOf(status);
  const at = Math.min(parseVendorTime(ownValue(data, "updated")) ?? receivedAt, receivedAt);
  const told: Delivery = { outcome, status, reason: outcome === "failed" ? reasonOf(event) : null, at };
  if (known === null) return told;
  if (outcome === "pending" && known.outcome !== "pending") return null;
  const isEnd = outcome !== "pending" && known.outcome === "pending";
  return (isEnd || at >= known.at) && known.status !== status ? told : null;
}

/** A contact after what was heard of a text to it; of an older text than the last nothing stays. */
export function withLastDelivery(contact: Contact, heard: LastDelivery | null): Contact {
  const isOlder = heard !== null && (contact.lastDelivery?.textAt ?? 0) > heard.textAt;
  return heard === null || isOlder ? contact : { ...contact, lastDelivery: heard };
}

/** The carrier's words; of a text to one recipient there is one error at most. */
function reasonOf({ data }: Event): string | null {
  const raw = ownText(data, "raw_error");
  if (raw !== null && raw !== "") return raw;
  const errors = ownValue(data, "target_errors");
  const first = isJsonObject(errors) ? Object.values(errors)[0] : null;
  return typeof first === "string" && first !== "" ? first : null;
}
