import type { Clock } from "../ports/system.ts";

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves to an instant, epoch milliseconds; never back. */
  moveTo(at: number): void;
}

/** Creates a clock that stands at `at`, epoch milliseconds. */
export function createVirtualClock(at: number): VirtualClock {
  let current = at;
  return {
    now: () => current,
    moveTo: (next) => {
      current = Math.max(current, next);
    },
  };
}
