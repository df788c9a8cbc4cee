import { EngineError } from "../../core/base/errors.ts";
import type { JsonValue } from "../../core/base/json.ts";

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Makes one request: GET, or POST when there is a body to send as JSON.
 *
 * @throws EngineError REMOTE_UNREACHABLE when there is no answer within 10 seconds, USAGE for a port that Fetch blocks (Fetch Standard, 2.9).
 */
export async function request(
  url: string,
  body?: JsonValue,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  try {
    // A command asks a few times: an engine that is stopped meanwhile is not to wait for more.
    const once = { ...headers, connection: "close" };
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual",
      ...(body === undefined
        ? { headers: once }
        : { method: "POST", headers: { "content-type": "application/json", ...once }, body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (cause instanceof Error && cause.message === "bad port") {
      const message = `${url} cannot be asked: its port is kept for another protocol. Let the engine listen on another one, such as 8080.`;
      throw new EngineError("USAGE", message, { cause: error });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError("REMOTE_UNREACHABLE", `${url} does not answer: ${reason}.`, { cause: error });
  }
}

/** A text as JSON, or null when it is none. */
export function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
