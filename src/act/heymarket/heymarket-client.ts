import { SignJWT } from "jose";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { notSent, refused, unclear } from "../../core/model/outcome.ts";
import type { HeymarketAccess } from "../../ports/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import { createHttpClient } from "../http/http-client.ts";
import type { Callable } from "../http/destinations.ts";
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
export interface HeymarketClient extends Callable {
  /** Resolves when a call may start; rejects when `signal` aborts. Every call takes a slot of its own. */
  takeSlot(signal: AbortSignal): Promise<void>;
  /** Makes one call, for which a slot was taken: exactly one request goes out, whatever is answered. Never rejects. */
  send(request: HeymarketRequest): Promise<HttpEnding>;
}

/**
 * Heymarket takes 500 a minute. At most 7 calls start in any second, so no sliding minute sees more than 427, and a
 * process that starts anew adds at most 7: restarts do not lift it above 500 either. A few calls in a row need not wait.
 */
const CALLS_PER_SECOND = 7;
/** When a call answered 401 is made again; every call is signed for itself. */
const SIGN_ANEW_AFTER_MS = 1_000;
/** How long everybody waits after our credentials were refused again. */
const CREDENTIALS_PAUSE_MS = 60_000;

/** A client of the Heymarket API. Without access every call is refused with a sentence that says what to configure. */
export function createHeymarketClient(
  access: HeymarketAccess | null,
  system: Pick<HttpClientOptions, "clock" | "logger" | "alarms" | "onDate" | "onRoom">,
): HeymarketClient {
  if (access === null) return UNCONFIGURED;
  const http = createHttpClient({
    ...system,
    name: "heymarket",
    url: access.apiUrl,
    rate: spread(access.rate),
    authorize: async () => ({ authorization: `Bearer ${await mintToken(access, system.clock)}` }),
    reuseConnections: false,
  });
  const credentials = createCredentialCheck(http, system.logger);

  return {
    room: () => http.room(),
    start: () => http.start(),
    takeSlot: (signal) => http.takeSlot(signal),
    async send({ json, ...rest }) {
      const signedAt = performance.now();
      const ending = await http.send({
        ...rest,
        headers: json === null ? {} : { "content-type": "application/json" },
        idempotencyKey: null,
        body: json === null ? null : JSON.stringify(json),
      });
      if (ending.kind === "answered") credentials.accept();
      if (ending.kind === "refused" && ending.httpStatus === 401) {
        return credentials.refuse({ signedAt, requestId: ending.requestId });
      }
      if (ending.kind !== "not_sent" || ending.httpStatus !== 408) return ending;
      // A gateway may say "timeout" of the server behind it, which then has the text.
      return unclear(ending.message, ending);
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

const NOT_CONFIGURED = refused(
  "not_configured",
  "heymarket was not called: no credentials are configured. Set HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY.",
);

const UNCONFIGURED: HeymarketClient = {
  room: () => Number.POSITIVE_INFINITY,
  start: () => () => undefined,
  takeSlot: () => Promise.resolve(),
  send: () => Promise.resolve(NOT_CONFIGURED),
};

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

/** What a 401 comes to, given the answers before it. */
interface CredentialCheck {
  /** Credentials were accepted. */
  readonly accept: () => void;
  /** The ending of a call answered 401 that was signed at an instant of `performance.now()`. */
  readonly refuse: (call: { readonly signedAt: number; readonly requestId: string | null }) => HttpEnding;
}

/**
 * One 401 may be a token that met a clock at odds: the next attempt, which is due soon, signs anew. Another one to a call
 * signed after that says that the credentials are wrong.
 */
function createCredentialCheck(http: HttpClient, logger: Logger): CredentialCheck {
  let refusedAt: number | null = null;
  let pausedUntil = 0;

  return {
    accept: () => {
      refusedAt = null;
    },
    refuse: ({ signedAt, requestId }) => {
      const now = performance.now();
      const isFirst = refusedAt === null || signedAt <= refusedAt;
      refusedAt ??= now;
      const answer = { httpStatus: 401, requestId, counts: false };
      if (isFirst) return notSent(REFUSED_ONCE, { ...answer, retryAfterMs: SIGN_ANEW_AFTER_MS });
      if (now >= pausedUntil) {
        pausedUntil = now + CREDENTIALS_PAUSE_MS;
        http.pause(CREDENTIALS_PAUSE_MS);
        logger.error({ destination: "heymarket", status: 401, request_id: requestId }, REFUSED_AGAIN);
      }
      return notSent(REFUSED_AGAIN, { ...answer, retryAfterMs: CREDENTIALS_PAUSE_MS });
    },
  };
}

const REFUSED_ONCE = "heymarket answered 401; the next attempt is signed anew.";
const REFUSED_AGAIN =
  "heymarket refused our credentials (401). Check HEYMARKET_API_SECRET_ID, HEYMARKET_API_SECRET_KEY and this " +
  "machine's clock; until they are accepted nothing is sent.";
