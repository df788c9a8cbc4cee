/**
 * How many calls a remote takes, as a bucket that starts empty, fills at a steady rate and overflows: in any time `t` it gives
 * at most `capacity + perSecond * t`, also over a restart.
 */
export interface BudgetSize {
  readonly perSecond: number;
  readonly capacity: number;
  /** So much of the capacity is left for calls that are not attempts: looks, reads, further calls of one attempt. */
  readonly reserve: number;
}

/** What was given of a budget. */
export interface Grant {
  /** So many calls may start, within {@link Budgets.take}'s limit. */
  readonly calls: number;
  /** When none was given, how long to wait before asking again; milliseconds. */
  readonly waitMs: number;
}

/** Budgets that all processes on a store share, by name of the remote. */
export interface Budgets {
  /**
   * Takes up to `wanted` calls at once, and leaves `leave` in the bucket; none in a pause. What is not used within three seconds
   * of asking is lost. Rejects when the store fails.
   */
  take(
    name: string,
    ask: { readonly size: BudgetSize; readonly wanted: number; readonly leave: number },
  ): Promise<Grant>;
  /** Gives nobody anything for so many milliseconds, at most an hour; a shorter pause never cuts a longer one. */
  pause(name: string, ms: number): Promise<void>;
}
