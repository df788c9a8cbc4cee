import { setMaxListeners } from "node:events";
import PQueue from "p-queue";

/** The line in front of one destination: who may call it, and when. */
export interface Pace {
  /** Resolves when a call may start. Rejects when `signal` aborts, and then no call has been used up. */
  take(signal: AbortSignal): Promise<void>;
  /** Holds everybody back for so many milliseconds, at most 1 h; a shorter pause never cuts a longer one. */
  pause(ms: number): void;
}

/** A line that lets through at most `count` calls in any window of `windowMs`, in the order of asking. */
export function createPace(rate: { readonly count: number; readonly windowMs: number }): Pace {
  const queue = new PQueue({ intervalCap: rate.count, interval: rate.windowMs, strict: true });
  let resumeAt = 0;
  let timer: NodeJS.Timeout | undefined;

  return {
    async take(signal) {
      // Everybody who waits listens to the one signal of the engine's shutdown.
      setMaxListeners(0, signal);
      await queue.add(() => undefined, { signal });
    },
    pause(ms) {
      const until = performance.now() + ms;
      if (until <= resumeAt) return;
      resumeAt = until;
      queue.pause();
      clearTimeout(timer);
      timer = setTimeout(() => queue.start(), ms);
      timer.unref();
    },
  };
}
