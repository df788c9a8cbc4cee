import { ownValue } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { Action } from "../ports/action.ts";
import { recipientOf, vendorId } from "./heymarket/heymarket-client.ts";
import type { HeymarketClient } from "./heymarket/heymarket-client.ts";
import { refuse } from "./http/http-client.ts";

/**
 * A private comment in a conversation, which the customer does not see. Its result is `{ id, date }`. Heymarket keeps
 * comments only in conversations that exist.
 */
export function createNote(client: HeymarketClient): Action {
  return {
    repeat: "never",
    takeSlot: (_request, signal) => client.takeSlot(signal),
    async perform({ request, localId, timeoutMs }) {
      const json = noteOf(request, localId);
      if (json === null) {
        return refuse("invalid_request", "The note was not written: it has no conversation, inbox, author or text.");
      }
      const ending = await client.send({ method: "POST", path: "/v1/message/send", json, timeoutMs });
      if (ending.kind !== "answered") return ending;
      const result = { id: ownValue(ending.json, "id"), date: ownValue(ending.json, "date") };
      return { kind: "done", result, httpStatus: ending.status, requestId: ending.requestId };
    },
  };
}

function noteOf(request: JsonObject, localId: string | null): JsonObject | null {
  const recipient = recipientOf(request);
  const inboxId = vendorId(ownValue(request, "inbox_id"));
  const creatorId = vendorId(ownValue(request, "creator_id"));
  const text = ownValue(request, "text");
  if (recipient === null || inboxId === null || creatorId === null || text === null) return null;
  const id = localId === null ? {} : { local_id: localId };
  return { inbox_id: inboxId, creator_id: creatorId, ...recipient, text, private: true, ...id };
}
