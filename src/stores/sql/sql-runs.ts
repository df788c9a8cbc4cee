import type { ListRunsOptions } from "../../ports/store/lists.ts";

const MIDDLE = "(low + high) / 2";
const IS_BEFORE = `coalesce((SELECT created_at FROM runs WHERE seq >= ${MIDDLE} ORDER BY seq LIMIT 1) < ?, false)`;

/**
 * The number of the first run that was not made before an instant, which is asked for twice, as both databases read it: found by halving, since
 * runs are numbered in the order in which they are made and no index knows when that was. Where a clock was set back, one at the seam may be left out.
 */
const FIRST_RUN_FROM = `(
  WITH RECURSIVE search (low, high) AS (
    SELECT CAST(0 AS bigint), CAST(${Number.MAX_SAFE_INTEGER} AS bigint)
    UNION ALL
    SELECT CASE WHEN ${IS_BEFORE} THEN ${MIDDLE} + 1 ELSE low END, CASE WHEN ${IS_BEFORE} THEN high ELSE ${MIDDLE} END
    FROM search WHERE low < high
  )
  SELECT low FROM search WHERE low >= high)`;

/** That a run was made before an instant, which is asked for three times. */
export const MADE_BEFORE = `runs.created_at < ? AND runs.seq < ${FIRST_RUN_FROM}`;

const WENT_OUT = "phone IS NOT NULL AND effects.status = 'done' AND sent_at >= ? AND sent_at < ?";
const SENT_WITHIN = `runs.id IN (SELECT run_id FROM effects WHERE ${WENT_OUT})`;
const SENT_EVER = `EXISTS (SELECT 1 FROM effects WHERE run_id = runs.id AND ${WENT_OUT})`;

/**
 * That a run has a text that went out from one instant on and before another, which are asked for in this order. Within a time an
 * index of such texts knows them; of all that ever went out, some of the newest runs have one, so that they are looked at in turn.
 */
export function hasSent(sent: ListRunsOptions["sent"]): string {
  return sent?.since === 0 && sent.until === Number.MAX_SAFE_INTEGER ? SENT_EVER : SENT_WITHIN;
}
