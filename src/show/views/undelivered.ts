import type { Records } from "../../ports/store/store.ts";

/** Own texts that were reported as not delivered since an instant. */
export interface UndeliveredTexts {
  readonly count: number;
  /** Whether there may be more of them. */
  readonly isMore: boolean;
  /** When the first of them became so, epoch milliseconds; null for none. */
  readonly oldestAt: number | null;
  /** Their runs, newest first. */
  readonly runIds: readonly string[];
}

/** The texts of a rule, or of all, that were not delivered since an instant, among the newest `limit` runs with such a text. */
export async function undeliveredTexts(
  store: Pick<Records, "listRuns">,
  { since, ...asked }: { readonly ruleId?: string; readonly since: number; readonly limit: number },
): Promise<UndeliveredTexts> {
  const { rows, next } = await store.listRuns({ ...asked, delivery: "failed" });
  const found = rows.flatMap(({ run, effects }) =>
    effects.flatMap(({ delivery }) =>
      delivery?.outcome === "failed" && delivery.at >= since ? [{ runId: run.id, at: delivery.at }] : [],
    ),
  );
  return {
    count: found.length,
    // Runs are by when they were made: behind one from before there is none, unless its text waited.
    isMore: next !== null && (rows.at(-1)?.run.createdAt ?? 0) >= since,
    oldestAt: found.length === 0 ? null : Math.min(...found.map(({ at }) => at)),
    runIds: [...new Set(found.map(({ runId }) => runId))],
  };
}
