import type { JsonObject } from "../core/json.ts";

/** Where time comes from. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
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
