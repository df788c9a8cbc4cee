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

/** Runs with a text that went out at some time, by the index `effects_sent`, whose condition it repeats. */
export const RUNS_THAT_SENT = `SELECT run_id FROM effects
  WHERE phone IS NOT NULL AND status = 'done' AND sent_at >= ? AND sent_at < ?`;
