import { setMaxListeners } from "node:events";
import Queue from "yocto-queue";
import type { Allowance } from "./allowance.ts";

/** The gate in front of one destination: how many may call it, and when. */
export interface Pace {
  /** How many calls may start now; none while anybody waits in `take`. */
  room(): number;
  /** The same, for whoever looks on: asks nobody for more. */
  left(): number;
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
 * Lets through what an allowance gives, those who wait in the order of asking, and attempts after them. It counts the time
 * that passes, so that setting the machine's clock neither stalls nor hurries it. Whoever was told that there is no room
 * is told by `onRoom` when there is again.
 */
export function createPace(allowance: Allowance, onRoom: () => void = () => undefined): Pace {
  const line = new Queue<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  let isRoomAwaited = false;

  /** Lets through whoever may start now, and comes back when the next one may. */
  function advance(): void {
    for (let waiter = line.peek(); waiter !== undefined || isRoomAwaited; waiter = line.peek()) {
      // In each round: whoever is told of room may ask for more at once, which waits already.
      clearTimeout(timer);
      const now = performance.now();
      const caller = waiter === undefined ? "attempt" : "reading";
      const waitMs = waiter?.hasLeft === true ? 0 : allowance.opensAt(now, caller) - now;
      if (waitMs > 0) {
        timer = setTimeout(advance, Math.min(Math.ceil(waitMs), LONGEST_TIMER_MS));
        // Nobody waits in the middle of an attempt: what stands in line is stored.
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
      allowance.start(now);
      waiter.start();
    }
  }

  function room(): number {
    const free = line.size === 0 ? allowance.room(performance.now()) : 0;
    if (free === 0 && !isRoomAwaited) {
      isRoomAwaited = true;
      advance();
    }
    return free;
  }

  allowance.onChange?.(advance);
  return {
    room,
    left: () => (line.size === 0 ? allowance.room(performance.now()) : 0),
    start: () => {
      if (room() === 0) return null;
      const giveBack = allowance.start(performance.now());
      return () => {
        giveBack();
        advance();
      };
    },
    take: (signal) => stand(line, { signal, advance }),
    pause: (ms) => {
      allowance.close(performance.now(), ms);
    },
  };
}

/** Joins a line until somebody starts us. */
function stand(
  line: Queue<Waiter>,
  { signal, advance }: { readonly signal: AbortSignal; readonly advance: () => void },
): Promise<void> {
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
}
