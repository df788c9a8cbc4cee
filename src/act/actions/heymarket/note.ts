import { ownValue } from "../../../core/base/json.ts";
import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { findMessage } from "../../heymarket/messages/history.ts";
import { messageFields } from "../../heymarket/messages/message-fields.ts";
import type { HistoryReads } from "../../heymarket/messages/history-reads.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";

/**
 * A private comment in a conversation, which the customer does not see. Its result is `{ id, date }`. Heymarket keeps
 * comments only in conversations that exist.
 */
export function createNote(client: HeymarketClient, reads: HistoryReads): Action<"note"> {
  return {
    async perform({ request, localId, timeoutMs }) {
      const fields = messageFields(request, localId);
      if (fields.kind === "refused") return fields;
      const json = { ...fields.json, text: request.text, private: true };
      const ending = await client.send({ method: "POST", path: "/v1/message/send", json, timeoutMs });
      if (ending.kind !== "answered") return ending;
      return done({ id: ownValue(ending.json, "id"), date: ownValue(ending.json, "date") }, ending);
    },
    lookUp({ request: { phone, inbox_id: inboxId }, ...sought }) {
      // Two comments may well say the same, so that words do not tell them apart.
      return findMessage(
        { client, reads },
        {
          ...sought,
          phone,
          inboxId,
          words: null,
          resultOf: ({ id, date }) => ({ id, date }),
        },
      );
    },
  };
}
