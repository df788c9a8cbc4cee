import type { JsonObject } from "../../../core/base/json.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import type { Call } from "../../http/calls.ts";
import { findMessage } from "../../heymarket/messages/history.ts";
import { foundResult, messageFields, sentResult } from "../../heymarket/messages/message-fields.ts";
import type { HistoryReads } from "../../heymarket/messages/history-reads.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { MessagingStatus } from "../../heymarket/messages/messaging-status.ts";
import type { Names } from "../../heymarket/names.ts";

/**
 * A text to a customer. Its result is `{ id, chat_id, date, queued, compliance }`, each null when Heymarket did not say;
 * accepted does not mean delivered. Source: developers.heymarket.com/api-reference/messages/send and observed answers.
 */
export function createSendMessage(
  client: HeymarketClient,
  { reads, names, status }: { readonly reads: HistoryReads; readonly names: Names; readonly status: MessagingStatus },
): Action<"send_message"> {
  return {
    async perform({ request, localId, timeoutMs }) {
      const fields = messageFields(request, localId);
      if (fields.kind === "refused") return fields;
      return performCalls({ client, timeoutMs, notDone: "The text was not sent" }, async (call) => {
        await status.require(request.phone, call);
        const json = { ...fields.json, ...(await contentOf(request, names, call)) };
        const answer = await call("POST", "/v1/message/send", json);
        return done(sentResult(answer.json), answer);
      });
    },
    lookUp({ request: { phone, inbox_id: inboxId, text: words }, ...sought }) {
      return findMessage({ client, reads }, { ...sought, phone, inboxId, words, resultOf: foundResult });
    },
  };
}

/** What is given of text, template and picture. */
async function contentOf(
  { text, template_id, media_url }: EffectRequests["send_message"],
  names: Names,
  call: Call,
): Promise<JsonObject> {
  return {
    ...(text === null ? {} : { text }),
    ...(template_id === null ? {} : { template_id: await names.idOf("template", template_id, call) }),
    ...(media_url === null ? {} : { media_url }),
  };
}
