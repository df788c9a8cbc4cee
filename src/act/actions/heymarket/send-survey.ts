import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import { findMessage } from "../../heymarket/messages/history.ts";
import { foundResult, messageFields, sentResult } from "../../heymarket/messages/message-fields.ts";
import type { HistoryReads } from "../../heymarket/messages/history-reads.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { MessagingStatus } from "../../heymarket/messages/messaging-status.ts";
import type { Names } from "../../heymarket/names.ts";

/**
 * The question of a survey as a text, found again by its `local_id` like any text. Its result is that of `send_message`.
 * Source: developers.heymarket.com/api-reference/messages/send (`survey_id`).
 */
export function createSendSurvey(
  client: HeymarketClient,
  { reads, names, status }: { readonly reads: HistoryReads; readonly names: Names; readonly status: MessagingStatus },
): Action<"send_survey"> {
  return {
    async perform({ request, localId, timeoutMs }) {
      const fields = messageFields(request, localId);
      if (fields.kind === "refused") return fields;
      return performCalls({ client, timeoutMs, notDone: "The survey was not sent" }, async (call) => {
        await status.require(request.phone, call);
        const survey = await names.idOf("survey", request.survey, call);
        const answer = await call("POST", "/v1/message/send", { ...fields.json, survey_id: survey });
        return done(sentResult(answer.json), answer);
      });
    },
    lookUp({ request: { phone, inbox_id: inboxId }, ...sought }) {
      // Its words are Heymarket's, so only the id tells it apart.
      return findMessage({ client, reads }, { ...sought, phone, inboxId, words: null, resultOf: foundResult });
    },
  };
}
