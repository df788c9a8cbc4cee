import type { Query } from "../server/connection.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { columnsOf } from "../tables/rows/rows.ts";

/** How long a claim holds without being renewed. */
export const LEASE = "interval '15 seconds'";

/** The server's time of day, epoch milliseconds: orders those who are due at once. */
export const SERVER_MS = "(extract(epoch FROM now()) * 1000)::bigint";

const REFRESH_LANES = `
  UPDATE lanes SET due_at = found.due_at, ticket = found.ticket,
    queued_at = CASE WHEN found.due_at > 0 THEN found.due_at ELSE ${SERVER_MS} END
  FROM (
    SELECT asked.lane, coalesce(event.seq, 0) AS ticket,
      CASE WHEN event.seq IS NOT NULL THEN 0
        ELSE (SELECT min(lane_due_at) FROM runs WHERE runs.lane = asked.lane AND lane_due_at IS NOT NULL) END AS due_at
    FROM (SELECT DISTINCT lane FROM unnest($1::text[]) AS given (lane)) AS asked
    LEFT JOIN LATERAL (
      SELECT seq FROM events WHERE events.lane = asked.lane AND status = 'new' ORDER BY seq LIMIT 1) AS event ON true
  ) AS found
  WHERE lanes.lane = found.lane AND lanes.lease_until IS NULL AND lanes.due_at IS DISTINCT FROM found.due_at`;

/**
 * Notes when there is something to do on lanes that the transaction has locked. One that is claimed is due until it is
 * released, so that it is not forgotten with a process that dies.
 */
export async function refreshLanes(query: Query, lanes: readonly string[]): Promise<void> {
  if (lanes.length > 0) await query(REFRESH_LANES, [lanes]);
}

const ASKED_LINES =
  "asked AS (SELECT DISTINCT lane, destination FROM unnest($1::text[], $2::text[]) AS given (lane, destination))";

const REFRESH_LINES = `
  WITH ${ASKED_LINES},
  first AS (
    SELECT place.*, EXISTS (SELECT FROM run_holds AS behind WHERE behind.lane = asked.lane
      AND behind.destination = asked.destination AND behind.run_seq > place.run_seq AND NOT behind.has_passed) AS is_followed
    FROM asked CROSS JOIN LATERAL (
      SELECT * FROM run_holds WHERE run_holds.lane = asked.lane AND run_holds.destination = asked.destination
        AND NOT has_passed ORDER BY run_seq LIMIT 1) AS place
  ),
  next (lane, destination, run_seq, run_id, due_at, rank) AS (
    SELECT lane, destination, run_seq, run_id, coalesce(due_at, 0), 1 FROM run_holds JOIN asked USING (lane, destination)
    WHERE has_passed
    UNION ALL SELECT lane, destination, run_seq, run_id, coalesce(due_at, 0), 2 FROM first WHERE is_queued
    UNION ALL SELECT lane, destination, run_seq, NULL, CASE WHEN is_followed THEN until END, 3 FROM first
  ),
  found AS (
    SELECT DISTINCT ON (lane, destination) lane, destination, run_seq, run_id, due_at FROM next
    ORDER BY lane, destination, due_at NULLS LAST, rank
  ),
  emptied AS (
    DELETE FROM lines USING asked WHERE lines.lane = asked.lane AND lines.destination = asked.destination
      AND lease_until IS NULL AND NOT EXISTS (SELECT FROM found WHERE found.lane = asked.lane
        AND found.destination = asked.destination)
  )
  INSERT INTO lines AS line (lane, destination, run_id, due_at, queued_at, ticket)
  SELECT lane, destination, run_id, due_at, CASE WHEN due_at > 0 THEN due_at ELSE ${SERVER_MS} END, run_seq FROM found
  ON CONFLICT (lane, destination) DO UPDATE
    SET run_id = excluded.run_id, due_at = excluded.due_at, queued_at = excluded.queued_at, ticket = excluded.ticket
    WHERE line.lease_until IS NULL AND (line.run_id, line.due_at) IS DISTINCT FROM (excluded.run_id, excluded.due_at)`;

/**
 * Looks anew at lines of lanes that the transaction has locked: whose turn is next, the first in order or one that keeps
 * nobody any more, and when; or when the first stops keeping the others, if that is sooner. A line whose turn is given is looked at when that comes back.
 */
export async function refreshLines(query: Query, lines: readonly LineName[]): Promise<void> {
  if (lines.length > 0) await query(REFRESH_LINES, namesOf(lines));
}

/**
 * Lets those past in lines whose hold has ended: who waits for an attempt there keeps nobody and still has its turn, the
 * others are in line again when they are written anew.
 */
export async function dropEndedHolds(query: Query, lines: readonly LineName[], now: number): Promise<void> {
  if (lines.length === 0) return;
  const ended = "run_holds.lane = asked.lane AND run_holds.destination = asked.destination AND until <= $3";
  const values = [...namesOf(lines), now];
  await query(`WITH ${ASKED_LINES} DELETE FROM run_holds USING asked WHERE ${ended} AND NOT is_queued`, values);
  await query(
    `WITH ${ASKED_LINES} UPDATE run_holds SET has_passed = true FROM asked WHERE ${ended} AND is_queued`,
    values,
  );
}

/** Lanes and destinations of lines as two columns. */
export function namesOf(lines: readonly LineName[]): readonly (readonly string[])[] {
  return columnsOf(lines, ({ lane, destination }) => [lane, destination]) as readonly (readonly string[])[];
}
