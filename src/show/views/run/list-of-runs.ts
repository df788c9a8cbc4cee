import type { ListRunsOptions, Page, PageOptions } from "../../../ports/store/lists.ts";
import type { Records, RunRecord } from "../../../ports/store/store.ts";

/**
 * Pages of the runs that fit, newest first: made from `since` on and before `until`, epoch milliseconds; with `sent`, those are of a text of the
 * run that went out then, which an index knows.
 */
export function listOfRuns(
  store: Pick<Records, "listRuns">,
  {
    filter,
    since,
    until,
    sent,
  }: {
    readonly filter: Omit<ListRunsOptions, "limit" | "after" | "until" | "sent">;
    readonly since: number | undefined;
    readonly until: number | undefined;
    readonly sent: string | undefined;
  },
): (page: PageOptions) => Promise<Page<RunRecord>> {
  if (sent !== undefined) {
    const span = { since: since ?? 0, until: until ?? Number.MAX_SAFE_INTEGER };
    return (page) => store.listRuns({ ...filter, ...page, sent: span });
  }
  const before = until === undefined ? {} : { until };
  return async (page) => {
    const found = await store.listRuns({ ...filter, ...page, ...before });
    if (since === undefined) return found;
    // In the order in which they were made: behind one that is too old there are older ones only.
    const isOver = (found.rows.at(-1)?.run.createdAt ?? 0) < since;
    return { rows: found.rows.filter(({ run }) => run.createdAt >= since), next: isOver ? null : found.next };
  };
}
