import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import type { RemoteDialect } from "../http/remote-answer.ts";

const MINUTE_MS = 60_000;

/** What each CRM says in a form of its own when it refuses a call; absent where it says it as everybody does. */
const DIALECTS: Partial<Record<ConnectionKind, RemoteDialect>> = {
  /** `{ status: "error", message, category, policyName? }`. A daily limit is not over in seconds. */
  hubspot: ({ status, json }) => {
    const isDaily = textIn(json, "policyName") === "DAILY";
    return { code: textIn(json, "category"), pauseMs: status === 429 && isDaily ? 15 * MINUTE_MS : null };
  },
  /** A list of `{ errorCode, message, fields }`. Its limit counts calls of 24 hours, and is told with 403. */
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
  /** Seconds until the next call stand in a header of its own. */
  pipedrive: ({ status, headers }) => {
    const seconds = Number(headers["x-ratelimit-reset"] ?? "");
    const isTold = status === 429 && Number.isFinite(seconds) && seconds > 0;
    return { pauseMs: isTold ? Math.min(seconds * 1_000, 60 * MINUTE_MS) : null };
  },
  /** `{ code, message, status: "error" }`; limits are told by code, not always with 429. */
  zoho: ({ json }) => {
    const code = textIn(json, "code");
    return { code, pauseMs: code !== null && /TOO_MANY_REQUESTS|LIMIT_EXCEEDED/.test(code) ? MINUTE_MS : null };
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
