import type { Clock } from "../../../ports/system.ts";

/** The clock of the server: what it showed when it was asked last, and what has passed since. */
export interface ServerClock extends Clock {
  /** Asks the server again when the last answer is five seconds old. Rejects as the asking does; the clock goes on. */
  readonly refresh: () => Promise<void>;
}

/** By then the clocks of two machines have drifted apart by less than a millisecond. */
const ASK_EVERY_MS = 5_000;

/**
 * Asks the server for its time. An answer counts for the middle of the time it took, so it is off by half of that at most:
 * less than two seconds, as no statement takes four.
 */
export async function openServerClock(sources: {
  /** The server's time of day, epoch milliseconds. */
  readonly readServerAt: () => Promise<number>;
  /** Milliseconds since some instant; never set. */
  readonly monotonicMs: () => number;
}): Promise<ServerClock> {
  const { readServerAt, monotonicMs } = sources;
  const ask = async () => {
    const askedAt = monotonicMs();
    const serverAt = await readServerAt();
    const answeredAt = monotonicMs();
    return { serverAt, monotonic: (askedAt + answeredAt) / 2 };
  };
  let known = await ask();
  return {
    now: () => Math.floor(known.serverAt + monotonicMs() - known.monotonic),
    refresh: async () => {
      if (monotonicMs() - known.monotonic >= ASK_EVERY_MS) known = await ask();
    },
  };
}
