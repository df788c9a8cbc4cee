import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import type { RemoteDialect } from "../http/exchange/remote-answer.ts";
import { zohoRefusalIn } from "./zoho-refusal.ts";

const MINUTE_MS = 60_000;
/** How long a limit of a day is left alone before it is asked after. */
const DAILY_PAUSE_MS = 15 * MINUTE_MS;

/** What each CRM says in a form of its own when it refuses a call; absent where it says it as everybody does. */
const DIALECTS: Partial<Record<ConnectionKind, RemoteDialect>> = {
  /**
   * `{ status: "error", message, category, policyName? }`. A daily limit is not over in seconds.
   * Source: developers.hubspot.com, API usage guidelines.
   */
  hubspot: ({ status, json }) => {
    const isDaily = textIn(json, "policyName") === "DAILY";
    return { code: textIn(json, "category"), pauseMs: status === 429 && isDaily ? DAILY_PAUSE_MS : null };
  },
  /**
   * A list of `{ errorCode, message, fields }`. Its limit counts calls of 24 hours, and is told with 403.
   * Source: developer.salesforce.com, REST API Developer Guide: Status Codes and Error Responses.
   */
  salesforce: ({ json }) => {
    const [first = null] = Array.isArray(json) ? (json as readonly JsonValue[]) : [];
    if (!isJsonObject(first)) return null;
    const code = textIn(first, "errorCode");
    return {
      code,
      message: textIn(first, "message"),
      pauseMs: code === "REQUEST_LIMIT_EXCEEDED" ? 5 * MINUTE_MS : null,
      isTransient: code === "UNABLE_TO_LOCK_ROW" || code === "SERVER_UNAVAILABLE",
    };
  },
  /**
   * Seconds until the next call stand in a header of its own; those of the two seconds' window, also when the tokens of the day are used up.
   * Source: pipedrive.readme.io, Rate limiting; the header of the day is not in it, and is what clients see.
   */
  pipedrive: ({ status, headers }) => {
    if (status === 429 && headers["x-daily-ratelimit-token-remaining"] === "0") return { pauseMs: DAILY_PAUSE_MS };
    const seconds = Number(headers["x-ratelimit-reset"] ?? "");
    const isTold = status === 429 && Number.isFinite(seconds) && seconds > 0;
    return { pauseMs: isTold ? Math.min(seconds * 1_000, 60 * MINUTE_MS) : null };
  },
  /**
   * A limit of calls is told by code, not always with 429; other codes that end in `LIMIT_EXCEEDED` are of the request, which is no better
   * later. Source: help.zoho.com, Kaizen 203; github.com/zoho/crm-oas, v8.0.
   */
  zoho: ({ json }) => {
    const refusal = zohoRefusalIn(json ?? null);
    return refusal === null ? null : { ...refusal, pauseMs: refusal.code === "TOO_MANY_REQUESTS" ? MINUTE_MS : null };
  },
};

/** How the remotes of a kind say no; null when they say it as everybody does. */
export function dialectOf(kind: ConnectionKind): RemoteDialect | null {
  return DIALECTS[kind] ?? null;
}

function textIn(json: JsonValue | undefined, name: string): string | null {
  const value = ownValue(json, name);
  return typeof value === "string" && value !== "" ? value : null;
}
