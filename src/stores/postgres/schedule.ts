import type { Query } from "./connection.ts";
import type { LineName } from "./run-rows.ts";
import { columnsOf } from "./rows.ts";

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
  found AS (
    SELECT place.lane, place.destination, place.run_seq, CASE WHEN place.is_queued THEN place.run_id END AS run_id,
      CASE WHEN place.is_queued THEN coalesce(place.due_at, 0)
        WHEN EXISTS (SELECT FROM run_holds AS behind WHERE behind.lane = asked.lane
          AND behind.destination = asked.destination AND behind.run_seq > place.run_seq) THEN place.until END AS due_at
    FROM asked CROSS JOIN LATERAL (
      SELECT * FROM run_holds WHERE run_holds.lane = asked.lane AND run_holds.destination = asked.destination
      ORDER BY run_seq LIMIT 1) AS place
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
 * Looks anew at lines of lanes that the transaction has locked: who is first, and when that run may go or stops keeping the
 * others. A line whose turn is given is looked at when that comes back.
 */
export async function refreshLines(query: Query, lines: readonly LineName[]): Promise<void> {
  if (lines.length > 0) await query(REFRESH_LINES, namesOf(lines));
}

/** Takes those out of lines whose hold has ended: they are in line again when they are written anew. */
export async function dropEndedHolds(query: Query, lines: readonly LineName[], now: number): Promise<void> {
  if (lines.length === 0) return;
  await query(
    `WITH ${ASKED_LINES} DELETE FROM run_holds USING asked
     WHERE run_holds.lane = asked.lane AND run_holds.destination = asked.destination AND until <= $3`,
    [...namesOf(lines), now],
  );
}

/** Lanes and destinations of lines as two columns. */
export function namesOf(lines: readonly LineName[]): readonly (readonly string[])[] {
  return columnsOf(lines, ({ lane, destination }) => [lane, destination]) as readonly (readonly string[])[];
}
