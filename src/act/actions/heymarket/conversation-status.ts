import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { conversationFields } from "../../heymarket/conversation-fields.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";

/**
 * A conversation opened or closed; one that is so already stays so, whoever asks. Source:
 * developers.heymarket.com/api-reference/conversations/open-close.
 */
export function createConversationStatus(client: HeymarketClient, status: "open" | "close"): Action<"open" | "close"> {
  return {
    async perform({ request, timeoutMs }) {
      const fields = conversationFields(request);
      if (fields.kind === "refused") return fields;
      const path = `/v1/conversations/${status}`;
      const ending = await client.send({ method: "POST", path, json: fields.json, timeoutMs });
      return ending.kind === "answered" ? done({}, ending) : ending;
    },
  };
}
