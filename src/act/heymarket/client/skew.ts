import { formatDuration } from "../../../core/base/duration.ts";
import type { Clock, Logger } from "../../../ports/system.ts";

/** Compares our clock with Heymarket's, by the `Date` of its answers. */
export interface SkewWatch {
  /** Takes the time an answer gave, epoch milliseconds. */
  readonly see: (remoteAt: number) => void;
  /** By how much our clock was ahead at the last answer, good to a few seconds; null before the first. */
  readonly skewMs: () => number | null;
}

/** A clock that is off by more is warned of; by as much again it makes tokens that are refused. */
const WARNED_SKEW_MS = 30_000;

/** A watch that warns once, until the clock was right in between. */
export function createSkewWatch({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): SkewWatch {
  let skewMs: number | null = null;
  let isWarned = false;
  return {
    see: (remoteAt) => {
      skewMs = clock.now() - remoteAt;
      const isOff = Math.abs(skewMs) > WARNED_SKEW_MS;
      if (isOff && !isWarned)
        logger.warn({ destination: "heymarket", ahead_ms: skewMs }, `${wordsFor(skewMs)}; set it`);
      isWarned = isOff;
    },
    skewMs: () => skewMs,
  };
}

/** The skew in words: `this machine's clock is 2m 5s ahead of Heymarket's`. */
export function wordsFor(skewMs: number): string {
  return `this machine's clock is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} Heymarket's`;
}
