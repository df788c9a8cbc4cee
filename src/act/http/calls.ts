import type { JsonObject } from "../../core/base/json.ts";
import { notSent } from "../../core/model/outcome.ts";
import type { Outcome, Refused } from "../../core/model/outcome.ts";
import type { HttpClient } from "./http-client.ts";
import type { HttpAnswer, HttpEnding } from "./exchange/http-ending.ts";

/** One call with JSON, or without a body. */
export interface JsonRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** Such as `/v1/message/send`. */
  readonly path: string;
  /** Null sends no body. */
  readonly json: JsonObject | null;
  readonly timeoutMs: number;
  /** A call that others can do without: that it fails does not keep them from the remote. */
  readonly isOptional?: boolean;
}

/** A remote that is called with JSON. */
export interface JsonClient {
  /** Names it in messages. */
  readonly name: string;
  /** Resolves when a call may start; rejects when `signal` aborts. Every call takes a slot of its own. */
  takeSlot(signal: AbortSignal): Promise<void>;
  /** Makes one call, for which a slot was taken: exactly one request goes out, whatever is answered. Never rejects. */
  send(request: JsonRequest): Promise<HttpEnding>;
}

/** A client of a destination that is called with JSON. */
export function createJsonClient(name: string, client: Pick<HttpClient, "takeSlot" | "send">): JsonClient {
  return {
    name,
    takeSlot: (signal) => client.takeSlot(signal),
    send: ({ json, ...request }) =>
      client.send({
        ...request,
        headers: json === null ? {} : { "content-type": "application/json" },
        idempotencyKey: null,
        body: json === null ? null : JSON.stringify(json),
      }),
  };
}

/** Makes one call of an attempt; throws `Ended` unless it is answered. */
export type Call = (method: JsonRequest["method"], path: string, json: JsonObject | null) => Promise<HttpAnswer>;

/** An outcome that is no answer to read. */
type Unanswered = Exclude<Outcome, { readonly kind: "done" }>;

/** Ends an attempt of several calls without an answer, however deep in its work; never leaves `performCalls`. */
export class Ended extends Error {
  readonly outcome: Unanswered;

  constructor(outcome: Unanswered) {
    super("the attempt has ended");
    this.outcome = outcome;
  }
}

/** The refusal an attempt ended with; null when it ended otherwise, or was cut off by a fault of ours. */
export function refusalOf(error: unknown): Refused | null {
  return error instanceof Ended && error.outcome.kind === "refused" ? error.outcome : null;
}

/** A read that got no answer did nothing, whatever it was to prepare. */
export function asRead(call: Call): Call {
  return async (method, path, json) =>
    call(method, path, json).catch((error: unknown) => {
      if (!(error instanceof Ended) || error.outcome.kind !== "unclear") throw error;
      throw new Ended(notSent(error.outcome.message, error.outcome));
    });
}

/**
 * One attempt or look that takes several calls: what its work comes to, or the ending of the first call that is
 * not answered. The first call uses the slot the attempt was given; every further one takes its own, within the attempt's time.
 */
export async function performCalls<Result>(
  attempt: {
    readonly client: JsonClient;
    readonly timeoutMs: number;
    /** What is said when time runs out, up to the reason: `The contact was not tagged`. */
    readonly notDone: string;
    /** False when it is no attempt that was given a slot for its first call; true by default. */
    readonly hasSlot?: boolean;
  },
  work: (call: Call) => Promise<Result>,
): Promise<Result | Unanswered> {
  const { client, timeoutMs: attemptMs, notDone } = attempt;
  const deadlineAt = performance.now() + attemptMs;
  const signal = AbortSignal.timeout(attemptMs);
  let { hasSlot = true } = attempt;

  const throwOutOfTime = (): never => {
    throw new Ended(notSent(`${notDone} in time: ${client.name} is busy or pauses us.`, { counts: false }));
  };
  const call: Call = async (method, path, json) => {
    if (!hasSlot) await client.takeSlot(signal).catch(throwOutOfTime);
    hasSlot = false;
    const timeoutMs = Math.floor(deadlineAt - performance.now());
    if (timeoutMs <= 0) throwOutOfTime();
    const ending = await client.send({ method, path, json, timeoutMs });
    if (ending.kind !== "answered") throw new Ended(ending);
    return ending;
  };
  try {
    return await work(call);
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    throw error;
  }
}
