import { setMaxListeners } from "node:events";
import Queue from "yocto-queue";

/** The gate in front of one destination: how many may call it, and when. */
export interface Pace {
  /** How many calls may start now; none while anybody waits in `take`. */
  room(): number;
  /** Starts one call; null when there is no room. The result gives the room for it back when the call was not made. */
  start(): (() => void) | null;
  /** Resolves when a call may start, and starts it. Rejects when `signal` aborts, and then no call has been used up. */
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
 * Lets through at most `count` calls in any window of `windowMs`, those who wait in the order of asking. It counts the time
 * that passes, so that setting the machine's clock neither stalls nor hurries it. Whoever was told that there is no room
 * is told by `onRoom` when there is again.
 */
export function createPace(
  rate: { readonly count: number; readonly windowMs: number },
  onRoom: () => void = () => undefined,
): Pace {
  const line = new Queue<Waiter>();
  /** When the calls of the present window started, oldest first. */
  const starts: number[] = [];
  let resumeAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let isRoomAwaited = false;

  function opensAt(now: number): number {
    while (starts[0] !== undefined && now - starts[0] >= rate.windowMs) starts.shift();
    const [first] = starts;
    return first === undefined || starts.length < rate.count ? resumeAt : Math.max(resumeAt, first + rate.windowMs);
  }

  /** Lets through whoever may start now, and comes back when the next one may. */
  function advance(): void {
    clearTimeout(timer);
    for (let waiter = line.peek(); waiter !== undefined || isRoomAwaited; waiter = line.peek()) {
      const now = performance.now();
      const waitMs = waiter?.hasLeft === true ? 0 : opensAt(now) - now;
      if (waitMs > 0) {
        timer = setTimeout(advance, Math.min(Math.ceil(waitMs), LONGEST_TIMER_MS));
        // Nobody in the middle of an attempt waits: what stands in line is stored.
        if (waiter === undefined) timer.unref();
        return;
      }
      if (waiter === undefined) {
        isRoomAwaited = false;
        onRoom();
        continue;
      }
      line.dequeue();
      if (waiter.hasLeft) continue;
      starts.push(now);
      waiter.start();
    }
  }

  function room(): number {
    const now = performance.now();
    if (line.size === 0 && opensAt(now) <= now) return rate.count - starts.length;
    if (!isRoomAwaited) {
      isRoomAwaited = true;
      advance();
    }
    return 0;
  }

  return {
    room,
    start: () => {
      if (room() === 0) return null;
      const at = performance.now();
      starts.push(at);
      return () => {
        const index = starts.indexOf(at);
        if (index >= 0) starts.splice(index, 1);
        advance();
      };
    },
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
