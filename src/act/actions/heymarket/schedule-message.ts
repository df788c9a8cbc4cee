import { ownValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import { vendorId } from "../../heymarket/client/heymarket-client.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { MessagingStatus } from "../../heymarket/messages/messaging-status.ts";
import type { Names } from "../../heymarket/names.ts";

/**
 * A text that Heymarket sends later. Its result is `{ id, at }`, the id of the scheduled text. No call lists what is
 * scheduled, so one whose answer was lost cannot be looked for. Source: developers.heymarket.com/api-reference/schedule.
 */
export function createScheduleMessage(
  client: HeymarketClient,
  { names, status }: { readonly names: Names; readonly status: MessagingStatus },
): Action<"schedule_message"> {
  return {
    async perform({ request, localId, timeoutMs }) {
      const { phone, inbox_id, creator_id, text, template, execute_at: at } = request;
      const inboxId = vendorId(inbox_id);
      if (inboxId === null) {
        return refused("invalid_request", `Nothing was scheduled: "${inbox_id}" is not the id of an inbox.`);
      }
      return performCalls({ client, timeoutMs, notDone: "The text was not scheduled" }, async (call) => {
        await status.require(phone, call);
        const number = vendorNumber(phone);
        const words = template === null ? { text } : { template: await names.idOf("template", template, call) };
        const answer = await call("POST", "/v1/schedule", {
          inbox_id: inboxId,
          user_id: creator_id,
          phone_number: number,
          execute_at: at,
          content: { ...words, to: number },
          ...(localId === null ? {} : { local_id: localId }),
        });
        return done({ id: ownValue(answer.json, "id"), at }, answer);
      });
    },
  };
}
