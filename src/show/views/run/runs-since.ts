import type { Page, PageOptions } from "../../../ports/store/lists.ts";
import type { RunRecord } from "../../../ports/store/store.ts";

/** A list of runs, newest first, that ends before those made earlier than `since`, epoch milliseconds; all of it when that is not given. */
export function runsSince(
  list: (page: PageOptions) => Promise<Page<RunRecord>>,
  since: number | undefined,
): (page: PageOptions) => Promise<Page<RunRecord>> {
  if (since === undefined) return list;
  return async (options) => {
    const { rows, next } = await list(options);
    const isOver = (rows.at(-1)?.run.createdAt ?? 0) < since;
    return { rows: rows.filter(({ run }) => run.createdAt >= since), next: isOver ? null : next };
  };
}
