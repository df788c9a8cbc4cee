import { ownValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import { vendorId } from "../../heymarket/client/heymarket-client.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { Names } from "../../heymarket/names.ts";

/**
 * Another owner of a conversation, unless it is owned so already: every change raises `chat_reassigned`. Its result is
 * `{ user, changed }`. Source: developers.heymarket.com/api-reference/conversations/reassign, which takes no `chat_id`.
 */
export function createAssign(client: HeymarketClient, names: Names): Action<"assign"> {
  return {
    async perform({ request: { inbox_id, chat_id, phone, user_id, user }, timeoutMs }) {
      const inboxId = vendorId(inbox_id);
      const chatId = vendorId(chat_id);
      if (inboxId === null || phone === null) {
        return refused("invalid_request", "The conversation was not assigned: its inbox or its number is not known.");
      }
      return performCalls({ client, timeoutMs, notDone: "The conversation was not assigned" }, async (call) => {
        const owner = await names.idOf("member", user, call);
        const read = chatId === null ? null : await call("GET", `/v1/conversations/${chatId}`, null);
        if (read !== null && vendorId(ownValue(read.json, "assigned")) === owner) {
          return done({ user: owner, changed: false }, read);
        }
        const target = vendorNumber(phone);
        const body = { inbox_id: inboxId, user_id, reassign_id: owner, target };
        return done({ user: owner, changed: true }, await call("POST", "/v1/conversations/reassign", body));
      });
    },
  };
}
