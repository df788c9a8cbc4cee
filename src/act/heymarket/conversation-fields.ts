import type { JsonObject } from "../../core/base/json.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import type { InConversation } from "../../core/model/ruleset/action.ts";
import { refused } from "../../core/model/outcome.ts";
import type { Refused } from "../../core/model/outcome.ts";
import { vendorId } from "./client/heymarket-client.ts";

/** Inbox, acting member and conversation as the API wants them: `chat_id` or `target`, never both; or the refusal. */
export function conversationFields({
  inbox_id,
  chat_id,
  phone,
  user_id,
}: InConversation): { readonly kind: "fields"; readonly json: JsonObject } | Refused {
  const inboxId = vendorId(inbox_id);
  if (inboxId === null) return refused("invalid_request", `Nothing was done: "${inbox_id}" is not the id of an inbox.`);
  const chatId = vendorId(chat_id);
  const conversation = chatId !== null ? { chat_id: chatId } : phone === null ? null : { target: vendorNumber(phone) };
  if (conversation === null) {
    return refused("invalid_request", "Nothing was done: neither a conversation nor a number is known.");
  }
  return { kind: "fields", json: { inbox_id: inboxId, user_id, ...conversation } };
}
