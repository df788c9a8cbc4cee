import type { JsonValue } from "../../../core/base/json.ts";
import { failureOf } from "../../../core/actions/remote/failure.ts";
import { notSent, refused, unclear } from "../../../core/model/outcome.ts";
import type { Evidence, Outcome } from "../../../core/model/outcome.ts";
import type { ExchangeEnding } from "./http-exchange.ts";
import { parseRemoteJson, shownHeaders, withoutSecrets } from "./remote-answer.ts";
import type { RemoteDialect } from "./remote-answer.ts";
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
  /** Whether the body is longer, so that what is JSON there is none here. */
  readonly isCut: boolean;
}

/** How a call ended: an answer to read, or an outcome to hand on. */
export type HttpEnding = HttpAnswer | Exclude<Outcome, { readonly kind: "done" }>;

/** An ending of the socket, sorted by what may be done about it. */
export function classify(ending: ExchangeEnding, { name, secrets, now, dialect = null }: Reading): HttpEnding {
  if (ending.kind === "forbidden") {
    return refused("forbidden_address", `${name} was not called: ${ending.message}.`);
  }
  if (ending.kind !== "response") {
    const evidence = { httpStatus: ending.status };
    return ending.kind === "unclear"
      ? unclear(`${name} may have acted, its answer was lost: ${ending.message}.`, evidence)
      : notSent(`${name} could not be reached: ${ending.message}.`, evidence);
  }

  const { status, isCut } = ending;
  const text = withoutSecrets(ending.text, secrets);
  const headers = Object.fromEntries(
    Object.entries(ending.headers).map(([header, value]) => [header, withoutSecrets(value, secrets)]),
  );
  const json = parseRemoteJson(text);
  const evidence = { httpStatus: status, requestId: headers["x-request-id"]?.slice(0, 100) ?? null };
  if (status >= 200 && status < 300) {
    const body = { json: json ?? null, text: json === undefined ? text : null, isCut };
    return { kind: "answered", headers, ...body, ...evidence };
  }
  return failureOf({
    ...evidence,
    name,
    status,
    json: json ?? null,
    headers: shownHeaders(headers),
    text,
    isJson: json !== undefined,
    secrets,
    retryAfterMs: parseRetryAfter(headers["retry-after"] ?? null, now),
    own: dialect?.({ status, headers, json }) ?? null,
  });
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
