import type { JsonObject } from "../../core/base/json.ts";
import type { Outside } from "./action.ts";
import type { ContactRecords } from "./contact-records.ts";

/** A message in either direction, as the vendor writes it. */
export interface TeamMessage {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether a contact wrote it, as far as its fields tell. */
  readonly isInbound: boolean;
  readonly data: JsonObject;
}

/** Some messages, newest first, or a sentence that says why there are none to read. */
export type MessagePage =
  | { readonly ok: true; readonly messages: readonly TeamMessage[] }
  | { readonly ok: false; readonly problem: string };

/** The messages of all conversations of the team. */
export interface TeamMessages {
  /** The newest messages, or the newest up to an instant, epoch milliseconds; as many as one call gives. Never rejects. */
  page(until: number | null): Promise<MessagePage>;
}

/** What effects are made with, and what is read besides. */
export interface OutsideWithMessages extends Outside {
  readonly contactRecords: ContactRecords;
  readonly teamMessages: TeamMessages;
}
