import type { IncomingMessage } from "node:http";
import { parseEnvelopes, readClaim } from "../core/event/envelope.ts";
import type { Envelope } from "../core/event/envelope.ts";
import { readOutsideBody } from "../core/event/outside/outside-body.ts";
import type { OutsideFacts } from "../core/event/outside/outside-body.ts";
import type { OutsideAccess } from "../ports/outside/connection.ts";
import { createRefusal, REFUSALS } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { discardBody, isPlainJson, readBody } from "./body.ts";
import { STANDARD_ID_HEADER, verifyProof } from "./proof.ts";
import { verifyToken } from "./verify.ts";

/** A delivery whose sender is believed: every envelope carries an accepted token, or the whole has its proof. */
export interface VerifiedDelivery {
  readonly kind: "verified";
  readonly envelopes: readonly Envelope[];
  readonly isBatch: boolean;
  /** Which of the accepted tokens the first envelope carries, or of the secrets that prove the whole, counted from 1. */
  readonly tokenLabel: string;
  /** Of another system, where its one event belongs; null for Heymarket. */
  readonly outside: OutsideFacts | null;
}

/** A delivery that is not to be stored; `refusal` is null when the client went away. */
export interface RefusedDelivery {
  readonly kind: "refused";
  readonly refusal: Refusal | null;
  /** Id of the webhook configuration, when the body named one. */
  readonly webhookId: string | null;
}

/** A source as a delivery meets it. */
export interface Entrance {
  readonly source: string;
  readonly dry: boolean;
  /** Of its tokens, in their order. */
  readonly digests: readonly Buffer[];
  /** Null for Heymarket. */
  readonly outside: OutsideAccess | null;
}

/** Reads, parses and verifies one request; of another system it is verified first. Never rejects. */
export async function readDelivery(
  request: IncomingMessage,
  expected: { readonly entrance: Entrance; readonly bodyBytes: number; readonly now: () => number },
): Promise<VerifiedDelivery | RefusedDelivery> {
  const { entrance, bodyBytes, now } = expected;
  if (!isPlainJson(request.headers)) {
    discardBody(request, bodyBytes);
    return refused(REFUSALS.unsupportedMediaType);
  }
  const body = await readBody(request, bodyBytes);
  if (body.kind !== "whole") return refused(body.kind === "too_large" ? REFUSALS.tooLarge : null);
  const { bytes } = body;
  const { outside, digests } = entrance;
  if (outside === null) return fromHeymarket(bytes.toString(), digests);
  const label = verifyProof(outside.proof, { headers: request.headers, bytes, now: now() }, digests);
  if (label === null) return refused(outside.proof.kind === "token" ? REFUSALS.unauthorized : REFUSALS.unsigned);
  const signedId = outside.proof.kind === "standard_webhooks" ? request.headers[STANDARD_ID_HEADER] : undefined;
  return fromOutside(bytes.toString(), {
    ...outside,
    source: entrance.source,
    deliveryId: typeof signedId === "string" ? signedId : null,
    label,
  });
}

function fromHeymarket(text: string, digests: readonly Buffer[]): VerifiedDelivery | RefusedDelivery {
  const claim = readClaim(text);
  // Before anything is made of the rest, which may be large and is whatever a stranger likes.
  if (claim !== null && verifyToken(claim.token, digests) === null) {
    return refused(REFUSALS.unauthorized, claim.webhookId);
  }
  const parsed = parseEnvelopes(text);
  if (!parsed.ok) return refused(createRefusal(400, parsed.code, parsed.message));
  const { envelopes, isBatch } = parsed;
  const labels = envelopes.map((envelope) => verifyToken(envelope.token, digests));
  const [label = null] = labels;
  if (label === null || labels.includes(null)) return refused(REFUSALS.unauthorized, envelopes[0]?.webhookId);
  return { kind: "verified", envelopes, isBatch, tokenLabel: String(label), outside: null };
}

function fromOutside(
  text: string,
  context: Parameters<typeof readOutsideBody>[1] & { readonly label: number },
): VerifiedDelivery | RefusedDelivery {
  const read = readOutsideBody(text, context);
  if ("code" in read) return refused(createRefusal(400, read.code, read.message));
  const { type, data, body, facts } = read;
  const envelope: Envelope = { type, token: null, webhookId: null, data, body };
  const tokenLabel = String(context.label);
  return { kind: "verified", envelopes: [envelope], isBatch: false, tokenLabel, outside: facts };
}

function refused(refusal: Refusal | null, webhookId: string | null = null): RefusedDelivery {
  return { kind: "refused", refusal, webhookId };
}
