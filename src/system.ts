import { hash } from "node:crypto";
import { uptime } from "node:os";
import type { Clock, Random, SteadyClock } from "./ports/system.ts";

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

/** A clock that runs as fast as the machine's and may show another time; moving it is no step, so waits fall due. */
export interface MovableClock extends SteadyClock {
  /** Shows this instant now, epoch milliseconds, and runs on from it. */
  moveTo(at: number): void;
}

/** A clock that shows the machine's time until it is moved. */
export function createMovableClock(): MovableClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    steppedMs: () => 0,
    follow: () => 0,
    moveTo: (at) => {
      aheadMs = at - Date.now();
    },
  };
}

/** Randomness of the machine; not for secrets. */
export const SYSTEM_RANDOM: Random = { next: () => Math.random() };

/** SHA-256 of a text, hex. */
export function digest(text: string): string {
  return hash("sha256", text);
}
