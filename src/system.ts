import { hash } from "node:crypto";
import { uptime } from "node:os";
import type { Clock, Random } from "./ports/system.ts";

/** The clock of the machine. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };

/** Milliseconds since the process started; no setting of a clock changes it. */
export function monotonicMs(): number {
  return performance.now();
}

/** Milliseconds the machine has been up, its sleep included. */
export function uptimeMs(): number {
  return uptime() * 1_000;
}

/** Randomness of the machine; not for secrets. */
export const SYSTEM_RANDOM: Random = { next: () => Math.random() };

/** SHA-256 of a text, hex. */
export function digest(text: string): string {
  return hash("sha256", text);
}
