import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { OwnForm } from "../../../core/actions/remote/failure.ts";
import { scanJson } from "../../../core/event/json-scan.ts";

/** What a remote says in a form of its own of an answer that is no 2xx; null when it says it as everybody does. */
export type RemoteDialect = (answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: JsonValue | undefined;
}) => OwnForm | null;

const MAXIMUM_DEPTH = 64;
const SHOWN_HEADERS = ["content-type", "location", "x-request-id"];

/**
 * The value of a JSON text; undefined when it is no JSON, or nested so deep that it could not be written again. An integer
 * that a number would not keep becomes the text of its digits, as in what webhooks bring.
 */
export function parseRemoteJson(text: string): JsonValue | undefined {
  const exact = scanJson(text, MAXIMUM_DEPTH);
  if (exact === null) return undefined;
  try {
    return JSON.parse(exact) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Shorter ones stand in words that are no secret. */
const SHORTEST_SECRET = 6;

/**
 * What a remote wrote, as text or within JSON, without the secrets that it was shown: some repeat the head of a request in what they
 * answer, and answers are kept and shown.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const told = secrets.filter((secret) => secret.length >= SHORTEST_SECRET && secret.trim() === secret);
  const written = told.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return written.reduce((words, secret) => words.replaceAll(secret, "[secret]"), text);
}

/** The headers of an answer that rules may read. */
export function shownHeaders(headers: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SHOWN_HEADERS.includes(name)));
}
