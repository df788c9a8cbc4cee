/** Who wants to call: an attempt of a run, which leaves what is reserved; or a look, a read, a further call of an attempt. */
export type Caller = "attempt" | "reading";

/** How many calls may start. Times are those of `performance.now()`. */
export interface Allowance {
  /** How many more attempts it takes now. */
  room(now: number): number;
  /** When it takes the next call; infinity when that is to be told by `onChange`. */
  opensAt(now: number, caller: Caller): number;
  /** Counts a call; the result takes it back. */
  start(now: number): () => void;
  /** Takes no call for so long; a shorter pause never cuts a longer one. */
  close(now: number, ms: number): void;
  /** Has `listener` called when there may be more than it has said. */
  onChange?(listener: () => void): void;
}

/** At most `count` calls in any window of `windowMs`. */
interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

/** An allowance of at most `count` calls in any window of `windowMs`, whoever makes them. */
export function createWindow({ count, windowMs }: Rate): Allowance {
  /** Oldest first. */
  const starts: number[] = [];
  let resumeAt = 0;

  function opensAt(now: number): number {
    while (starts[0] !== undefined && now - starts[0] >= windowMs) starts.shift();
    const [first] = starts;
    return first === undefined || starts.length < count ? resumeAt : Math.max(resumeAt, first + windowMs);
  }

  return {
    opensAt,
    room: (now) => (opensAt(now) <= now ? count - starts.length : 0),
    start: (now) => {
      starts.push(now);
      return () => {
        const index = starts.indexOf(now);
        if (index >= 0) starts.splice(index, 1);
      };
    },
    close: (now, ms) => {
      resumeAt = Math.max(resumeAt, now + ms);
    },
  };
}
