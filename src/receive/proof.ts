import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { OutsideProof } from "../ports/outside/connection.ts";
import { digestTokens, verifyToken } from "./verify.ts";

/** A delivery of another system, as far as its proof goes. */
export interface ProvenRequest {
  readonly headers: IncomingHttpHeaders;
  /** The body as it came over the wire. */
  readonly bytes: Buffer;
  /** By our clock, epoch milliseconds. */
  readonly now: number;
}

/** How far the clocks of sender and receiver may differ; later a recorded delivery is refused. Source: Standard Webhooks. */
const TOLERANCE_MS = 300_000;

/**
 * Which of the accepted tokens or secrets a delivery proves to know, counted from 1, or null. A signature is one over the bytes as
 * they came; what is compared are digests, in the same time whatever was given.
 */
export function verifyProof(
  proof: OutsideProof,
  request: ProvenRequest,
  tokenDigests: readonly Buffer[],
): number | null {
  switch (proof.kind) {
    case "token": {
      const given = headerOf(request, proof.header);
      const isBearer = proof.header.toLowerCase() === "authorization";
      return verifyToken(isBearer ? bearerOf(given) : given, tokenDigests);
    }
    case "hmac_sha256": {
      const { encoding, prefix, secrets } = proof;
      const given = headerOf(request, proof.header);
      const expected = secrets.map((secret) => {
        return prefix + createHmac("sha256", secret).update(request.bytes).digest(encoding);
      });
      return verifyToken(encoding === "hex" ? lowerHex(given, prefix) : given, digestTokens(expected));
    }
    case "standard_webhooks":
      return verifyStandardWebhook(proof.secrets, request);
  }
}

/** Header in which Standard Webhooks names the delivery; the same in each repeat of it. */
export const STANDARD_ID_HEADER = "webhook-id";

/** Source: Standard Webhooks, specification, "Signature scheme" (symmetric, `v1`). */
function verifyStandardWebhook(secrets: readonly string[], request: ProvenRequest): number | null {
  const id = headerOf(request, STANDARD_ID_HEADER);
  const timestamp = headerOf(request, "webhook-timestamp");
  const signatures = headerOf(request, "webhook-signature")?.split(" ") ?? [];
  if (id === null || timestamp === null || !/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(request.now - Number(timestamp) * 1000) > TOLERANCE_MS) return null;
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(request.bytes).digest("base64")}`;
  });
  const digests = digestTokens(expected);
  const labels = signatures.slice(0, MAXIMUM_SIGNATURES).map((signature) => verifyToken(signature, digests));
  return labels.find((label) => label !== null) ?? null;
}

/** A sender signs with its old and its new key while one is rotated. */
const MAXIMUM_SIGNATURES = 10;

function headerOf({ headers }: ProvenRequest, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return typeof value === "string" && value !== "" ? value : null;
}

function bearerOf(value: string | null): string | null {
  return /^bearer +(\S+)$/i.exec(value ?? "")?.[1] ?? null;
}

function lowerHex(value: string | null, prefix: string): string | null {
  if (value === null || !value.startsWith(prefix)) return null;
  return prefix + value.slice(prefix.length).toLowerCase();
}
