import { setTimeout as delay } from "node:timers/promises";
import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import type { HttpEnding } from "../../http/exchange/http-ending.ts";
import type { HeymarketClient } from "../client/heymarket-client.ts";
import { messageFields } from "./message-fields.ts";

/** What Heymarket does with a second text under a `local_id` it has seen. */
export type LocalIdMode = "dedupes" | "refuses" | "sends_twice";

/** What two texts under one `local_id` came to; without a mode a sentence says why nobody can tell. */
export interface LocalIdProbe {
  readonly mode: LocalIdMode | null;
  /** What was seen, as a sentence. */
  readonly evidence: string;
  /** Whether the first text was taken: then at least one is on its way. */
  readonly wasSent: boolean;
}

/** A text of which two copies are sent. */
export interface ProbeText {
  /** E.164 with plus sign. */
  readonly phone: string;
  readonly inboxId: string;
  readonly creatorId: number;
  /** Said by no other text of the conversation. */
  readonly text: string;
  readonly localId: string;
}

/** The history may lag behind. */
const READ_AFTER_MS = [0, 2_000, 5_000] as const;

/**
 * Sends one text twice under one `local_id` and reads the history of the conversation: the documentation leaves open what
 * becomes of the second. Never rejects; each call ends after `timeoutMs`.
 */
export async function probeLocalId(
  client: HeymarketClient,
  text: ProbeText,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<LocalIdProbe> {
  const { phone, inboxId, creatorId, localId } = text;
  const fields = messageFields({ phone, chat_id: null, inbox_id: inboxId, creator_id: creatorId }, localId);
  if (fields.kind === "refused") return { mode: null, evidence: fields.message, wasSent: false };
  const json = { ...fields.json, text: text.text };
  const path = "/v1/message/send";
  const first = await call(client, { method: "POST", path, json, timeoutMs });
  if (first.kind !== "answered")
    return { mode: null, evidence: `the first text: ${first.message}`, wasSent: first.kind === "unclear" };
  const second = await call(client, { method: "POST", path, json, timeoutMs });
  if (second.kind === "refused") {
    return { mode: "refuses", evidence: `the second was refused: ${second.message}`, wasSent: true };
  }
  if (second.kind !== "answered") return { mode: null, evidence: `the second text: ${second.message}`, wasSent: true };
  return { ...(await judge(client, { text, timeoutMs, ids: [idIn(first.json), idIn(second.json)] })), wasSent: true };
}

async function judge(
  client: HeymarketClient,
  seen: { readonly text: ProbeText; readonly timeoutMs: number; readonly ids: readonly (string | null)[] },
): Promise<Omit<LocalIdProbe, "wasSent">> {
  const [first, second] = seen.ids;
  const isSameId = first !== null && first === second;
  let found: number | null = null;
  for (const afterMs of READ_AFTER_MS) {
    if (afterMs > 0) await delay(afterMs);
    found = await countInHistory(client, seen);
    if (found !== null && found >= 2) return { mode: "sends_twice", evidence: `the history shows ${found} of them` };
    // With one id for both, one in the history is all there will be.
    if (found === 1 && isSameId) {
      return { mode: "dedupes", evidence: "both answers name the same message, and the history shows one" };
    }
  }
  if (!isSameId && first !== null && second !== null) {
    return {
      mode: "sends_twice",
      evidence: "the answers name two messages, though the history does not show both yet",
    };
  }
  const shown = found === null ? "the history cannot be read" : `the history shows ${found} of them`;
  return {
    mode: null,
    evidence: `both were taken, ${shown}, and the answers do not tell whether they are one message`,
  };
}

/** How many messages of the conversation say what was sent; null when it cannot be read. */
async function countInHistory(
  client: HeymarketClient,
  { text, timeoutMs }: { readonly text: ProbeText; readonly timeoutMs: number },
): Promise<number | null> {
  const path = `/v1/messages?phoneNumber=${vendorNumber(text.phone)}&inboxID=${text.inboxId}`;
  const ending = await call(client, { method: "GET", path, json: null, timeoutMs });
  if (ending.kind !== "answered") return null;
  const list = Array.isArray(ending.json) ? ending.json : ownValue(ending.json, "messages");
  if (!Array.isArray(list)) return null;
  return list.filter((item: JsonValue) => isJsonObject(item) && ownValue(item, "text") === text.text).length;
}

function idIn(json: JsonValue): string | null {
  const id = ownValue(json, "id");
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}

async function call(
  client: HeymarketClient,
  request: {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly json: JsonObject | null;
    readonly timeoutMs: number;
  },
): Promise<HttpEnding> {
  await client.takeSlot(AbortSignal.timeout(request.timeoutMs)).catch(() => undefined);
  return client.send(request);
}
