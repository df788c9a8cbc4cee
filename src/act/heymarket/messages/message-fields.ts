import { ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import { refused } from "../../../core/model/outcome.ts";
import type { Refused } from "../../../core/model/outcome.ts";
import type { HistoryMessage } from "./history.ts";
import { vendorId } from "../client/heymarket-client.ts";

/** What texts and notes have in common. */
interface Addressed {
  readonly phone: string | null;
  readonly chat_id: string | null;
  readonly inbox_id: string;
  readonly creator_id: number;
}

/**
 * Inbox, author, recipient and client id of a message as the API wants them: `chat_id` or `phone_number`, never both; or
 * the refusal of what it could not take.
 */
export function messageFields(
  { phone, chat_id, inbox_id, creator_id }: Addressed,
  localId: string | null,
): { readonly kind: "fields"; readonly json: JsonObject } | Refused {
  const inboxId = vendorId(inbox_id);
  if (inboxId === null) return refused("invalid_request", `Nothing was sent: "${inbox_id}" is not the id of an inbox.`);
  const chatId = vendorId(chat_id);
  const recipient =
    chatId !== null ? { chat_id: chatId } : phone === null ? null : { phone_number: vendorNumber(phone) };
  if (recipient === null) {
    return refused("invalid_request", "Nothing was sent: neither a conversation nor a number is known.");
  }
  const id = localId === null ? {} : { local_id: localId };
  return { kind: "fields", json: { inbox_id: inboxId, creator_id, ...recipient, ...id } };
}

/** What a step reads of the answer to a message, each null when Heymarket did not say. */
export function sentResult(answer: JsonValue): JsonObject {
  return {
    id: ownValue(answer, "id"),
    chat_id: ownValue(answer, "convo_id"),
    date: ownValue(answer, "date"),
    queued: ownValue(answer, "queued"),
    compliance: ownValue(answer, "compliance_results"),
  };
}

/** The same of a message found in the history: whether it was queued, and what compliance says, only the answer tells. */
export function foundResult({ id, chatId, date }: HistoryMessage): JsonObject {
  return { id, chat_id: chatId, date, queued: null, compliance: null };
}
