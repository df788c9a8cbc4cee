import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { ErrorCode } from "../../core/base/errors.ts";

/** What was asked of an engine elsewhere. */
export interface Asked {
  /** Of its admin listener. */
  readonly url: string;
  /** Whether it was to look who is there, before anything is asked. */
  readonly isFirst: boolean;
  /** Whether it changes what is stored. */
  readonly isDeed: boolean;
}

/** What of an answer tells why it is none. */
export interface Answer {
  readonly statusCode: number;
  /** The body as JSON; null when it is none. */
  readonly said: object | null;
}

const SOME_DONE = " Some may be done: heyrules audit ls says what.";

/** The error of an engine that gave no answer. */
export function noAnswer({ url, isDeed, isFirst }: Asked, cause: unknown): EngineError {
  const why = messageOf(cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (SPEAKS_NO_TLS.test(`${code} ${why}`)) {
    const message = `What answers at ${url} speaks no https. The admin listener itself speaks http: name the port of what stands before it with https, or on the same machine use http.`;
    return new EngineError("REMOTE_UNREACHABLE", message, { cause });
  }
  const message =
    isFirst || NOT_REACHED.includes(code)
      ? `No engine answers at ${url}: ${why}.`
      : `The engine at ${url} does not answer: ${why}.${isDeed ? SOME_DONE : ""}`;
  return new EngineError("REMOTE_UNREACHABLE", message, { cause });
}

/** OpenSSL tells of what it read in place of a handshake. */
const SPEAKS_NO_TLS = /wrong version number|packet length too long|EPROTO/i;

/** Of a connection that was never made. */
const NOT_REACHED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** The error of an answer that is a refusal, or none of an engine. */
export function refusedAnswer({ url, isFirst, isDeed }: Asked, { statusCode, said }: Answer): EngineError {
  const error = errorIn(said);
  if (error === null) {
    // A proxy says so when the engine behind it is gone.
    const some = isDeed && statusCode >= 500 ? SOME_DONE : "";
    const message = `What answers at ${url} answered ${statusCode}, and not as heyrules does.${isFirst ? ADDRESS : some}`;
    return new EngineError("REMOTE_REFUSED", message);
  }
  if (error.code === "UNAUTHORIZED") {
    const message = `The engine at ${url} does not know the token (401): give one that it has in HEYRULES_ADMIN_TOKEN or HEYRULES_ADMIN_READ_TOKEN, in the same variable here or in the file that --token-file names.`;
    return new EngineError("REMOTE_REFUSED", message);
  }
  if (isFirst && statusCode === 404) return new EngineError("REMOTE_REFUSED", nothingThere(url, error.message));
  if (OWN_CODES.includes(error.code)) return new EngineError(error.code as ErrorCode, error.message);
  return new EngineError("REMOTE_REFUSED", `The engine at ${url} answered ${statusCode}: ${error.message}`);
}

const ADDRESS =
  " --url takes the address of an admin listener: its port is HEYRULES_ADMIN_PORT, 8081 when absent, not that of the webhooks.";

function nothingThere(url: string, message: string): string {
  const { origin, pathname } = new URL(url);
  const way = pathname === "/" ? ADDRESS : ` Perhaps leave the path out: --url ${origin}`;
  return `The engine at ${url} answered 404: ${message}${way}`;
}

/** Codes that mean the same here as there. */
const OWN_CODES: readonly string[] = ["NOT_FOUND", "USAGE", "RECORD_UNREADABLE", "STORE_UNAVAILABLE", "STORE_BROKEN"];

/** A refusal as an engine words it; null when it is none. */
function errorIn(said: object | null): { readonly code: string; readonly message: string } | null {
  const { error } = (said ?? {}) as { readonly error?: unknown };
  const { code, message } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  return typeof code === "string" && typeof message === "string" ? { code, message } : null;
}
