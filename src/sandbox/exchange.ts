import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Request, Response } from "express";
import type { JsonValue } from "../core/base/json.ts";
import { isJsonObject, ownValue } from "../core/base/json.ts";
import type { Answer, Endpoint, FakeRequest } from "./answer.ts";
import { jsonAnswer, Refusal, textAnswer } from "./answer.ts";
import type { BoundedList } from "./bounded.ts";
import type { Behaviour, Script } from "./script.ts";

/** One request and what became of it. */
export interface Exchange {
  /** The `X-Request-Id` of the answer. */
  readonly requestId: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** When it arrived; epoch milliseconds. */
  readonly at: number;
  /** Status of the answer, also of one that was lost; null while there is none. */
  readonly status: number | null;
  /** Whether the fake acted on it; false when a script answered instead. */
  readonly executed: boolean;
  /** The body's `local_id`. */
  readonly localId: string | null;
  readonly idempotencyKey: string | null;
  /** JSON as sent; other bodies as text. */
  readonly body: JsonValue;
  /** Body of the answer. */
  readonly answer: string | null;
}

/** What serving needs besides the request. */
export interface ExchangeContext {
  readonly script: Script;
  readonly exchanges: BoundedList<Exchange>;
  readonly now: () => number;
  /** Called before the answer leaves, and once more when a request is executed after its answer. */
  readonly record: (exchange: Exchange) => void;
  /** Aborts when what is pending is to be forgotten. */
  readonly signal: AbortSignal;
}

type OpenExchange = { -readonly [Key in keyof Exchange]: Exchange[Key] };

/** Serves one request as the script says: executes it, answers it, or fails to. */
export async function serveExchange(
  endpoint: Endpoint,
  http: { readonly request: Request; readonly response: Response },
  context: ExchangeContext,
): Promise<void> {
  const { response } = http;
  const request = readRequest(http.request);
  const behaviour = context.script.take(request);
  const exchange = openExchange(request, context.now());
  context.exchanges.add(exchange);
  response.setHeader("date", new Date(exchange.at).toUTCString());
  const settle = (answer: Answer | null, executed: boolean): void => {
    exchange.executed = executed;
    exchange.status ??= answer?.status ?? null;
    exchange.answer ??= answer?.text ?? null;
    context.record({ ...exchange });
  };
  const send = async (answer: Answer): Promise<void> => {
    if (behaviour.stallMs !== undefined) await wait(behaviour.stallMs, undefined, { signal: context.signal });
    await sendAnswer({ response, answer, requestId: exchange.requestId, slowBytes: behaviour.slowBytes ?? null });
  };

  const instead = scriptedAnswer(behaviour);
  const executes = behaviour.executeAfterMs !== undefined || (instead === null && behaviour.reset !== "before");
  try {
    if (instead !== null || behaviour.reset === "before") settle(instead, false);
    if (behaviour.reset === "before") response.destroy();
    if (instead !== null) await send(instead);
    if (!executes) return;
    if (behaviour.executeAfterMs !== undefined) {
      await wait(behaviour.executeAfterMs, undefined, { signal: context.signal });
    }
    const answer = await execute(endpoint, request);
    settle(answer, true);
    if (behaviour.reset === "after") response.destroy();
    if (instead === null) await send(answer);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    response.destroy();
  }
}

async function execute(endpoint: Endpoint, request: FakeRequest): Promise<Answer> {
  try {
    return await endpoint(request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

async function sendAnswer(reply: {
  readonly response: Response;
  readonly answer: Answer;
  readonly requestId: string;
  readonly slowBytes: number | null;
}): Promise<void> {
  const { response, answer, slowBytes } = reply;
  if (response.destroyed) return;
  const bytes = Buffer.from(answer.text);
  response.status(answer.status).setHeader("x-request-id", reply.requestId);
  // Not Express's `set`, which would add a charset of its own.
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (slowBytes === null) {
    response.end(bytes);
    return;
  }
  response.set("content-length", String(bytes.length)).flushHeaders();
  await writeSlowly(response, bytes, slowBytes);
}

async function writeSlowly(response: Response, bytes: Buffer, bytesPerSecond: number): Promise<void> {
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await wait(1_000 / bytesPerSecond);
  }
  response.end();
}

function scriptedAnswer({ status, body, headers = {} }: Behaviour): Answer | null {
  if (status === undefined) return null;
  if (typeof body !== "string") return jsonAnswer(status, body ?? {}, headers);
  const answer = textAnswer(status, body);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function openExchange(request: FakeRequest, at: number): OpenExchange {
  const localId = isJsonObject(request.json) ? ownValue(request.json, "local_id") : null;
  const idempotencyKey = request.headers["idempotency-key"];
  return {
    requestId: randomUUID(),
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    at,
    status: null,
    executed: false,
    localId: typeof localId === "string" ? localId : null,
    idempotencyKey: typeof idempotencyKey === "string" ? idempotencyKey : null,
    body: request.json === undefined ? request.text : request.json,
    answer: null,
  };
}

function readRequest(request: Request): FakeRequest {
  const body: unknown = request.body;
  const text = typeof body === "string" ? body : "";
  const params = Object.entries(request.params).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method,
    path: request.path,
    params: Object.fromEntries(params),
    query: new URL(request.originalUrl, "http://sandbox").searchParams,
    headers: request.headers,
    text,
    json: parseJson(text),
  };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return text === "" ? null : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
