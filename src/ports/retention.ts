import type { Passing } from "../core/event/retention.ts";

/** One bounded part of what is to go. */
export interface Passage {
  readonly what: Passing;
  /** What is from before is old: by receipt, by when it was taken, by when it runs out, by when it was done; epoch milliseconds. */
  readonly before: number;
  /** When it goes; epoch milliseconds. */
  readonly now: number;
  /** The `next` of the part before; from the oldest on when null. */
  readonly after: string | null;
}

/** What became of a part. */
export interface Passed {
  /** How many events, keys, reservations or entries are dropped, or events redacted with what came of them. */
  readonly count: number;
  /** Continues behind this part, which may have held some that stay because they are not finished; null at the end. */
  readonly next: string | null;
}

/** How a store lets go of what is old. */
export interface Retention {
  /**
   * Takes the next part away in one transaction: events only when they are finished and no run of theirs is open, `texts` of
   * those of them that are not parked. Safe to repeat.
   */
  forget(passage: Passage): Promise<Passed>;
}
