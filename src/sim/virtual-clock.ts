import type { SteadyClock } from "../ports/system.ts";

/** A clock that stands still until it is moved, and is never set. */
export interface VirtualClock extends SteadyClock {
  /** Moves to an instant, epoch milliseconds; never back. */
  moveTo(at: number): void;
}

/** Creates a clock that stands at `at`, epoch milliseconds. */
export function createVirtualClock(at: number): VirtualClock {
  let current = at;
  return {
    now: () => current,
    follow: () => 0,
    steppedMs: () => 0,
    moveTo: (next) => {
      current = Math.max(current, next);
    },
  };
}
