import { hash } from "node:crypto";
import type { Clock, Random } from "./ports/system.ts";

/** The clock of the machine. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };

/** A clock that runs as fast as the machine's and may show another time. */
export interface MovableClock extends Clock {
  /** Shows this instant now, epoch milliseconds, and runs on from it. */
  moveTo(at: number): void;
}

/** A clock that shows the machine's time until it is moved. */
export function createMovableClock(): MovableClock {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
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
