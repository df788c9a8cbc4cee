import type { JsonObject } from "../core/base/json.ts";

/** Where time comes from. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * The engine's clock. The clock of the machine may be set at any instant; this one goes on until it is told to follow, so
 * that whoever does can move the waits along before anybody reads the new time.
 */
export interface SteadyClock extends Clock {
  /** Follows the clock of the machine; by how far that was set since, milliseconds, 0 when it was not. */
  follow(): number;
  /** Sum of what `follow` gave so far. */
  steppedMs(): number;
}

/** Where randomness comes from. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
}

/** Structured log. Fields never hold a token, a text or a number. */
export interface Logger {
  info(fields: JsonObject, message: string): void;
  warn(fields: JsonObject, message: string): void;
  error(fields: JsonObject, message: string): void;
}

/** Knows in which work this process and those before it ended. */
export interface CrashWatch {
  /** Does work that waits for nothing; should the process end in it, the next one knows. */
  during<Result>(id: string, work: () => Result): Result;
  /** How often processes ended in the work of an event or a run. */
  crashesOf(id: string): number;
  /** Counts anew: it was parked, and whoever has it tried again has a reason. Never throws. */
  forgive(id: string): void;
}
