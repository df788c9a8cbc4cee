import type { JsonObject } from "../base/json.ts";
import type { DeliveryOutcome } from "./delivery.ts";

/** Our mirror of a contact and its conversation, filled from events and by the tag action. Owned by its lane. */
export interface Contact {
  /** The lane it belongs to. */
  readonly lane: string;
  /** E.164 with plus sign, or null for lanes without a number. */
  readonly phone: string | null;
  readonly name: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly tags: readonly string[];
  /** IANA zone, or null when not known. */
  readonly timezone: string | null;
  readonly custom: JsonObject;
  readonly chat: ContactChat | null;
  /** How the newest text of this engine to the contact fared; absent while none was heard of. */
  readonly lastDelivery?: LastDelivery;
  /** Newest event time seen on the lane; epoch milliseconds. */
  readonly newestAt: number;
}

/** How a text to a contact fared. */
export interface LastDelivery {
  readonly outcome: DeliveryOutcome;
  /** When it was sent; epoch milliseconds. */
  readonly textAt: number;
}

/** The conversation as the last event described it. */
export interface ContactChat {
  readonly id: string;
  readonly inboxId: string | null;
  readonly status: string | null;
  readonly assigned: string | null;
}

/** A contact nothing is known of but its lane and number. */
export function createContact(lane: string, phone: string | null): Contact {
  return {
    lane,
    phone,
    name: null,
    first: null,
    last: null,
    tags: [],
    timezone: null,
    custom: {},
    chat: null,
    newestAt: 0,
  };
}
