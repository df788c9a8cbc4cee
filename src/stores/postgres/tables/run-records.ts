import type { Effect, Run, RunStatus } from "../../../core/model/run.ts";
import type { RunRecord, TextIds } from "../../../ports/store.ts";
import type { Counts, ListRunsOptions, Page, RunFilter } from "../../../ports/store-lists.ts";
import { DUE_RUNS } from "../../claims.ts";
import { NO_RUNS, pageOf, parseCursor } from "../../lists.ts";
import { completeEffect, completeRun } from "../../older-records.ts";
import type { Query, Row } from "../server/connection.ts";
import { integerOf, recordOf } from "../../sql/sql-rows.ts";
import { recordsOf } from "./rows.ts";
import type { Selection } from "./selection.ts";
import { countByStatus, createSelection } from "./selection.ts";

const RUN_COLUMNS = `runs.record, ARRAY(SELECT effects.record FROM effects WHERE effects.run_id = runs.id ORDER BY seq) AS effects`;

/** A run with its effects, or null. */
export async function getRunRecord(query: Query, id: string): Promise<RunRecord | null> {
  const [row] = await query(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = $1`, [id]);
  return row === undefined ? null : runRecordOf(row);
}

const OWN_TEXT = `
  SELECT record FROM effects WHERE local_id = $1
  UNION ALL SELECT record FROM effects WHERE message_id = $2 LIMIT 1`;

/** The text or note of this engine that one of these ids names; the client id goes first. */
export async function readOwnText(query: Query, { localId, messageId }: TextIds): Promise<Effect | null> {
  const [row] = await query(OWN_TEXT, [localId, messageId]);
  return row === undefined ? null : completeEffect(recordOf(row) as Effect);
}

/** Runs by id, without their effects. */
export async function readRuns(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Run>> {
  if (ids.length === 0) return new Map();
  const rows = await query("SELECT record FROM runs WHERE id = ANY($1)", [ids]);
  return new Map(rows.map((row) => completeRun(recordOf(row) as Run)).map((run) => [run.id, run]));
}

/** The runs of a lane that it has to look at by `now`, in the order they were made. */
export async function dueRunRecords(query: Query, lane: string, now: number): Promise<readonly RunRecord[]> {
  const sql = `SELECT ${RUN_COLUMNS} FROM runs WHERE lane = $1 AND lane_due_at <= $2 ORDER BY runs.seq LIMIT ${DUE_RUNS}`;
  return (await query(sql, [lane, now])).map(runRecordOf);
}

/** The runs of a lane that its events look at, in the order they were made. */
export async function heededRuns(query: Query, lane: string): Promise<readonly Run[]> {
  const rows = await query("SELECT record FROM runs WHERE lane = $1 AND is_heeded ORDER BY seq", [lane]);
  return rows.map((row) => completeRun(recordOf(row) as Run));
}

/** As in the partial index `runs_open`. */
export const IS_OPEN = "runs.status NOT IN ('done', 'failed', 'stopped')";

/** A page of runs. @throws EngineError USAGE when `after` is no cursor. */
export async function listRunRecords(query: Query, { limit, ...options }: ListRunsOptions): Promise<Page<RunRecord>> {
  const { condition, values } = selectionOf(options);
  const sql = `SELECT runs.seq, runs.created_at, ${RUN_COLUMNS} FROM runs WHERE ${condition}
    ORDER BY runs.seq DESC LIMIT $${values.length + 1}`;
  const found = await query(sql, [...values, limit + 1]);
  const endAt = (row: Row) => ({ instant: integerOf(row, "created_at"), key: String(integerOf(row, "seq")) });
  return pageOf(found, { limit, endAt, read: runRecordOf });
}

/** How many runs there are of each status. */
export async function countRunRecords(query: Query, { status, ...filter }: RunFilter): Promise<Counts<RunStatus>> {
  return countByStatus(query, { table: "runs", none: NO_RUNS, selection: selectionOf(filter), status });
}

function runRecordOf(row: Row): RunRecord {
  return {
    run: completeRun(recordOf(row) as Run),
    effects: recordsOf(row, "effects").map((record) => completeEffect(record as Effect)),
  };
}

function selectionOf({ ruleId, eventId, status, delivery, after }: RunFilter & { readonly after?: string }): Selection {
  return createSelection([
    ["runs.event_id = ?", eventId],
    ["runs.rule_id = ?", ruleId],
    ["runs.status = ?", status],
    ["runs.id IN (SELECT run_id FROM effects WHERE delivery = ?)", delivery],
    ["runs.seq < ?", after === undefined ? undefined : Number(parseCursor(after, /^\d+$/).key)],
  ]);
}
