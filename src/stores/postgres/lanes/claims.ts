import type { Claim, Turn } from "../../../ports/store/store.ts";
import type { Query, Row } from "../server/connection.ts";
import { integerOf, integerOrNullOf, textOf } from "../../sql/sql-rows.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { LEASE, SERVER_MS } from "./schedule.ts";

/** Those due are never queued later than now, by whichever clock is ahead: the others need not be looked at. */
const IS_DUE = (table: string, now: string) =>
  `${table}.due_at <= ${now} AND ${table}.queued_at <= greatest(${now}, ${SERVER_MS})`;

const CLAIM_LANES = `
  WITH found AS (
    SELECT lane FROM lanes
    WHERE ${IS_DUE("lanes", "$1")} AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND lane <> ALL($3)
    ORDER BY queued_at, ticket LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  UPDATE lanes SET fence = nextval('fences'), lease_until = clock_timestamp() + ${LEASE}, due_at = 0
  FROM found WHERE lanes.lane = found.lane
  RETURNING lanes.lane, fence, queued_at, ticket`;

/**
 * Claims up to `limit` lanes that have something to do at `now`, longest waiting first, none of those in `except`, which are
 * worked on already. Lanes that somebody writes to at this moment are left for the next look.
 */
export async function claimLanes(
  query: Query,
  { now, limit, except }: { readonly now: number; readonly limit: number; readonly except: readonly string[] },
): Promise<readonly Claim[]> {
  const rows = await query(CLAIM_LANES, [now, Math.min(limit, MOST_AT_ONCE), except]);
  return rows.toSorted(byPlace).map((row) => ({ lane: textOf(row, "lane"), fence: integerOf(row, "fence") }));
}

/** Lines to be looked at anew, and destinations where somebody stands in line whose attempt may start. */
export interface LineWork {
  /** Their turn was not renewed in time, or the hold that keeps others has ended. */
  readonly overdue: readonly LineName[];
  readonly destinations: readonly string[];
}

const LINE_WORK = `
  WITH RECURSIVE due (destination) AS (
    (SELECT destination FROM lines
      WHERE run_id IS NOT NULL AND lease_until IS NULL AND ${IS_DUE("lines", "$1")} ORDER BY destination LIMIT 1)
    UNION ALL
    SELECT (SELECT lines.destination FROM lines
      WHERE run_id IS NOT NULL AND lease_until IS NULL AND ${IS_DUE("lines", "$1")} AND lines.destination > due.destination
      ORDER BY lines.destination LIMIT 1)
    FROM due WHERE due.destination IS NOT NULL
  )
  SELECT NULL AS lane, destination FROM due WHERE destination IS NOT NULL
  UNION ALL
  (SELECT lane, destination FROM lines WHERE lease_until < clock_timestamp() LIMIT 256)
  UNION ALL
  (SELECT lane, destination FROM lines WHERE run_id IS NULL AND lease_until IS NULL AND due_at <= $1 LIMIT 256)`;

/** What there is to do in lines at `now`. */
export async function findLineWork(query: Query, now: number): Promise<LineWork> {
  const rows = await query(LINE_WORK, [now]);
  const named = rows.map((row) => ({ lane: row["lane"], destination: textOf(row, "destination") }));
  return {
    overdue: named.flatMap(({ lane, destination }) => (typeof lane === "string" ? [{ lane, destination }] : [])),
    destinations: named.flatMap(({ lane, destination }) => (lane === null ? [destination] : [])),
  };
}

/** No process works on more at once. */
const MOST_AT_ONCE = 1_000;

const CLAIM_TURNS = `
  WITH found AS (
    SELECT lines.lane, lines.destination FROM lines JOIN lanes USING (lane)
    WHERE lines.destination = $2 AND lines.run_id IS NOT NULL AND lines.lease_until IS NULL AND ${IS_DUE("lines", "$1")}
    ORDER BY lines.queued_at, lines.ticket LIMIT $3 FOR UPDATE OF lanes, lines SKIP LOCKED
  )
  UPDATE lines SET fence = nextval('fences'), lease_until = clock_timestamp() + ${LEASE},
    run_id = coalesce((SELECT run_holds.run_id FROM run_holds WHERE run_holds.lane = lines.lane
      AND run_holds.destination = lines.destination AND has_passed AND coalesce(run_holds.due_at, 0) <= $1
      ORDER BY coalesce(run_holds.due_at, 0), run_seq LIMIT 1), lines.run_id)
  FROM found WHERE lines.lane = found.lane AND lines.destination = found.destination
  RETURNING lines.lane, lines.destination, run_id, fence, queued_at, ticket`;

/**
 * Claims up to `room` turns at a destination, longest waiting first. In a line, one that keeps nobody any more goes before the
 * first in order once it is due.
 */
export async function claimTurnsAt(
  query: Query,
  { destination, now, room }: { readonly destination: string; readonly now: number; readonly room: number },
): Promise<readonly Turn[]> {
  if (room <= 0) return [];
  const rows = await query(CLAIM_TURNS, [now, destination, Math.min(room, MOST_AT_ONCE)]);
  return rows.toSorted(byPlace).map((row) => ({
    lane: textOf(row, "lane"),
    destination: textOf(row, "destination"),
    runId: textOf(row, "run_id"),
    fence: integerOf(row, "fence"),
  }));
}

function byPlace(one: Row, other: Row): number {
  return (
    integerOf(one, "queued_at") - integerOf(other, "queued_at") || integerOf(one, "ticket") - integerOf(other, "ticket")
  );
}

/** When something is due next, epoch milliseconds, 0 for now, or null; what is claimed is due to nobody else. */
export async function nextDueAt(query: Query): Promise<number | null> {
  const [row] = await query(
    `SELECT least((SELECT min(due_at) FROM lanes WHERE lease_until IS NULL AND due_at IS NOT NULL),
       (SELECT min(due_at) FROM lines WHERE lease_until IS NULL)) AS due_at`,
  );
  return row === undefined ? null : integerOrNullOf(row, "due_at");
}

/** Lanes with a run in `sending` of which nobody has a turn: whoever had it died, or stopped before it was settled. */
export async function findAbandonedLanes(query: Query): Promise<readonly string[]> {
  const rows = await query(`SELECT DISTINCT runs.lane FROM runs WHERE ${IS_ABANDONED}`);
  return rows.map((row) => textOf(row, "lane"));
}

/** Has the lanes, which the transaction has locked, look at those runs. */
export async function takeUpAbandoned(query: Query, lanes: readonly string[]): Promise<void> {
  await query(`UPDATE runs SET lane_due_at = 0 WHERE ${IS_ABANDONED} AND lane = ANY($1)`, [lanes]);
}

const IS_ABANDONED = `runs.status = 'sending' AND runs.lane_due_at IS NULL AND NOT EXISTS (
  SELECT FROM lines WHERE lines.lane = runs.lane AND lines.run_id = runs.id AND lines.lease_until IS NOT NULL)`;
