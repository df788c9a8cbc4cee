import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { sentResult } from "../../heymarket/messages/message-fields.ts";
import { vendorId } from "../../heymarket/client/heymarket-client.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";

/**
 * An e-mail in a new conversation. Its result is that of `send_message`. The history of a number does not hold e-mails, so one
 * whose answer was lost cannot be looked for. Source: developers.heymarket.com/api-reference/messages/send-email.
 */
export function createSendEmail(client: HeymarketClient): Action<"send_email"> {
  return {
    async perform({ request: { inbox_id, creator_id, to, cc, subject, text }, localId, timeoutMs }) {
      // This call alone says `inbox`.
      const inbox = vendorId(inbox_id);
      if (inbox === null)
        return refused("invalid_request", `Nothing was sent: "${inbox_id}" is not the id of an inbox.`);
      const json = {
        inbox,
        creator_id,
        conv_title: subject,
        targets: [`to:${to.join(",")}`, ...(cc.length === 0 ? [] : [`cc:${cc.join(",")}`])],
        text: asHtml(text),
        raw_text: text,
        ...(localId === null ? {} : { local_id: localId }),
      };
      const ending = await client.send({ method: "POST", path: "/v1/email/send", json, timeoutMs });
      return ending.kind === "answered" ? done(sentResult(ending.json), ending) : ending;
    },
  };
}

/** HTML that shows a text as it is: what a customer wrote is no markup. */
function asHtml(text: string): string {
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return escaped.replaceAll(/\r?\n/g, "<br>");
}
