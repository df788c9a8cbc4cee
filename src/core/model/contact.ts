import type { JsonObject } from "../base/json.ts";
import type { DeliveryOutcome } from "./delivery.ts";

/** Our mirror of a contact and its conversation: what events told, what rules put there, and Heymarket's record. Owned by its lane. */
export interface Contact {
  /** The lane it belongs to. */
  readonly lane: string;
  /** E.164 with plus sign, or null for lanes without a number. */
  readonly phone: string | null;
  /** The name of the conversation, as the last event that told one. */
  readonly name: string | null;
  readonly first: string | null;
  readonly last: string | null;
  /** Tags that only we keep, and those a rule wrote to Heymarket that no record has shown yet. */
  readonly tags: readonly string[];
  /** IANA zone, or null when not known. */
  readonly timezone: string | null;
  readonly custom: JsonObject;
  readonly chat: ContactChat | null;
  /** Conversations with others besides, by id, the newest last; absent while none was seen. */
  readonly sharedChatIds?: readonly string[];
  /** How the newest text of this engine to the contact fared; absent while none was heard of. */
  readonly lastDelivery?: LastDelivery;
  /** Newest event time seen on the lane; epoch milliseconds. */
  readonly newestAt: number;
  /** What Heymarket knew of the contact when it was last asked; null when it never was. It wins over what stands above. */
  readonly record: ContactRecord | null;
  /** What rules did to the tags in Heymarket and a record may not show yet; one entry a tag. */
  readonly writtenTags: readonly WrittenTag[];
  /** When something last happened that the record may not show; epoch milliseconds, null for never. */
  readonly outdatedAt: number | null;
  /** How many events rules raised because of one, of the causes that last had one, newest last; absent while none did. */
  readonly raised?: readonly RaisedCount[];
}

/** How many events were raised because of one that no rule raised. */
export interface RaisedCount {
  /** Id of that event. */
  readonly cause: string;
  readonly count: number;
}

/** Heymarket's record of a contact as it was read. */
export interface ContactRecord {
  /** When it was read; epoch milliseconds. */
  readonly readAt: number;
  /** False when Heymarket has no contact with the number; then everything below is empty. */
  readonly isKnown: boolean;
  readonly name: string | null;
  readonly first: string | null;
  readonly last: string | null;
  /** Names. */
  readonly tags: readonly string[];
  /** Id of the member who owns the contact, or null for nobody. */
  readonly owner: string | null;
  /** IANA zone, or null. */
  readonly timezone: string | null;
  /** By title of the field. */
  readonly custom: JsonObject;
  /** Set when Heymarket has the contact as opted out. */
  readonly isOptedOut?: true;
}

/** What a rule did to one tag in Heymarket. */
export interface WrittenTag {
  readonly name: string;
  readonly isOn: boolean;
  /** When the rule came to it; the call may be later. Epoch milliseconds. */
  readonly at: number;
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
    record: null,
    writtenTags: [],
    outdatedAt: null,
  };
}
