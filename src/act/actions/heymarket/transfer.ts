import { ownValue } from "../../../core/base/json.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import { vendorId } from "../../heymarket/client/heymarket-client.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";

/**
 * A conversation in another inbox; one that is there already is left alone, since Heymarket refuses that. Its result is
 * `{ changed }`. Source: developers.heymarket.com/api-reference/conversations/transfer.
 */
export function createTransfer(client: HeymarketClient): Action<"transfer"> {
  return {
    async perform({ request: { chat_id, transfer_inbox_id }, timeoutMs }) {
      const chatId = vendorId(chat_id);
      const inboxId = vendorId(transfer_inbox_id);
      if (chatId === null || inboxId === null) {
        return refused("invalid_request", "Nothing was transferred: its id or that of the inbox is no number.");
      }
      return performCalls({ client, timeoutMs, notDone: "The conversation was not transferred" }, async (call) => {
        const read = await call("GET", `/v1/conversations/${chatId}`, null);
        if (vendorId(ownValue(read.json, "inbox")) === inboxId) return done({ changed: false }, read);
        const body = { conversation_id: chatId, transfer_inbox_id: inboxId };
        return done({ changed: true }, await call("POST", "/v1/conversations/transfer", body));
      });
    },
  };
}
