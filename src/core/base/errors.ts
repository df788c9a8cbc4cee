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
  | "RECORD_UNREADABLE"
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

/**
 * A record that is in the store and cannot be read, while the store itself is well: a fault of what it is about alone. It
 * has no cause, whose message would quote the record.
 */
export class UnreadableRecordError extends EngineError {
  /** Such as `run`. */
  readonly kind: string;
  /** By which the store knows it; a number in it is masked. */
  readonly id: string;

  constructor(kind: string, id: string) {
    super(
      "RECORD_UNREADABLE",
      `The ${kind} ${id} cannot be read: its record in the store is damaged. "heyrules store check" names all such records; put them back from a copy of the store, or delete them there.`,
    );
    this.name = "UnreadableRecordError";
    this.kind = kind;
    this.id = id;
  }

  /** Which one it is, such as `run run_1`. */
  get record(): string {
    return `${this.kind} ${this.id}`;
  }
}

/** Whether what failed is the store or what is around it, and not the one piece of work: then the work is tried again as it is. */
export function isOutage(error: unknown): error is EngineError {
  return error instanceof EngineError && !(error instanceof UnreadableRecordError);
}

/** A store that an older engine has written: only the start of an engine brings it up to date. */
export class OutdatedStoreError extends EngineError {
  constructor(message: string) {
    super("STORE_VERSION", message);
    this.name = "OutdatedStoreError";
  }
}
