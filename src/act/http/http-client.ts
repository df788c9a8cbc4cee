import type { LookupFunction } from "node:net";
import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import { PAUSE_WITHOUT_RETRY_AFTER_MS } from "../../core/actions/remote/failure.ts";
import { headerProblem } from "../../core/actions/remote/request-problem.ts";
import { refused } from "../../core/model/outcome.ts";
import type { Alarms } from "../../ports/alarm.ts";
import type { CallObserver } from "../../ports/measures.ts";
import type { RemoteDialect } from "./exchange/remote-answer.ts";
import type { CrmTarget } from "../../ports/outside/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import type { Allowance } from "./pace/allowance.ts";
import type { Remote } from "./destinations.ts";
import { breakerEnding, classify } from "./exchange/http-ending.ts";
import type { HttpEnding } from "./exchange/http-ending.ts";
import { exchange } from "./exchange/http-exchange.ts";
import { createBreaker } from "./pace/breaker.ts";
import type { BreakerEvents } from "./pace/breaker.ts";
import { createPace } from "./pace/pace.ts";
import { requestUrl } from "./request-url.ts";

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
  /** A call that others can do without: that it fails does not keep them from the remote. */
  readonly isOptional?: boolean;
}

/** One destination with its authorization, its rate and its pauses, shared by all who call it. */
export interface HttpClient extends Remote {
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
  readonly crm?: CrmTarget;
}

/** What authorizes a call, or why it is not made. */
export type Authorization =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly ending: Exclude<HttpEnding, { readonly kind: "answered" }> };

/** What a destination is and how it is called. */
export interface HttpClientOptions {
  /** Names it in messages and logs, where its URL is never shown. */
  readonly name: string;
  readonly url: string;
  /** How many calls may start. */
  readonly allowance: Allowance;
  /** Headers that authorize a call, names in lower case; or the ending of a call that cannot be authorized. */
  readonly authorize: () => Promise<Authorization>;
  /** How the remote says no in a form of its own. */
  readonly dialect?: RemoteDialect | null | undefined;
  readonly reuseConnections: boolean;
  readonly privateNetwork?: boolean | undefined;
  readonly proxyUrl?: string | null | undefined;
  /** Asks for the addresses of host names; that of the system when absent. */
  readonly lookup?: LookupFunction | undefined;
  /** Told the time the remote gives in the `Date` of each answer that came soon, whatever its status; epoch milliseconds, in seconds. */
  readonly onDate?: ((remoteAt: number) => void) | undefined;
  /**
   * Why the remote takes no call of ours for now, as the end of a sentence, by how a call ended that was made at an instant of
   * `performance.now()`: it is left alone at once. Null: it says nothing of the kind.
   */
  readonly shutOutBy?: ((ending: HttpEnding, madeAt: number) => string | null) | undefined;
  /** Told when there is room again after there was none. */
  readonly onRoom?: (() => void) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent: nobody is told. */
  readonly alarms?: Alarms | undefined;
  /** Told of each call when it has ended. */
  readonly onCall?: CallObserver | undefined;
}

