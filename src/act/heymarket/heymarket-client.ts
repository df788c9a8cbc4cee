import { SignJWT } from "jose";
import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { vendorNumber } from "../../core/base/phone.ts";
import type { HeymarketAccess } from "../../ports/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import { createHttpClient, refuse } from "../http/http-client.ts";
import type { HttpClient, HttpClientOptions, HttpEnding } from "../http/http-client.ts";

/** One call of the Heymarket API. */
interface HeymarketRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Such as `/v1/message/send`. */
  readonly path: string;
  /** Null sends no body. */
  readonly json: JsonObject | null;
  readonly timeoutMs: number;
}

/** The Heymarket API with our credentials, one rate for all who call it. */
export interface HeymarketClient {
  /** Resolves when a call may start; rejects when `signal` aborts. Every call takes a slot of its own. */
  takeSlot(signal: AbortSignal): Promise<void>;
  /** Makes one call, for which a slot was taken. Never rejects. */
  send(request: HeymarketRequest): Promise<HttpEnding>;
}

/**
 * Heymarket takes 500 a minute. At most 7 calls start in any second, so no sliding minute sees more than 427, and a
 * process that starts anew adds at most 7: restarts do not lift it above 500 either. A few calls in a row need not wait.
 */
const CALLS_PER_SECOND = 7;
/** How long everybody waits after our credentials were refused. */
const CREDENTIALS_PAUSE_MS = 60_000;

/** A client of the Heymarket API. Without access every call is refused with a sentence that says what to configure. */
export function createHeymarketClient(
  access: HeymarketAccess | null,
  system: Pick<HttpClientOptions, "clock" | "logger" | "onDate">,
): HeymarketClient {
  if (access === null) return { takeSlot: () => Promise.resolve(), send: () => Promise.resolve(NOT_CONFIGURED) };
  const http = createHttpClient({
    ...system,
    name: "heymarket",
    url: access.apiUrl,
    rate: spread(access.rate),
    authorize: async () => ({ authorization: `Bearer ${await mintToken(access, system.clock)}` }),
    reuseConnections: false,
  });

  return {
    takeSlot: (signal) => http.takeSlot(signal),
    async send(request) {
      const ending = await sendSigned(http, request);
      if (isUnauthorized(ending)) return waitForCredentials(http, system.logger, ending.requestId);
      if (ending.kind !== "not_sent" || ending.httpStatus !== 408) return ending;
      // A gateway may say "timeout" of the server behind it, which then has the text.
      const { message, httpStatus, requestId } = ending;
      return { kind: "unclear", message, httpStatus, requestId };
    },
  };
}

/** A rate a minute as one a second, or one call at a time when it is lower than that. */
function spread({ count, windowMs }: HeymarketAccess["rate"]): HeymarketAccess["rate"] {
  const perSecond = Math.min(CALLS_PER_SECOND, Math.floor((count * 1_000) / windowMs));
  return perSecond >= 1 ? { count: perSecond, windowMs: 1_000 } : { count: 1, windowMs: Math.ceil(windowMs / count) };
}

/** An id as the API wants it; null when the text is no integer that JSON carries exactly. */
export function vendorId(value: JsonValue): number | null {
  const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : null;
}

/** Whom a message is for, as the API wants it: `chat_id` or `phone_number`, never both; null when neither is known. */
export function recipientOf(request: JsonObject): JsonObject | null {
  const chatId = vendorId(ownValue(request, "chat_id"));
  if (chatId !== null) return { chat_id: chatId };
  const phone = ownValue(request, "phone");
  return typeof phone === "string" ? { phone_number: vendorNumber(phone) } : null;
}

const NOT_CONFIGURED = refuse(
  "not_configured",
  "heymarket was not called: no credentials are configured. Set HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY.",
);

/** A signed token is good for 5 minutes, so each call gets its own; a 401 gets one more, signed anew. */
async function sendSigned(http: HttpClient, request: HeymarketRequest): Promise<HttpEnding> {
  const deadlineAt = performance.now() + request.timeoutMs;
  const { json, ...rest } = request;
  const call = {
    ...rest,
    headers: json === null ? {} : { "content-type": "application/json" },
    idempotencyKey: null,
    body: json === null ? null : JSON.stringify(json),
  };
  const first = await http.send(call);
  if (!isUnauthorized(first)) return first;

  try {
    await http.takeSlot(AbortSignal.timeout(Math.max(Math.floor(deadlineAt - performance.now()), 0)));
  } catch {
    const message = "heymarket answered 401, and there was no time left to call again with a new signature.";
    return {
      kind: "not_sent",
      message,
      httpStatus: 401,
      requestId: first.requestId,
      retryAfterMs: null,
      counts: false,
    };
  }
  return http.send({ ...call, timeoutMs: Math.max(Math.floor(deadlineAt - performance.now()), 1) });
}

function isUnauthorized(ending: HttpEnding): boolean {
  return ending.kind === "refused" && ending.httpStatus === 401;
}

async function mintToken(access: HeymarketAccess, clock: Clock): Promise<string> {
  const { credentials } = access;
  if (credentials.kind === "legacy") return credentials.apiKey;
  const key = new TextEncoder().encode(`${credentials.secretId}||${credentials.secretKey}`);
  return new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(credentials.secretId)
    .setIssuedAt(Math.floor(clock.now() / 1000))
    .sign(key);
}

function waitForCredentials(http: HttpClient, logger: Logger, requestId: string | null): HttpEnding {
  http.pause(CREDENTIALS_PAUSE_MS);
  const message =
    "heymarket refused our credentials (401). Check HEYMARKET_API_SECRET_ID, HEYMARKET_API_SECRET_KEY and this " +
    "machine's clock; until they are accepted nothing is sent.";
  logger.error({ destination: "heymarket", status: 401, requestId }, message);
  return { kind: "not_sent", message, httpStatus: 401, requestId, retryAfterMs: CREDENTIALS_PAUSE_MS, counts: false };
}
