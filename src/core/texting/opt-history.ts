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
  return [...optHistoryOf(stored), change].slice(-KEPT);
}

/** What is remembered of a number, oldest first; of one kept by a release that remembered nothing, how it stands. */
export function optHistoryOf(stored: RememberedOptState | null): readonly OptPast[] {
  if (stored === null) return [];
  const { state, changedAt, reason, history } = stored;
  return history.length === 0 ? [{ state, at: changedAt, reason }] : history;
}