/** A client of one destination; a 429 pauses it for all its callers, and one that does not answer is left alone. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const pace = createPace(options.allowance, options.onRoom);
  let shutOut: string | null = null;
  const breaker = createBreaker(breakerEvents(options, () => shutOut));

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
    state: () => ({
      ...{ breaker: breaker.state(), newestCall: breaker.newest() },
      newestCallMsAgo: breaker.newestMsAgo(),
      shutOut: breaker.state() === "closed" ? null : shutOut,
      callsLeft: breaker.state() === "closed" ? pace.left() : 0,
    }),
    takeSlot: (signal) => pace.take(signal),
    pause: (ms) => {
      pace.pause(ms);
    },
    async send(request) {
      const startedAt = performance.now();
      const ending = await call(options, request);
      shutOut = options.shutOutBy?.(ending, startedAt) ?? null;
      const became = shutOut === null ? breakerEnding(ending) : "shut_out";
      if (request.isOptional !== true || became === "answered") breaker.settle(became);
      if (ending.kind === "not_sent" && !ending.counts) {
        pace.pause(ending.retryAfterMs ?? PAUSE_WITHOUT_RETRY_AFTER_MS);
      }
      tellCall({ options, method: request.method, ending, ms: performance.now() - startedAt });
      return ending;
    },
  };
}

function breakerEvents(
  { name, logger, alarms, onRoom = () => undefined }: HttpClientOptions,
  shutOut: () => string | null,
): BreakerEvents {
  const fields = { destination: name };
  const raise = (what: string): void => {
    alarms?.raise({ kind: "breaker", subject: `destination ${name}`, what, example: null });
  };
  return {
    onOpen: () => {
      const reason = shutOut();
      const what = reason === null ? "does not answer" : `takes no calls, ${reason}`;
      logger.error(fields, `a destination ${what}; what stands in line for it waits, and is tried every 30 s`);
      raise(what);
    },
    onClose: () => {
      logger.warn(fields, "a destination answers again");
      raise("answers again");
    },
    onRoom,
  };
}

async function call(options: HttpClientOptions, request: HttpRequest): Promise<HttpEnding> {
  const target = request.path === null ? ownUrl(options.url) : requestUrl(options.url, request.path);
  if (!target.ok) return refused("invalid_request", `${options.name} was not called: ${target.problem}.`);

  const authorized = await options.authorize();
  if ("ending" in authorized) return authorized.ending;
  const authorization = authorized.headers;
  const own = Object.keys(authorization);
  const problems = Object.entries(request.headers).map(([name, value]) => headerProblem(name, value, own));
  const problem = problems.find((each) => each !== null) ?? null;
  if (problem !== null) return refused("invalid_request", `${options.name} was not called: ${problem}.`);

  const key = request.idempotencyKey === null ? {} : { "idempotency-key": request.idempotencyKey };
  const sentAt = options.clock.now();
  const ending = await exchange({
    url: target.url,
    ...request,
    headers: { ...request.headers, ...key, ...authorization },
    reuseConnections: options.reuseConnections,
    privateNetwork: options.privateNetwork,
    proxyUrl: options.proxyUrl,
    lookup: options.lookup,
  });
  if (ending.kind === "response" && options.clock.now() - sentAt <= DATED_WITHIN_MS)
    tellDate(options, ending.headers["date"]);
  // A remote that quotes our credentials may leave the scheme away.
  const secrets = Object.values(authorization).flatMap((value) => [value, ...value.split(" ").slice(1)]);
  return classify(ending, { name: options.name, secrets, now: options.clock.now(), dialect: options.dialect });
}

/** What was longer under way, or waited here to be read, says nothing of the time now. */
const DATED_WITHIN_MS = 10_000;

function tellDate({ onDate }: HttpClientOptions, date: string | undefined): void {
  const remoteAt = Date.parse(date ?? "");
  if (!Number.isNaN(remoteAt)) onDate?.(remoteAt);
}

function ownUrl(url: string): ReturnType<typeof requestUrl> {
  return URL.canParse(url) ? { ok: true, url: new URL(url) } : requestUrl(url, "");
}

function tellCall(call: {
  readonly options: HttpClientOptions;
  readonly method: string;
  readonly ending: HttpEnding;
  readonly ms: number;
}): void {
  const { options, method, ending, ms } = call;
  const { kind: outcome, httpStatus: status, requestId } = ending;
  const fields = { destination: options.name, method, status, outcome, request_id: requestId, ms: Math.round(ms) };
  options.onCall?.({ destination: options.name, method, outcome, seconds: ms / 1_000 });
  if (outcome === "answered") options.logger.info(fields, "called a destination");
  else options.logger.warn(fields, "a call to a destination failed");
}
