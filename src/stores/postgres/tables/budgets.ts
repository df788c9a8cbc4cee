import type { Budgets } from "../../../ports/outside/budget.ts";
import { integerOf } from "../../sql/sql-rows.ts";
import type { Connection } from "../server/connection.ts";

/** The time is read once the row is locked: whoever had to wait for it is not given what fell in twice. */
const TAKE = `
  WITH locked AS (SELECT * FROM budgets WHERE name = $1 FOR UPDATE),
  timed AS (SELECT locked.*, clock_timestamp() AS now FROM locked),
  filled AS (
    SELECT name, now,
      least($3, calls + greatest(0, extract(epoch FROM now - counted_at)) * $2) AS level,
      -- No pause is longer: one that seems to be was made before the server's clock was set back.
      CASE WHEN paused_until > now AND paused_until <= now + interval '1 hour' THEN paused_until - now END AS pause
    FROM timed
  ),
  given AS (
    SELECT *, CASE WHEN pause IS NULL THEN greatest(0, least($4, floor(level - $5))) ELSE 0 END AS calls FROM filled
  )
  UPDATE budgets SET calls = given.level - given.calls, counted_at = given.now FROM given WHERE budgets.name = given.name
  RETURNING given.calls::int AS calls,
    ceil(1000 * coalesce(extract(epoch FROM pause), greatest(0, $5 + 1 - level) / $2))::bigint AS wait_ms`;

const PAUSE = `
  INSERT INTO budgets AS budget (name, counted_at, paused_until)
  VALUES ($1, clock_timestamp(), clock_timestamp() + $2 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET paused_until = CASE
    WHEN budget.paused_until > excluded.paused_until AND budget.paused_until <= clock_timestamp() + interval '1 hour'
    THEN budget.paused_until ELSE excluded.paused_until END`;

/** Budgets in a row each: taken by one statement under its lock, by the server's clock. */
export function createBudgets({ query }: Pick<Connection, "query">): Budgets {
  return {
    take: async (name, { size, wanted, leave }) => {
      const [row] = await query(TAKE, [name, size.perSecond, size.capacity, wanted, leave]);
      if (row !== undefined) return { calls: integerOf(row, "calls"), waitMs: integerOf(row, "wait_ms") };
      await query("INSERT INTO budgets (name, counted_at) VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING", [
        name,
      ]);
      return { calls: 0, waitMs: Math.ceil(((leave + 1) * 1_000) / size.perSecond) };
    },
    pause: async (name, ms) => {
      await query(PAUSE, [name, Math.min(ms, LONGEST_PAUSE_MS)]);
    },
  };
}

const LONGEST_PAUSE_MS = 3_600_000;
