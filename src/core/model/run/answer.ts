import type { JsonObject, JsonValue } from "../../base/json.ts";

/** Why a step failed for good. */
export interface RunError {
  readonly message: string;
  readonly step: string;
  readonly code: RunErrorCode | RemoteCode;
  /** What the remote answered; absent when no answer came, or none was asked for. */
  readonly answer?: Answer;
}

/** What a remote answered that did not do what was asked, as `steps.<id>` and `error` show it. */
export interface Answer {
  readonly status: number;
  /** Null when the body is not JSON. */
  readonly json: JsonValue;
  /** Those that rules may read. */
  readonly headers: JsonObject;
}

/** Codes the engine itself gives; each has a heading in docs/errors.md. */
export type RunErrorCode =
  | "blocked_number"
  | "contact_not_found"
  | "engine_error"
  | "forbidden_address"
  | "gave_up"
  | "invalid_request"
  | "not_configured"
  | "not_renderable"
  | "outcome_unknown"
  | "several_matches"
  | "step_failed"
  | "too_many_tags"
  | "unknown_connection"
  | "unknown_name"
  | "unreadable_answer"
  | "unsubscribed_number";

declare const REMOTE: unique symbol;

/** The code a remote gave its refusal, whatever it may be, or `http_STATUS` when it gave none. */
export type RemoteCode = `http_${number}` | (string & { readonly [REMOTE]: true });

/** A code as a remote wrote it. */
export function remoteCodeOf(text: string): RemoteCode {
  return text as RemoteCode;
}
