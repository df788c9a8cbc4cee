import type { LookupFunction } from "node:net";
import type { Got, PlainResponse, Request } from "got";
import { isOwnNetworkHost } from "../../../core/actions/remote/own-network.ts";
import { agentsFor } from "./agents.ts";
import { addressProblem, ForbiddenAddress } from "./guarded-lookup.ts";

/** One request, ready for the wire. */
export interface ExchangeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For the whole exchange: look-up, connection, request, answer. */
  readonly timeoutMs: number;
  /** Whether a kept connection may be used; without, a reset cannot come from a connection that had gone stale. */
  readonly reuseConnections: boolean;
  /** Whether the host may be in our own network although its name does not say so; false when absent. */
  readonly privateNetwork?: boolean | undefined;
  /** Through which it is called, with its user name and password; directly when absent. */
  readonly proxyUrl?: string | null | undefined;
  /** Asks for the addresses of host names; that of the system when absent. */
  readonly lookup?: LookupFunction | undefined;
}

/** How a request ended, as seen from the socket. */
export type ExchangeEnding =
  | {
      readonly kind: "response";
      readonly status: number;
      /** `content-type`, `date`, `location`, `retry-after` and `x-request-id`, as far as they came. */
      readonly headers: Readonly<Record<string, string>>;
      /** Decompressed; cut after 256 kB. */
      readonly text: string;
      readonly isCut: boolean;
    }
  | {
      /** It is not for us to call; the message is the end of a sentence. */
      readonly kind: "forbidden";
      readonly message: string;
    }
  | {
      /** `not_sent`: no byte of the request was written; `unclear`: some were, and no whole answer came. */
      readonly kind: "not_sent" | "unclear";
      readonly message: string;
      readonly status: number | null;
    };

const MAXIMUM_BODY_BYTES = 256 * 1024;
/** Look-up, connection and TLS are given up before the request's own time is, as that end is definite. */
const HANDSHAKE_MS = 10_000;
const KEPT_HEADERS = [
  "content-type",
  "date",
  "location",
  "retry-after",
  "x-daily-ratelimit-token-remaining",
  "x-ratelimit-reset",
  "x-request-id",
];

/** Sends one request and tells how it ended; no retry, no redirect, and no call of what must not be called. Never rejects. */
export async function exchange(request: ExchangeRequest): Promise<ExchangeEnding> {
  // An address in place of a name is never looked up.
  const problem = addressProblem(request.url.hostname, reachOf(request));
  if (problem !== null) return { kind: "forbidden", message: problem };
  let got: Got;
  try {
    got = await loadHttpClient();
  } catch (error) {
    return { kind: "not_sent", message: `${messageOf(error)}; ${START_AGAIN}`, status: null };
  }
  const stream = openStream(got, request);
  // A stream that is left at the size cap may still report the connection it had to give up.
  stream.on("error", () => undefined);

  const chunks: Buffer[] = [];
  let failure: unknown = null;
  let isCut = false;
  try {
    isCut = await collect(stream, chunks);
  } catch (error) {
    failure = error;
  }
  return describeEnding({ request, stream, failure, text: decode(chunks), isCut });
}

const START_AGAIN = "the HTTP client could not be loaded, start the engine again";
let client: Promise<Got> | null = null;

/**
 * What requests are made with, loaded when it is asked for first: an engine takes deliveries before it needs one. Rejects when
 * its files cannot be opened, and from then on: Node does not look for them twice.
 */
export function loadHttpClient(): Promise<Got> {
  return (client ??= importClient());
}

async function importClient(): Promise<Got> {
  const { got } = await import("got");
  return got.extend({
    headers: { "user-agent": "heyrules" },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    decompress: true,
    timeout: { lookup: HANDSHAKE_MS, connect: HANDSHAKE_MS, secureConnect: HANDSHAKE_MS },
  });
}

function openStream(got: Got, request: ExchangeRequest): Request {
  const bodyless = request.method === "GET" || request.method === "HEAD";
  return got.stream(request.url, {
    method: request.method as "GET",
    headers: request.headers,
    // Without a body got would wait for one to be piped into it.
    body: request.body ?? (bodyless ? undefined : ""),
    allowGetBody: request.body !== null,
    timeout: { request: request.timeoutMs },
    agent: agentsFor({
      reach: reachOf(request),
      proxyUrl: request.proxyUrl ?? null,
      reuseConnections: request.reuseConnections,
      lookup: request.lookup,
    }),
  });
}

function reachOf({ url, privateNetwork = false }: ExchangeRequest): "own" | "public" {
  return privateNetwork || isOwnNetworkHost(url.hostname) ? "own" : "public";
}

/** Whether there is more than is read. By listeners: an iterator over the stream costs a sixth more for the whole request. */
function collect(stream: Request, chunks: Buffer[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let bodyBytes = 0;
    stream.on("data", (chunk: Buffer) => {
      if (bodyBytes >= MAXIMUM_BODY_BYTES) return;
      chunks.push(chunk.subarray(0, MAXIMUM_BODY_BYTES - bodyBytes));
      bodyBytes += chunk.length;
      if (bodyBytes < MAXIMUM_BODY_BYTES) return;
      stream.destroy();
      resolve(true);
    });
    stream.on("end", () => {
      resolve(false);
    });
    stream.on("error", reject);
    stream.on("close", () => {
      reject(new Error("the connection ended"));
    });
  });
}

/** UTF-8; a character cut in two at the cap is left out. */
function decode(chunks: readonly Buffer[]): string {
  return new TextDecoder().decode(Buffer.concat(chunks), { stream: true });
}

function describeEnding(end: {
  readonly request: ExchangeRequest;
  readonly stream: Request;
  readonly failure: unknown;
  readonly text: string;
  readonly isCut: boolean;
}): ExchangeEnding {
  if (isForbidden(end.failure)) return { kind: "forbidden", message: end.failure.message };
  const { response, timings } = end.stream;
  const status = response?.statusCode ?? null;
  // A no stands once its status has arrived; a yes only counts when the whole answer has.
  if (response !== undefined && status !== null && (end.failure === null || (status >= 400 && status < 500))) {
    return { kind: "response", status, headers: keptHeaders(response), text: end.text, isCut: end.isCut };
  }
  // Node writes the request when the connection, and its TLS, stands; until then it is only queued.
  const readyAt = end.request.url.protocol === "https:" ? timings?.secureConnect : timings?.connect;
  return { kind: readyAt === undefined ? "not_sent" : "unclear", message: messageOf(end.failure), status };
}

function keptHeaders(response: PlainResponse): Readonly<Record<string, string>> {
  const headers = response.headers as Readonly<Record<string, string | undefined>>;
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The client wraps what ends a request, and keeps its code. */
function isForbidden(error: unknown): error is Error {
  return error instanceof Error && (error.cause instanceof ForbiddenAddress || error instanceof ForbiddenAddress);
}

/** What hpagent says of a proxy that opens no way to the host. */
const PROXY_REFUSAL = /^Bad response: (\d+)$/;

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection ended";
  const refusal = PROXY_REFUSAL.exec(error.message);
  if (refusal !== null) return `the proxy answered ${refusal[1] ?? ""}`;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return error.message === "" ? code : error.message;
}
