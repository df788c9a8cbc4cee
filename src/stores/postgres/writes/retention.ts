import type { Connection } from "../server/connection.ts";
import { textOf } from "../../sql/sql-rows.ts";
import { IS_OPEN } from "../tables/run-records.ts";

/** Names the lock under which one process at a time forgets: "forg" in ASCII. */
const FORGETTING = 0x666f7267;

const OLD_EVENTS = `
  SELECT id, lane FROM events
  WHERE received_at < $1 AND status <> 'new' AND NOT EXISTS (SELECT FROM runs WHERE runs.event_id = events.id AND ${IS_OPEN})
  ORDER BY received_at LIMIT 64`;

const DELETIONS = [
  "DELETE FROM effects WHERE run_id IN (SELECT id FROM runs WHERE event_id = ANY($1))",
  "DELETE FROM run_holds WHERE run_id IN (SELECT id FROM runs WHERE event_id = ANY($1))",
  "DELETE FROM runs WHERE event_id = ANY($1)",
  "DELETE FROM evaluations WHERE event_id = ANY($1)",
  "DELETE FROM event_variants WHERE event_id = ANY($1)",
  "DELETE FROM dedupe_keys WHERE key IN (SELECT dedupe_key FROM events WHERE id = ANY($1)) AND event_id = ANY($1)",
  "DELETE FROM events WHERE id = ANY($1)",
];

const DELETE_EXPIRED = `
  DELETE FROM reservations WHERE key IN (
    SELECT key FROM reservations WHERE expires_at < $1 LIMIT 64 FOR UPDATE SKIP LOCKED)
  RETURNING key`;

/** Those that somebody writes to are skipped: nobody waits for what is forgotten. */
const DELETE_IDLE_LANES = `
  DELETE FROM lanes WHERE lane IN (
    SELECT lane FROM lanes WHERE lane = ANY($1) AND due_at IS NULL AND lease_until IS NULL
      AND NOT EXISTS (SELECT FROM events WHERE events.lane = lanes.lane)
      AND NOT EXISTS (SELECT FROM run_holds WHERE run_holds.lane = lanes.lane)
      AND NOT EXISTS (SELECT FROM lines WHERE lines.lane = lanes.lane)
    FOR UPDATE SKIP LOCKED)`;

/**
 * Forgets up to 64 finished events received before an instant, with their runs, effects, dedupe keys and idle lanes, and
 * reservations that ran out; nothing when another process is at it. Gives how many events and reservations that were.
 */
export async function forget(
  { transaction }: Connection,
  { eventsBefore, now }: { readonly eventsBefore: number; readonly now: number },
): Promise<number> {
  return transaction(async (query) => {
    const [lock] = await query("SELECT pg_try_advisory_xact_lock($1) AS is_ours", [FORGETTING]);
    if (lock?.["is_ours"] !== true) return 0;
    const old = await query(OLD_EVENTS, [eventsBefore]);
    if (old.length > 0) {
      const ids = old.map((row) => textOf(row, "id"));
      for (const deletion of DELETIONS) await query(deletion, [ids]);
      await query(DELETE_IDLE_LANES, [old.map((row) => textOf(row, "lane"))]);
    }
    const expired = await query(DELETE_EXPIRED, [now]);
    return old.length + expired.length;
  });
}
