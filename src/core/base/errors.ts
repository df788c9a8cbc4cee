/** Stable codes of the errors an operator can meet; each has a heading in docs/errors.md. */
export type ErrorCode =
  | "CONFIG_INVALID"
  | "RULES_INVALID"
  | "STORE_BROKEN"
  | "STORE_BUSY"
  | "STORE_INCOMPLETE"
  | "STORE_LOCKED"
  | "STORE_MISSING"
  | "STORE_UNAVAILABLE"
  | "STORE_VERSION"
  | "PORT_IN_USE"
  | "CANNOT_LISTEN"
  | "REMOTE_UNREACHABLE"
  | "REMOTE_REFUSED"
  | "PROJECT_UNWRITABLE"
  | "FILE_UNUSABLE"
  | "NOT_FOUND"
  | "OUTPUT_LOST"
  | "CAPTURE_DIFFERS"
  | "USAGE"
  | "INTERNAL";

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where something was thrown, innermost first, at most ten places; without its message, which may quote data. */
export function stackOf(error: unknown): readonly string[] {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack.split("\n    at ").slice(1, 11);
}

/** An error with a stable code and a sentence for the operator. */
export class EngineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EngineError";
    this.code = code;
  }
}

/** A store that an older engine has written: only the start of an engine brings it up to date. */
export class OutdatedStoreError extends EngineError {
  constructor(message: string) {
    super("STORE_VERSION", message);
    this.name = "OutdatedStoreError";
  }
}
