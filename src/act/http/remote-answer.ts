import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { remoteCodeOf } from "../../core/model/run.ts";
import type { RemoteCode } from "../../core/model/run.ts";

/** What a remote says when it refuses a call in a form of its own; what it leaves out is read as everybody says it. */
export type RemoteDialect = (answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: JsonValue | undefined;
}) => {
  readonly code?: string | null;
  readonly message?: string | null;
  /** For how long it takes no calls, milliseconds; null when it says nothing of the kind. */
  readonly pauseMs?: number | null;
  /** Whether the same call may be taken when it is made again. */
  readonly isTransient?: boolean;
} | null;

const MAXIMUM_DEPTH = 64;
const MAXIMUM_MESSAGE = 300;
/** How remotes write codes. */
export const IDENTIFIER = /^[a-z][a-z0-9_.-]{0,63}$/i;

/** The value of a JSON text; undefined when it is no JSON, or nested so deep that it could not be written again. */
export function parseRemoteJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isDeeperThan(value, MAXIMUM_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * What a remote says went wrong, on one line of at most 300 characters: `message`, else `error`, else a short plain
 * text; null when it says nothing. Secrets are taken out, and long numbers but for their last four digits.
 */
export function remoteMessage(answer: {
  readonly json: JsonValue | undefined;
  readonly text: string;
  readonly secrets: readonly string[];
  /** What it says in a form of its own; absent or null: nothing. */
  readonly said?: string | null | undefined;
}): string | null {
  const said = answer.said ?? saidIn(answer);
  if (said === null) return null;
  const clean = answer.secrets
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), said);
  return clean
    .replace(/\s+/g, " ")
    .replace(/\d{7,}/g, (digits) => `•••${digits.slice(-4)}`)
    .trim()
    .slice(0, MAXIMUM_MESSAGE);
}

/** The code a remote gives its refusal, such as `unsubscribed_number`; null when it names none. */
export function remoteCode(json: JsonValue | undefined): RemoteCode | null {
  for (const name of ["error_code", "code", "error"]) {
    const value = ownValue(json, name);
    if (typeof value === "string" && IDENTIFIER.test(value)) return remoteCodeOf(value);
    if (isJsonObject(value)) return remoteCode(value);
  }
  return null;
}

function saidIn({ json, text }: { readonly json: JsonValue | undefined; readonly text: string }): string | null {
  return json === undefined ? plainText(text) : messageIn(json);
}

function messageIn(json: JsonValue): string | null {
  if (typeof json === "string") return plainText(json);
  for (const name of ["message", "error", "error_code"]) {
    const value = ownValue(json, name);
    if (typeof value === "string" && value !== "") return value;
    if (isJsonObject(value)) return messageIn(value);
  }
  return null;
}

/** Long texts and pages are not messages. */
function plainText(text: string): string | null {
  return text.length > 0 && text.length <= MAXIMUM_MESSAGE && !text.includes("<") ? text : null;
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((item: JsonValue) => isDeeperThan(item, levels - 1));
}
