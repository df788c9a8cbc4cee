import type { IncomingMessage } from "node:http";
import { parseEnvelopes } from "../core/event/envelope.ts";
import type { Envelope } from "../core/event/envelope.ts";
import { createRefusal, REFUSALS } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { discardBody, isPlainJson, readBody } from "./body.ts";
import { verifyToken } from "./verify.ts";

/** A delivery whose every envelope carries an accepted token. */
export interface VerifiedDelivery {
  readonly kind: "verified";
  readonly envelopes: readonly Envelope[];
  readonly isBatch: boolean;
  /** Which of the accepted tokens the first envelope carries, counted from 1. */
  readonly tokenLabel: string;
}

/** A delivery that is not to be stored; `refusal` is null when the client went away. */
export interface RefusedDelivery {
  readonly kind: "refused";
  readonly refusal: Refusal | null;
  /** Id of the webhook configuration, when the body named one. */
  readonly webhookId: string | null;
}

/** Reads, parses and verifies one request, in this order. Never rejects. */
export async function readDelivery(
  request: IncomingMessage,
  expected: { readonly digests: readonly Buffer[]; readonly bodyBytes: number },
): Promise<VerifiedDelivery | RefusedDelivery> {
  if (!isPlainJson(request.headers)) {
    discardBody(request, expected.bodyBytes);
    return refused(REFUSALS.unsupportedMediaType);
  }
  const body = await readBody(request, expected.bodyBytes);
  if (body.kind !== "text") return refused(body.kind === "too_large" ? REFUSALS.tooLarge : null);
  const parsed = parseEnvelopes(body.text);
  if (!parsed.ok) return refused(createRefusal(400, parsed.code, parsed.message));
  const { envelopes, isBatch } = parsed;
  const labels = envelopes.map((envelope) => verifyToken(envelope.token, expected.digests));
  const [label = null] = labels;
  if (label === null || labels.includes(null)) return refused(REFUSALS.unauthorized, envelopes[0]?.webhookId);
  return { kind: "verified", envelopes, isBatch, tokenLabel: String(label) };
}

function refused(refusal: Refusal | null, webhookId: string | null = null): RefusedDelivery {
  return { kind: "refused", refusal, webhookId };
}
