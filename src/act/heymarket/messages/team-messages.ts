import { isJsonObject, ownText, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { idText } from "../../../core/event/dedupe.ts";
import { parseVendorTime } from "../../../core/event/vendor/vendor-time.ts";
import type { MessagePage, TeamMessage, TeamMessages } from "../../../ports/outside/team-messages.ts";
import { performCalls } from "../../http/calls.ts";
import type { HeymarketClient } from "../client/heymarket-client.ts";

const PAGE_LENGTH = 100;
const TIMEOUT_MS = 30_000;
const PATH = "/v1/messages/all";
const UNDOCUMENTED = `heymarket answered POST ${PATH} with something else than documented`;

/**
 * The messages of the team by `POST /v1/messages/all`. Source: developers.heymarket.com/api-reference/messages/list-all;
 * `created_at` is the cursor, and whether a message of that instant is among those it gives is told in two ways.
 */
export function createTeamMessages(client: HeymarketClient): TeamMessages {
  return {
    page: async (until) => {
      const cursor = until === null ? {} : { created_at: new Date(until + 1).toISOString() };
      const body = { order: "created_at", ascending: false, limit: PAGE_LENGTH, ...cursor };
      const read = await performCalls(
        { client, timeoutMs: TIMEOUT_MS, notDone: "The messages were not read", hasSlot: false },
        async (call) => pageIn((await call("POST", PATH, body)).json),
      );
      return "ok" in read ? read : { ok: false, problem: read.message };
    },
  };
}

/** One message that cannot be read makes the page one: nobody knows what it was. */
function pageIn(json: JsonValue): MessagePage {
  const list = Array.isArray(json) ? json : ownValue(json, "messages");
  if (!Array.isArray(list)) return { ok: false, problem: UNDOCUMENTED };
  const messages = list.map((item: JsonValue) => (isJsonObject(item) ? messageOf(item) : null));
  const readable = messages.filter((message) => message !== null);
  return readable.length === messages.length ? { ok: true, messages: readable } : { ok: false, problem: UNDOCUMENTED };
}

function messageOf(data: JsonObject): TeamMessage | null {
  const at = parseVendorTime(ownValue(data, "date"));
  return at === null || idText(ownValue(data, "id")) === null ? null : { at, isInbound: isInbound(data), data };
}

/** No field says so: what a member, an API client, a broadcast or a private comment wrote names one of these. */
function isInbound(data: JsonObject): boolean {
  const isOurs = ["user", "broadcast_id", "local_id"].some((name) => idText(ownValue(data, name)) !== null);
  return !isOurs && !OUTGOING.includes(ownText(data, "status") ?? "");
}

const OUTGOING = ["sent", "delivered", "failed", "queued", "sending", "undelivered", "scheduled"];
