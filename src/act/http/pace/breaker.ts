import Queue from "yocto-queue";

/** Keeps callers from a remote that does not answer, and looks now and then whether it does. */
export interface Breaker {
  /** How many calls may start now: any number, none, or the one that looks whether the remote answers again. */
  room(): number;
  state(): "closed" | "open" | "probing";
  /** How the newest call that was made has ended; null before the first one has. */
  newest(): "answered" | "failed" | null;
  /** How long ago that was, milliseconds; null before the first one has. */
  newestMsAgo(): number | null;
  /** Counts a call that starts; the result takes it back when the call was not made. */
  start(): () => void;
  /**
   * Takes how a call has ended; `shut_out`: the remote takes none of ours for now; `unmade`: we did not make it, which says
   * nothing of the remote.
   */
  settle(ending: "answered" | "failed" | "shut_out" | "unmade"): void;
}

/** What a breaker tells of itself. */
export interface BreakerEvents {
  /** Calls wait from now on. */
  readonly onOpen: () => void;
  /** The remote answers again. */
  readonly onClose: () => void;
  /** There may be room again. */
  readonly onRoom: () => void;
}

/** Endings of calls are looked at as far back as this. */
const WINDOW_MS = 60_000;
/** Fewer endings say nothing. */
const ENOUGH_ENDINGS = 20;
const FAILED_SHARE = 0.5;
/** From one look at the remote to the next. */
const PROBE_EVERY_MS = 30_000;

/**
 *   closed -> open     half of the last minute's endings, of 20 at least, are failures, or one shut us out
 *   open -> probing    every 30 s: one call is let through
 *   probing -> closed  it is answered, whatever the answer says of the call itself
 *   probing -> open    it fails, shuts us out or is not made, for 30 s more
 *
 * It counts the time that passes, not what a clock shows. (test/act/http/breaker.test.ts)
 */
export function createBreaker({ onOpen, onClose, onRoom }: BreakerEvents): Breaker {
  let lastMinute = createWindow();
  let state: "closed" | "open" | "probing" = "closed";
  let probeAt = 0;
  let newest: "answered" | "failed" | null = null;
  let newestAt = 0;

  function open(now: number): void {
    if (state === "closed") onOpen();
    state = "open";
    lastMinute = createWindow();
    awaitProbe(now);
  }

  function awaitProbe(now: number): void {
    probeAt = now + PROBE_EVERY_MS;
    setTimeout(onRoom, PROBE_EVERY_MS).unref();
  }

  function close(): void {
    state = "closed";
    lastMinute = createWindow();
    onClose();
    onRoom();
  }

  return {
    room: () => {
      if (state === "closed") return Number.POSITIVE_INFINITY;
      // Also when the probe before has told nothing: an attempt may end without a call.
      return performance.now() >= probeAt ? 1 : 0;
    },
    state: () => state,
    newest: () => newest,
    newestMsAgo: () => (newest === null ? null : performance.now() - newestAt),
    start: () => {
      if (state === "closed") return () => undefined;
      state = "probing";
      awaitProbe(performance.now());
      return () => {
        if (state !== "probing") return;
        state = "open";
        probeAt = performance.now();
        onRoom();
      };
    },
    settle: (ending) => {
      const now = performance.now();
      if (ending !== "unmade") [newest, newestAt] = [ending === "answered" ? "answered" : "failed", now];
      if (state === "probing") {
        // Also by a call that was under way before: it tells the same of the remote.
        if (ending === "answered") close();
        else open(now);
        return;
      }
      if (state === "open" || ending === "unmade") return;
      lastMinute.add({ at: now, isFailure: ending === "failed" });
      if (ending === "shut_out" || lastMinute.isFailing()) open(now);
    },
  };
}

interface Ending {
  readonly at: number;
  readonly isFailure: boolean;
}

/** The endings of the last minute, counted as they come and go: there may be thousands. */
function createWindow(): { add(ending: Ending): void; isFailing(): boolean } {
  const endings = new Queue<Ending>();
  let failures = 0;
  return {
    add: (ending) => {
      endings.enqueue(ending);
      if (ending.isFailure) failures += 1;
      for (let oldest = endings.peek(); oldest !== undefined; oldest = endings.peek()) {
        if (ending.at - oldest.at < WINDOW_MS) return;
        endings.dequeue();
        if (oldest.isFailure) failures -= 1;
      }
    },
    isFailing: () => endings.size >= ENOUGH_ENDINGS && failures >= endings.size * FAILED_SHARE,
  };
}
