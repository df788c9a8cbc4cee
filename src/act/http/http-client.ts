import { validateHeaderName, validateHeaderValue } from "node:http";
import type { ConnectionKind } from "../../core/model/connection-kind.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { notSent, refused, unclear } from "../../core/model/outcome.ts";
import type { Evidence, Outcome } from "../../core/model/outcome.ts";
import type { Alarms } from "../../ports/alarm.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import type { Callable } from "./destinations.ts";
import { authorizationHeaders } from "./authorization.ts";
import { exchange } from "./http-exchange.ts";
import type { ExchangeEnding } from "./http-exchange.ts";
import { createBreaker } from "./breaker.ts";
import type { BreakerEvents } from "./breaker.ts";
import { createPace } from "./pace.ts";
import { parseRemoteJson, remoteCode, remoteMessage } from "./remote-answer.ts";
import { requestUrl } from "./request-url.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** One call to a destination. */
interface HttpRequest {
  readonly method: string;
  /** Below the destination's base URL; null for the base URL itself. */
  readonly path: string | null;
  /** Without authorization, which is the destination's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `Idempotency-Key`; null where the remote knows no such thing. */
  readonly idempotencyKey: string | null;
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** A 2xx answer. */
export interface HttpAnswer extends Evidence {
  readonly kind: "answered";
  readonly httpStatus: number;
  /** `content-type`, `date`, `location`, `retry-after` and `x-request-id`, as far as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null when the body is not JSON. */
  readonly json: JsonValue;
  /** The body when it is not JSON, at most 256 kB; else null. */
  readonly text: string | null;
}

/** How a call ended: an answer to read, or an outcome to hand on. */
export type HttpEnding = HttpAnswer | Exclude<Outcome, { readonly kind: "done" }>;

/** One destination with its authorization, its rate and its pauses, shared by all who call it. */
export interface HttpClient extends Callable {
  /** Resolves when a call may start; rejects when `signal` aborts. Every call takes a slot of its own. */
  takeSlot(signal: AbortSignal): Promise<void>;
  /** Lets nobody call for so many milliseconds. */
  pause(ms: number): void;
  /** Makes one call, for which a slot was taken. Never rejects. */
  send(request: HttpRequest): Promise<HttpEnding>;
}

/** A connection rules may name, ready to be called. */
export interface ConnectionClient extends HttpClient {
  readonly kind: ConnectionKind;
}

/** What a destination is and how it is called. */
export interface HttpClientOptions {
  /** Names it in messages and logs, where its URL is never shown. */
  readonly name: string;
  readonly url: string;
  readonly rate: { readonly count: number; readonly windowMs: number };
  /** Headers that authorize a call; names in lower case. */
  readonly authorize: () => Promise<Readonly<Record<string, string>>>;
  readonly reuseConnections: boolean;
  /** Told the time the remote gives in the `Date` of each answer, whatever its status; epoch milliseconds, in seconds. */
  readonly onDate?: ((remoteAt: number) => void) | undefined;
  /** Told when there is room again after there was none. */
  readonly onRoom?: (() => void) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent: nobody is told. */
  readonly alarms?: Alarms | undefined;
}

const PAUSE_WITHOUT_RETRY_AFTER_MS = 5_000;
const RESERVED_HEADERS = [
  "authorization",
  "connection",
  "content-length",
  "host",
  "idempotency-key",
  "proxy-authorization",
  "transfer-encoding",
];

/** A client of one destination; a 429 pauses it for all its callers, and one that does not answer is left alone. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const pace = createPace(options.rate, options.onRoom);
  const breaker = createBreaker(breakerEvents(options));

  return {
    room: () => {
      const allowed = breaker.room();
      return allowed === 0 ? 0 : Math.min(allowed, pace.room());
    },
    start: () => {
      const giveBack = breaker.room() === 0 ? null : pace.start();
      if (giveBack === null) return null;
      const takeBack = breaker.start();
      return () => {
        takeBack();
        giveBack();
      };
    },
    takeSlot: (signal) => pace.take(signal),
    pause: (ms) => {
      pace.pause(ms);
    },
    async send(request) {
      const startedAt = performance.now();
      const ending = await call(options, request);
      breaker.settle(breakerEnding(ending));
      if (ending.kind === "not_sent" && ending.httpStatus === 429) {
        pace.pause(ending.retryAfterMs ?? PAUSE_WITHOUT_RETRY_AFTER_MS);
      }
      logCall({ options, method: request.method, ending, ms: Math.round(performance.now() - startedAt) });
      return ending;
    },
  };
}

function breakerEvents({ name, logger, alarms, onRoom = () => undefined }: HttpClientOptions): BreakerEvents {
  const fields = { destination: name };
  const raise = (what: string): void => {
    alarms?.raise({ kind: "breaker", subject: `destination ${name}`, what, example: null });
  };
  return {
    onOpen: () => {
      logger.error(fields, "a destination does not answer; what stands in line for it waits, and is tried every 30 s");
      raise("does not answer");
    },
    onClose: () => {
      logger.warn(fields, "a destination answers again");
      raise("answers again");
    },
    onRoom,
  };
}

/** A refusal is an answer: it says that the remote is well. */
function breakerEnding({ kind, httpStatus }: HttpEnding): "answered" | "failed" | "unmade" {
  if (kind === "unclear" || (kind === "not_sent" && httpStatus === null)) return "failed";
  return httpStatus === null ? "unmade" : "answered";
}

/** A client of a configured connection; connections are kept for a moment between calls. */
export function createConnectionClient(
  connection: Connection,
  system: Pick<HttpClientOptions, "clock" | "logger" | "alarms" | "onRoom">,
): ConnectionClient {
  const headers = authorizationHeaders(connection.auth);
  const client = createHttpClient({
    ...system,
    name: connection.name,
    url: connection.url,
    rate: connection.rate,
    authorize: () => Promise.resolve(headers),
    reuseConnections: true,
  });
  return { ...client, kind: connection.kind };
}

async function call(options: HttpClientOptions, request: HttpRequest): Promise<HttpEnding> {
  const target = request.path === null ? ownUrl(options.url) : requestUrl(options.url, request.path);
  if (!target.ok) return refused("invalid_request", `${options.name} was not called: ${target.problem}.`);

  const authorization = await options.authorize();
  const problem = headerProblem(request.headers, [...RESERVED_HEADERS, ...Object.keys(authorization)]);
  if (problem !== null) return refused("invalid_request", `${options.name} was not called: ${problem}.`);

  const key = request.idempotencyKey === null ? {} : { "idempotency-key": request.idempotencyKey };
  const ending = await exchange({
    ...request,
    url: target.url,
    headers: { ...request.headers, ...key, ...authorization },
    reuseConnections: options.reuseConnections,
  });
  if (ending.kind === "response") tellDate(options, ending.headers["date"]);
  // A remote that quotes our credentials may leave the scheme away.
  const secrets = Object.values(authorization).flatMap((value) => [value, ...value.split(" ").slice(1)]);
  return classify(options, ending, secrets);
}

function tellDate({ onDate }: HttpClientOptions, date: string | undefined): void {
  const remoteAt = Date.parse(date ?? "");
  if (!Number.isNaN(remoteAt)) onDate?.(remoteAt);
}

function ownUrl(url: string): ReturnType<typeof requestUrl> {
  return URL.canParse(url) ? { ok: true, url: new URL(url) } : requestUrl(url, "");
}

function headerProblem(headers: Readonly<Record<string, string>>, reserved: readonly string[]): string | null {
  for (const [name, value] of Object.entries(headers)) {
    if (reserved.includes(name.toLowerCase())) return `header ${name} is set by the engine, not by a rule`;
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return `header ${JSON.stringify(name)} holds a character that headers cannot carry`;
    }
  }
  return null;
}

