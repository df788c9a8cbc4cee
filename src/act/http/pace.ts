import { setMaxListeners } from "node:events";
import Queue from "yocto-queue";

/** The line in front of one destination: who may call it, and when. */
export interface Pace {
  /** Resolves when a call may start. Rejects when `signal` aborts, and then no call has been used up. */
  take(signal: AbortSignal): Promise<void>;
  /** Holds everybody back for so many milliseconds, at most 1 h; a shorter pause never cuts a longer one. */
  pause(ms: number): void;
}

/** Somebody in the line. */
interface Waiter {
  readonly start: () => void;
  hasLeft: boolean;
}

/** Longer waits are looked at again after so much of them; a timer holds no more than 24 days. */
const LONGEST_TIMER_MS = 86_400_000;

/**
 * A line that lets through at most `count` calls in any window of `windowMs`, in the order of asking. It counts the time
 * that passes, so that setting the machine's clock neither stalls nor hurries it.
 */
export function createPace(rate: { readonly count: number; readonly windowMs: number }): Pace {
  const line = new Queue<Waiter>();
  /** When the calls of the present window started. */
  const starts = new Queue<number>();
  let resumeAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function opensAt(now: number): number {
    let first = starts.peek();
    while (first !== undefined && now - first >= rate.windowMs) {
      starts.dequeue();
      first = starts.peek();
    }
    return first === undefined || starts.size < rate.count ? resumeAt : Math.max(resumeAt, first + rate.windowMs);
  }

  /** Lets through whoever may start now, and comes back when the next one may. */
  function advance(): void {
    clearTimeout(timer);
    for (let waiter = line.peek(); waiter !== undefined; waiter = line.peek()) {
      const now = performance.now();
      const waitMs = waiter.hasLeft ? 0 : opensAt(now) - now;
      if (waitMs > 0) {
        timer = setTimeout(advance, Math.min(Math.ceil(waitMs), LONGEST_TIMER_MS));
        return;
      }
      line.dequeue();
      if (waiter.hasLeft) continue;
      starts.enqueue(now);
      waiter.start();
    }
  }

  return {
    take: (signal) => {
      // Everybody who waits listens to the one signal of the engine's shutdown.
      setMaxListeners(0, signal);
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const leave = (): void => {
          waiter.hasLeft = true;
          reject(signal.reason as Error);
          advance();
        };
        const start = (): void => {
          signal.removeEventListener("abort", leave);
          resolve();
        };
        const waiter: Waiter = { start, hasLeft: false };
        signal.addEventListener("abort", leave, { once: true });
        line.enqueue(waiter);
        advance();
      });
    },
    pause: (ms) => {
      resumeAt = Math.max(resumeAt, performance.now() + ms);
    },
  };
}
