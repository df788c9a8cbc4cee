import type { ServerResponse } from "node:http";
import type { Acceptance } from "../ports/store/store.ts";

/** An answer that refuses a delivery; the body is JSON text, ready to send. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly body: string;
}

/** The refusals whose words do not depend on the body. */
export const REFUSALS = {
  unauthorized: createRefusal(401, "unauthorized", "The token is not one of this webhook's tokens."),
  unsigned: createRefusal(401, "bad_signature", "The signature does not fit the body and the secret, or is too old."),
  notFound: createRefusal(404, "not_found", "There is nothing at this address."),
  methodNotAllowed: createRefusal(405, "method_not_allowed", "This address does not take this method; see Allow."),
  tooLarge: createRefusal(413, "too_large", "The body is larger than this engine accepts."),
  unsupportedMediaType: createRefusal(
    415,
    "unsupported_media_type",
    "The body must be application/json in UTF-8, not compressed.",
  ),
  badRequest: createRefusal(400, "bad_request", "The request cannot be read."),
  internal: createRefusal(500, "internal", "The engine failed on this delivery; its log says more."),
  unavailable: createRefusal(503, "unavailable", "The delivery was not stored; send it again later."),
} as const;

/** A refusal with a stable code and a sentence for whoever sent the delivery. */
export function createRefusal(status: number, code: string, message: string): Refusal {
  return { status, code, body: JSON.stringify({ error: { code, message } }) };
}

/**
 * Sends a refusal; `headers` go with it, such as `Allow` or `Retry-After`. Before the whole body has come the client is told
 * to make its next request over another connection: this one is cut when the rest is too long.
 */
export function sendRefusal(
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  const closing = response.req.complete ? {} : { connection: "close" };
  sendJson(response, refusal.status, refusal.body, { ...closing, ...headers });
}

/** Answers 200 for what is durable now: one event, or for a batch all of them in order. */
export function sendAcceptances(response: ServerResponse, acceptances: readonly Acceptance[], isBatch: boolean): void {
  const [first] = acceptances;
  const body =
    isBatch || first === undefined
      ? `{"status":"accepted","events":[${acceptances.map(acceptanceJson).join(",")}]}`
      : acceptanceJson(first);
  sendJson(response, 200, body);
}

/** Sends JSON text. Takes no part of Express: this is on the path of every delivery. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** Event ids are ours and need no escapes. A variant is a repeat to whoever sent it. */
function acceptanceJson({ outcome, eventId }: Acceptance): string {
  return `{"status":"${outcome === "accepted" ? "accepted" : "duplicate"}","event":"${eventId}"}`;
}
