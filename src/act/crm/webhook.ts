import { Webhook } from "standardwebhooks";
import type { JsonObject } from "../../core/base/json.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import type { EffectRequests } from "../../core/model/ruleset/action.ts";
import { done } from "../../core/model/outcome.ts";
import type { Outcome } from "../../core/model/outcome.ts";
import type { SignedWebhook } from "../../ports/outside/connection.ts";
import type { Clock } from "../../ports/system.ts";
import type { HttpClient } from "../http/http-client.ts";

/** What is told of a contact; the type of the webhook. */
const TYPE = "contact.changed";

interface Sending {
  readonly client: HttpClient;
  readonly target: SignedWebhook;
  readonly request: EffectRequests["crm"];
  readonly effectId: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Tells a receiver of webhooks of a change; the id is that of the effect, so every attempt has the same. What was matched and
 * created only the receiver knows. Sources: Standard Webhooks; CloudEvents 1.0, HTTP binary mode.
 */
export async function sendSigned(sending: Sending): Promise<Outcome> {
  const { client, target, request, effectId, timeoutMs } = sending;
  const body = JSON.stringify(bodyOf(request, target, effectId));
  const ending = await client.send({
    method: "POST",
    path: null,
    headers: {
      "content-type": "application/json",
      ...eventHeaders(request, target, effectId),
      ...signatureHeaders(body, sending),
    },
    idempotencyKey: effectId,
    body,
    timeoutMs,
  });
  return ending.kind === "answered" ? done({ matched: null, created: null, ids: [] }, ending) : ending;
}

function bodyOf(request: EffectRequests["crm"], { format }: SignedWebhook, effectId: string): JsonObject {
  const { phone, at, set, tags, opt_out: optOut, note } = request;
  const change = { phone, opted_out: optOut, note, tags_add: tags.add, tags_remove: tags.remove };
  // Forms that map keys to fields know no levels, and some know numbers without plus only.
  if (format === "flat") return { ...set, id: effectId, at, phone_digits: vendorNumber(phone), ...change };
  const data = { ...change, set };
  return format === "standard" ? { type: TYPE, timestamp: at, data } : data;
}

function eventHeaders(
  { at }: EffectRequests["crm"],
  { format }: SignedWebhook,
  effectId: string,
): Readonly<Record<string, string>> {
  if (format !== "cloudevents") return {};
  return { "ce-specversion": "1.0", "ce-id": effectId, "ce-source": "/heyrules", "ce-type": TYPE, "ce-time": at };
}

function signatureHeaders(
  body: string,
  { target: { signingSecret }, effectId, clock }: Sending,
): Readonly<Record<string, string>> {
  if (signingSecret === null) return {};
  const now = new Date(clock.now());
  return {
    "webhook-id": effectId,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(signingSecret).sign(effectId, now, body),
  };
}
