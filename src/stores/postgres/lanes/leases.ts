import type { Query } from "../server/connection.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { LEASE, namesOf } from "./schedule.ts";

/** Gives lanes back, which the transaction has locked. */
export async function releaseLanes(query: Query, lanes: readonly string[]): Promise<void> {
  if (lanes.length === 0) return;
  await query("UPDATE lanes SET lease_until = NULL, due_at = NULL WHERE lane = ANY($1)", [lanes]);
}

const RELEASE_TURNS = `
  WITH released AS (
    UPDATE lines SET lease_until = NULL, due_at = NULL FROM unnest($1::text[], $2::text[]) AS asked (lane, destination)
    WHERE lines.lane = asked.lane AND lines.destination = asked.destination RETURNING lines.run_id
  )
  UPDATE runs SET lane_due_at = 0 FROM released WHERE runs.id = released.run_id AND runs.status = 'sending'`;

/**
 * Gives turns back, of lanes that the transaction has locked. A run that is left in `sending` so is for its lane to settle:
 * nobody is at it any more.
 */
export async function releaseTurns(query: Query, lines: readonly LineName[]): Promise<void> {
  if (lines.length > 0) await query(RELEASE_TURNS, namesOf(lines));
}

/** Has claims and turns hold for another while, of lanes that the transaction has locked. */
export async function renewLeases(
  query: Query,
  { lanes, lines }: { readonly lanes: readonly string[]; readonly lines: readonly LineName[] },
): Promise<void> {
  if (lanes.length > 0) {
    await query(`UPDATE lanes SET lease_until = clock_timestamp() + ${LEASE} WHERE lane = ANY($1)`, [lanes]);
  }
  if (lines.length > 0) {
    await query(
      `UPDATE lines SET lease_until = clock_timestamp() + ${LEASE} FROM unnest($1::text[], $2::text[]) AS asked (lane, destination)
       WHERE lines.lane = asked.lane AND lines.destination = asked.destination`,
      namesOf(lines),
    );
  }
}
