import type { Passing } from "../../core/event/retention.ts";

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

/** One bounded part of what is to go before a contact is erased. */
export interface QuietPassage extends Pick<Passage, "after"> {
  readonly lane: string;
}

/** How a store lets go of what is old, and of a contact who is to be erased. */
export interface Retention {
  /**
   * Takes the next part away in one transaction: events only when they are finished and no run of theirs is open, `texts` of
   * those of them that are not parked. Safe to repeat.
   */
  forget(passage: Passage): Promise<Passed>;
  /**
   * Takes the next part of what a lane has and nothing came of away in one transaction: finished events without a run. Who is erased
   * may have written ten thousands of times, and deliveries wait for a transaction to end. Safe to repeat.
   */
  forgetQuiet(passage: QuietPassage): Promise<Passed>;
  /** Every lane at which anything of a number may stand: its own, and those of it at sources, dry ones among them. */
  lanesOf(phone: string): Promise<readonly string[]>;
}
