import type { JsonValue } from "../../core/base/json.ts";
import { notSent, refused } from "../../core/model/outcome.ts";
import type { Outcome } from "../../core/model/outcome.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { HttpAnswer } from "../http/http-ending.ts";

/** Makes one call of an attempt; throws `Ended` unless it is answered. */
export type Call = (method: "GET" | "POST" | "PATCH" | "PUT", path: string, json?: JsonValue) => Promise<HttpAnswer>;

/** Ends an attempt of several calls without an answer, however deep in its work; never leaves `performCalls`. */
export class Ended extends Error {
  readonly outcome: Exclude<Outcome, { readonly kind: "done" }>;

  constructor(outcome: Ended["outcome"]) {
    super("the attempt has ended");
    this.outcome = outcome;
  }
}

/** Whether what was thrown is the refusal of a call that was answered with this status. */
export function isRefusedWith(error: unknown, httpStatus: number): boolean {
  return error instanceof Ended && error.outcome.kind === "refused" && error.outcome.httpStatus === httpStatus;
}

/** Ends the attempt at an answer that is not what the CRM documents. */
export function unreadable(what: string): Ended {
  return new Ended(refused("unreadable_answer", `The CRM answered ${what} in a form we cannot read.`));
}

/** One attempt: what its work comes to, or the ending of the first call that is not answered. The first call has its slot. */
export async function performCalls(
  { name, client, timeoutMs }: { readonly name: string; readonly client: HttpClient; readonly timeoutMs: number },
  work: (call: Call) => Promise<Outcome>,
): Promise<Outcome> {
  const deadlineAt = performance.now() + timeoutMs;
  const signal = AbortSignal.timeout(timeoutMs);
  let hasSlot = true;

  const throwOutOfTime = (): never => {
    throw new Ended(notSent(`${name} was not done with in time: it is busy or pauses us.`, { counts: false }));
  };
  const call: Call = async (method, path, json) => {
    if (!hasSlot) await client.takeSlot(signal).catch(throwOutOfTime);
    hasSlot = false;
    const leftMs = Math.floor(deadlineAt - performance.now());
    if (leftMs <= 0) throwOutOfTime();
    const ending = await client.send({
      method,
      path,
      headers: json === undefined ? {} : { "content-type": "application/json" },
      idempotencyKey: null,
      body: json === undefined ? null : JSON.stringify(json),
      timeoutMs: leftMs,
    });
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
