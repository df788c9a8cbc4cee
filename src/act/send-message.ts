import { ownValue } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { Action } from "../ports/action.ts";
import { recipientOf, vendorId } from "./heymarket/heymarket-client.ts";
import type { HeymarketClient } from "./heymarket/heymarket-client.ts";
import { refuse } from "./http/http-client.ts";

/**
 * A text to a customer. Its result is `{ id, chat_id, date, queued, compliance }`, each null when Heymarket did not say;
 * accepted does not mean delivered. Source: developers.heymarket.com/api-reference/messages/send and observed answers.
 */
export function createSendMessage(client: HeymarketClient): Action {
  return {
    repeat: "never",
    takeSlot: (_request, signal) => client.takeSlot(signal),
    async perform({ request, localId, timeoutMs }) {
      const json = messageOf(request, localId);
      if (json === null) {
        return refuse("invalid_request", "The text was not sent: it has no recipient, inbox, sender or content.");
      }
      const ending = await client.send({ method: "POST", path: "/v1/message/send", json, timeoutMs });
      if (ending.kind !== "answered") return ending;
      const { status, requestId } = ending;
      const said = (name: string) => ownValue(ending.json, name);
      const result = {
        id: said("id"),
        chat_id: said("convo_id"),
        date: said("date"),
        queued: said("queued"),
        compliance: said("compliance_results"),
      };
      return { kind: "done", result, httpStatus: status, requestId };
    },
  };
}

function messageOf(request: JsonObject, localId: string | null): JsonObject | null {
  const recipient = recipientOf(request);
  const inboxId = vendorId(ownValue(request, "inbox_id"));
  const creatorId = vendorId(ownValue(request, "creator_id"));
  const content = Object.fromEntries(
    ["text", "template_id", "media_url"].flatMap((name) => {
      const value = ownValue(request, name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
  const empty = Object.keys(content).length === 0;
  if (recipient === null || inboxId === null || creatorId === null || localId === null || empty) return null;
  return { inbox_id: inboxId, creator_id: creatorId, ...recipient, ...content, local_id: localId };
}