/** Sorts an ending by what may be done about it. Source for 408, 425 and 429 as "not executed": RFC 9110, 8470, 6585. */
function classify(options: HttpClientOptions, ending: ExchangeEnding, secrets: readonly string[]): HttpEnding {
  const { name } = options;
  if (ending.kind !== "response") {
    const evidence = { httpStatus: ending.status };
    return ending.kind === "unclear"
      ? unclear(`${name} may have acted, its answer was lost: ${ending.message}.`, evidence)
      : notSent(`${name} could not be reached: ${ending.message}.`, evidence);
  }

  const { status, headers, text } = ending;
  const json = parseRemoteJson(text);
  const evidence = { httpStatus: status, requestId: headers["x-request-id"]?.slice(0, 100) ?? null };
  if (status >= 200 && status < 300) {
    return { ...evidence, kind: "answered", headers, json: json ?? null, text: json === undefined ? text : null };
  }
  const said = remoteMessage({ json, text, secrets });
  const message = said === null ? `${name} answered ${status}.` : `${name} answered ${status}: ${said}`;
  if (status === 408 || status === 425 || status === 429) {
    const asked = parseRetryAfter(headers["retry-after"] ?? null, options.clock.now());
    const retryAfterMs = asked ?? (status === 429 ? PAUSE_WITHOUT_RETRY_AFTER_MS : null);
    return notSent(message, { ...evidence, retryAfterMs, counts: status !== 429 });
  }
  if (status >= 500) return unclear(message, evidence);
  if (status < 400) return refused(`http_${status}`, `${message} Redirects are not followed.`, evidence);
  return refused(remoteCode(json) ?? `http_${status}`, message, evidence);
}

function logCall(call: {
  readonly options: HttpClientOptions;
  readonly method: string;
  readonly ending: HttpEnding;
  readonly ms: number;
}): void {
  const { options, method, ending, ms } = call;
  const { kind: outcome, httpStatus: status, requestId } = ending;
  const fields = { destination: options.name, method, status, outcome, request_id: requestId, ms };
  if (outcome === "answered") options.logger.info(fields, "called a destination");
  else options.logger.warn(fields, "a call to a destination failed");
}
