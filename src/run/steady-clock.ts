import type { Clock, SteadyClock } from "../ports/system.ts";

/** A smaller difference is how clocks are kept right, or how fine `uptimeMs` counts. */
const TOLERATED_MS = 2_000;

/**
 * A clock that shows the time of day as of the last `follow` and what has passed since. A machine that slept was not set:
 * its wall clock is followed without a step.
 */
export function createSteadyClock(sources: {
  readonly wall: Clock;
  /** Milliseconds since some instant; never set, and may stand still while the machine sleeps. */
  readonly monotonicMs: () => number;
  /** Milliseconds since some instant; never set, and counts the machine's sleep. */
  readonly uptimeMs: () => number;
}): SteadyClock {
  const { wall, monotonicMs, uptimeMs } = sources;
  let base = { wall: wall.now(), monotonic: monotonicMs() };
  let sleptMs = uptimeMs() - base.monotonic;
  let steppedMs = 0;

  function sleepSinceAsked(monotonic: number): number {
    const before = sleptMs;
    sleptMs = uptimeMs() - monotonic;
    const slept = sleptMs - before;
    return slept > TOLERATED_MS ? slept : 0;
  }

  return {
    now: () => Math.floor(base.wall + monotonicMs() - base.monotonic),
    steppedMs: () => steppedMs,
    follow: () => {
      const at = { wall: wall.now(), monotonic: monotonicMs() };
      const lead = at.wall - base.wall - (at.monotonic - base.monotonic);
      base = at;
      if (Math.abs(lead) <= TOLERATED_MS) return 0;
      const step = Math.round(lead - sleepSinceAsked(at.monotonic));
      if (Math.abs(step) <= TOLERATED_MS) return 0;
      steppedMs += step;
      return step;
    },
  };
}
