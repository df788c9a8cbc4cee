import { ownValue } from "../../../core/base/json.ts";
import type { JsonObject } from "../../../core/base/json.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/action.ts";
import { findMessage } from "../../heymarket/history.ts";
import { messageFields } from "../../heymarket/message-fields.ts";
import type { HistoryReads } from "../../heymarket/history-reads.ts";
import type { HeymarketClient } from "../../heymarket/heymarket-client.ts";

/**
 * A text to a customer. Its result is `{ id, chat_id, date, queued, compliance }`, each null when Heymarket did not say;
 * accepted does not mean delivered. Source: developers.heymarket.com/api-reference/messages/send and observed answers.
 */
export function createSendMessage(client: HeymarketClient, reads: HistoryReads): Action<"send_message"> {
  return {
    async perform({ request, localId, timeoutMs }) {
      const fields = messageFields(request, localId);
      if (fields.kind === "refused") return fields;
      const json = { ...fields.json, ...contentOf(request) };
      const ending = await client.send({ method: "POST", path: "/v1/message/send", json, timeoutMs });
      if (ending.kind !== "answered") return ending;
      const said = (name: string) => ownValue(ending.json, name);
      const result = {
        id: said("id"),
        chat_id: said("convo_id"),
        date: said("date"),
        queued: said("queued"),
        compliance: said("compliance_results"),
      };
      return done(result, ending);
    },
    lookUp({ request: { phone, inbox_id: inboxId, text: words }, ...sought }) {
      return findMessage(
        { client, reads },
        {
          ...sought,
          phone,
          inboxId,
          words,
          // Whether it was queued, and what compliance says, only the answer to the request tells.
          resultOf: ({ id, chatId, date }) => ({ id, chat_id: chatId, date, queued: null, compliance: null }),
        },
      );
    },
  };
}

/** What is given of text, template and picture. */
function contentOf({ text, template_id, media_url }: EffectRequests["send_message"]): JsonObject {
  return {
    ...(text === null ? {} : { text }),
    ...(template_id === null ? {} : { template_id }),
    ...(media_url === null ? {} : { media_url }),
  };
}
