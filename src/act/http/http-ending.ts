import type { JsonValue } from "../../core/base/json.ts";
import { notSent, refused, unclear } from "../../core/model/outcome.ts";
import type { Evidence, Outcome } from "../../core/model/outcome.ts";
import type { ExchangeEnding } from "./http-exchange.ts";
import { IDENTIFIER, parseRemoteJson, remoteCode, remoteMessage } from "./remote-answer.ts";
import type { RemoteDialect } from "./remote-answer.ts";
import { remoteCodeOf } from "../../core/model/run.ts";
import { parseRetryAfter } from "./retry-after.ts";

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

/** How long a destination is paused that does not say how long. */
export const PAUSE_WITHOUT_RETRY_AFTER_MS = 5_000;

/** An ending of the socket, sorted by what may be done about it. Source for 408, 425 and 429 as "not executed": RFC 9110, 8470, 6585. */
export function classify(ending: ExchangeEnding, { name, secrets, now, dialect = null }: Reading): HttpEnding {
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
  const own = dialect?.({ status, headers, json }) ?? null;
  const said = remoteMessage({ json, text, secrets, said: own?.message });
  const message = said === null ? `${name} answered ${status}.` : `${name} answered ${status}: ${said}`;
  const pauseMs = own?.pauseMs ?? null;
  if (pauseMs !== null) return notSent(message, { ...evidence, retryAfterMs: pauseMs, counts: false });
  if (own?.isTransient === true) return notSent(message, evidence);
  if (status === 408 || status === 425 || status === 429) {
    const asked = parseRetryAfter(headers["retry-after"] ?? null, now);
    const retryAfterMs = asked ?? (status === 429 ? PAUSE_WITHOUT_RETRY_AFTER_MS : null);
    return notSent(message, { ...evidence, retryAfterMs, counts: status !== 429 });
  }
  if (status >= 500) return unclear(message, evidence);
  if (status < 400) return refused(`http_${status}`, `${message} Redirects are not followed.`, evidence);
  const code = own?.code ?? null;
  const named = code !== null && IDENTIFIER.test(code) ? remoteCodeOf(code) : remoteCode(json);
  return refused(named ?? `http_${status}`, message, evidence);
}

/** What an answer is read with. */
interface Reading {
  readonly name: string;
  readonly secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly dialect?: RemoteDialect | null | undefined;
}

/** What an ending says of the remote: a refusal is an answer, and says that it is well. */
export function breakerEnding({ kind, httpStatus }: HttpEnding): "answered" | "failed" | "unmade" {
  if (kind === "unclear" || (kind === "not_sent" && httpStatus === null)) return "failed";
  return httpStatus === null ? "unmade" : "answered";
}
