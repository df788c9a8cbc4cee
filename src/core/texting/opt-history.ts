import type { OptPast, OptState } from "../model/event.ts";

/** An opt state with how it came about. */
export interface RememberedOptState extends OptState {
  /** The newest changes that counted, oldest first; empty when the state was kept by a release that remembered none. */
  readonly history: readonly OptPast[];
}

/** So many changes are kept of a number, the newest. */
const KEPT = 50;

/** What is remembered of a number once a change has counted; `stored` is what was known before it, or null. */
export function optHistoryAfter(stored: RememberedOptState | null, change: OptPast): readonly OptPast[] {
  const history = [...optHistoryOf(stored), change];
  if (history.length <= KEPT) return history;
  // Somebody may say STOP a hundred times: what goes first is a repeat, not how the state came about.
  const repeat = history.findIndex(({ state }, index) => index > 0 && state === history[index - 1]?.state);
  return history.toSpliced(Math.max(repeat, 0), 1);
}

/**
 * What is remembered of a number, oldest first, the present state the last: of one kept by a release that remembered nothing, how it
 * stands, also behind what was remembered before.
 */
export function optHistoryOf(stored: RememberedOptState | null): readonly OptPast[] {
  if (stored === null) return [];
  const { state, changedAt, reason, history } = stored;
  return history.at(-1)?.state === state ? history : [...history, { state, at: changedAt, reason }];
}
