import { ownValue } from "../core/base/json.ts";
import { done } from "../core/model/outcome.ts";
import type { Action } from "../ports/action.ts";
import { messageFields } from "./heymarket/message-fields.ts";
import type { HeymarketClient } from "./heymarket/heymarket-client.ts";

/**
 * A private comment in a conversation, which the customer does not see. Its result is `{ id, date }`. Heymarket keeps
 * comments only in conversations that exist.
 */
export function createNote(client: HeymarketClient): Action<"note"> {
  return {
    takeSlot: (_request, signal) => client.takeSlot(signal),
    async perform({ request, localId, timeoutMs }) {
      const fields = messageFields(request, localId);
      if (fields.kind === "refused") return fields;
      const json = { ...fields.json, text: request.text, private: true };
      const ending = await client.send({ method: "POST", path: "/v1/message/send", json, timeoutMs });
      if (ending.kind !== "answered") return ending;
      return done({ id: ownValue(ending.json, "id"), date: ownValue(ending.json, "date") }, ending);
    },
  };
}
