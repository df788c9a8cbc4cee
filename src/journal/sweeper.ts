import { setTimeout as delay } from "node:timers/promises";
import type { SweepParts, Unfinished } from "./sweep.ts";
import { sweep } from "./sweep.ts";

/** Looks for missed texts now and then. */
export interface Sweeper {
  /** Begins a sweep when one is due and none is under way; to be called about once a second. Resolves when it has ended, never rejects. */
  readonly tick: () => Promise<void>;
  /** Ends the sweep that is under way before its next call. */
  readonly stop: () => void;
}

/** At most a twentieth of 450 calls a minute. */
const PAUSE_MS = 2_700;
/** Processes do not begin at the same instant: a claim that held for the whole time would often make it two. */
const CLAIMED_SHARE = 0.9;

/** A sweeper that begins at its first tick and then every `everyMs`, by the monotonic clock; null never does. */
export function createSweeper(
  parts: Omit<SweepParts, "pause"> & {
    /** Asked anew each time, so that a reload takes effect at once. */
    readonly everyMs: () => number | null;
    readonly monotonicMs: () => number;
  },
): Sweeper {
  const { everyMs, monotonicMs, ...rest } = parts;
  const stopping = new AbortController();
  const pause = (): Promise<void> => delay(PAUSE_MS, undefined, { signal: stopping.signal, ref: false });
  let begunMs = Number.NEGATIVE_INFINITY;
  let isUnderWay = false;
  let unfinished: Unfinished | null = null;
  return {
    tick: async () => {
      const every = everyMs();
      const nowMs = monotonicMs();
      if (every === null || isUnderWay || stopping.signal.aborted || nowMs - begunMs < every) return;
      isUnderWay = true;
      begunMs = nowMs;
      unfinished = await sweep({ ...rest, pause }, every * CLAIMED_SHARE, unfinished);
      isUnderWay = false;
    },
    stop: () => {
      stopping.abort();
    },
  };
}
