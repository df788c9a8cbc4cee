import type { Effect } from "../../../core/model/run/effect.ts";
import type { Run, RunStatus } from "../../../core/model/run/run.ts";
import type { RunRecord, TextIds } from "../../../ports/store/store.ts";
import type { Counts, ListRunsOptions, Page, RunFilter, Side } from "../../../ports/store/lists.ts";
import { DUE_RUNS } from "../../claims.ts";
import { NO_RUNS, pageOf, parseCursor } from "../../lists.ts";
import { completeEffect, completeRun } from "../../older-records.ts";
import type { Query, Row } from "../server/connection.ts";
import { integerOf, recordOf, textOf } from "../../sql/sql-rows.ts";
import { columnsOf, recordsOf } from "./rows/rows.ts";
import type { Selection } from "./selection.ts";
import { countByStatus, createSelection } from "./selection.ts";
import { MADE_BEFORE, hasSent } from "../../sql/sql-runs.ts";

const RUN_COLUMNS = `runs.id, runs.record, ARRAY(SELECT effects.record FROM effects WHERE effects.run_id = runs.id ORDER BY seq) AS effects`;

/** Runs with their effects in the order asked, null where there is none. */
export async function readRunRecords(query: Query, ids: readonly string[]): Promise<readonly (RunRecord | null)[]> {
  const rows = await query(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ANY($1)`, [ids]);
  const found = new Map(rows.map(runRecordOf).map((record) => [record.run.id, record]));
  return ids.map((id) => found.get(id) ?? null);
}

const OWN_TEXT = `
  SELECT id, record FROM effects WHERE local_id = $1
  UNION ALL SELECT id, record FROM effects WHERE message_id = $2 LIMIT 1`;

/** The text or note of this engine that one of these ids names; the client id goes first. */
export async function readOwnText(query: Query, { localId, messageId }: TextIds): Promise<Effect | null> {
  const [row] = await query(OWN_TEXT, [localId, messageId]);
  return row === undefined ? null : completeEffect(recordOf(row, "effect") as Effect);
}

/** Runs by id, without their effects. */
export async function readRuns(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Run>> {
  if (ids.length === 0) return new Map();
  const rows = await query("SELECT id, record FROM runs WHERE id = ANY($1)", [ids]);
  return new Map(rows.map((row) => completeRun(recordOf(row, "run") as Run)).map((run) => [run.id, run]));
}

const DUE = `
  SELECT asked.place, due.* FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS asked (lane, now, place)
  CROSS JOIN LATERAL (SELECT runs.seq, ${RUN_COLUMNS} FROM runs WHERE runs.lane = asked.lane AND lane_due_at <= asked.now
    ORDER BY runs.seq LIMIT ${DUE_RUNS}) AS due
  ORDER BY asked.place, due.seq`;

/** The runs that each of the lanes has to look at by its `now`, in the order they were made. */
export async function readDueRuns(
  query: Query,
  asked: readonly { readonly lane: string; readonly now: number }[],
): Promise<readonly (readonly RunRecord[])[]> {
  const rows = await query(
    DUE,
    columnsOf(asked, ({ lane, now }) => [lane, now]),
  );
  const runs = asked.map((): RunRecord[] => []);
  for (const row of rows) runs[integerOf(row, "place") - 1]?.push(runRecordOf(row));
  return runs;
}

/** The runs of each of the lanes that its events look at, in the order they were made. */
export async function readHeededRuns(query: Query, lanes: readonly string[]): Promise<readonly (readonly Run[])[]> {
  const rows = await query("SELECT id, record FROM runs WHERE lane = ANY($1) AND is_heeded ORDER BY seq", [lanes]);
  const found = rows.map((row) => completeRun(recordOf(row, "run") as Run));
  return lanes.map((lane) => found.filter((run) => run.lane === lane));
}

/** As in the partial index `runs_open`. */
export const IS_OPEN = "runs.status NOT IN ('done', 'failed', 'stopped')";

/** A page of runs. @throws EngineError USAGE when `after` is no cursor. */
export async function listRunRecords(
  query: Query,
  { limit, damaged, ...options }: ListRunsOptions,
): Promise<Page<RunRecord>> {
  const { condition, values } = selectionOf(options);
  const sql = `SELECT runs.seq, runs.created_at, ${RUN_COLUMNS} FROM runs WHERE ${condition}
    ORDER BY runs.seq DESC LIMIT $${values.length + 1}`;
  const found = await query(sql, [...values, limit + 1]);
  const endAt = (row: Row) => ({ instant: integerOf(row, "created_at"), key: String(integerOf(row, "seq")) });
  return pageOf(found, { list: "run", limit, damaged, endAt, read: runRecordOf });
}

const BESIDE: Readonly<Record<Side, readonly [comparison: string, order: string]>> = {
  older: ["<", "DESC"],
  newer: [">", "ASC"],
};

/** The id of the run of the same rule that was made before or after one. */
export async function readRunBeside(query: Query, id: string, side: Side): Promise<string | null> {
  const [comparison, order] = BESIDE[side];
  // By rule first, and the rule asked afterwards: ordered by seq alone the server goes through the runs of all rules.
  const sql = `SELECT id FROM (SELECT id, rule_id FROM runs
      WHERE (rule_id, seq) ${comparison} (SELECT rule_id, seq FROM runs WHERE id = $1)
      ORDER BY rule_id ${order}, seq ${order} LIMIT 1) AS beside
    WHERE rule_id = (SELECT rule_id FROM runs WHERE id = $1)`;
  const [row] = await query(sql, [id]);
  return row === undefined ? null : textOf(row, "id");
}

/** How many runs there are of each status. */
export async function countRunRecords(query: Query, { status, ...filter }: RunFilter): Promise<Counts<RunStatus>> {
  return countByStatus(query, { table: "runs", none: NO_RUNS, selection: selectionOf(filter), status });
}

function runRecordOf(row: Row): RunRecord {
  return {
    run: completeRun(recordOf(row, "run") as Run),
    effects: recordsOf(row, "effect of run", "effects").map((record) => completeEffect(record as Effect)),
  };
}

function selectionOf(wanted: RunFilter & Omit<ListRunsOptions, "limit">): Selection {
  const { ruleId, eventId, status, delivery, until, sent, after } = wanted;
  return createSelection([
    ["runs.event_id = ?", eventId],
    ["runs.rule_id = ?", ruleId],
    ["runs.status = ?", status],
    ["runs.id IN (SELECT run_id FROM effects WHERE delivery = ?)", delivery],
    [hasSent(sent), sent?.since, sent?.until],
    [MADE_BEFORE, until, until, until],
    [
      "runs.seq < ?",
      after === undefined ? undefined : Number(parseCursor(after, { list: "run", keyForm: /^\d+$/ }).key),
    ],
  ]);
}
