import type { Effect, Run, RunStatus } from "../../core/model/run.ts";
import type { Counts, ListRunsOptions, Page, RunFilter, RunRecord } from "../../ports/store.ts";
import { NO_RUNS, pageOf, parseCursor } from "../lists.ts";
import { completeEffect, completeRun } from "../older-records.ts";
import type { Connection, Row, SqlValue } from "./connection.ts";
import { integerOf, recordOf, textOf } from "./rows.ts";

/** Runs with their effects. */
export interface RunRecords {
  readonly get: (id: string) => RunRecord | null;
  readonly list: (options: ListRunsOptions) => Page<RunRecord>;
  readonly count: (filter: RunFilter) => Counts<RunStatus>;
  /** Those that are not final, in commit order. */
  readonly open: () => readonly Run[];
}

/** Written exactly as in the partial index `runs_open`, or SQLite does not use it. */
const IS_OPEN = "status IN ('ready', 'waiting', 'queued', 'sending', 'parked')";
/** All that are open. By itself SQLite reads the whole table for them, finished runs and all. */
const OPEN_RUNS = `runs INDEXED BY runs_open WHERE ${IS_OPEN}`;

/** The runs of a SQLite store. */
export function createRunRecords({ statement }: Connection): RunRecords {
  const effectsOf = statement("SELECT record FROM effects WHERE run_id = ? ORDER BY seq");
  const runById = statement("SELECT record FROM runs WHERE id = ?");
  const openRuns = statement(`SELECT record FROM ${OPEN_RUNS} ORDER BY seq`);

  function readRunRecord(row: Row): RunRecord {
    const run = readRun(row);
    return { run, effects: effectsOf.all(run.id).map(readEffect) };
  }

  return {
    get: (id) => {
      const row = runById.get(id);
      return row === null ? null : readRunRecord(row);
    },
    list: ({ limit, ...options }) => {
      const { from, values } = selectionOf(options);
      const sql = `SELECT seq, created_at, record FROM ${from} ORDER BY seq DESC LIMIT ?`;
      const endAt = (row: Row) => ({ instant: integerOf(row, "created_at"), key: String(integerOf(row, "seq")) });
      return pageOf(statement(sql).all(...values, limit + 1), { limit, endAt, read: readRunRecord });
    },
    count: (filter) => {
      const { from, values } = selectionOf(filter);
      const rows = statement(`SELECT status, count(*) AS runs FROM ${from} GROUP BY status`);
      const counted = rows.all(...values).map((row) => [textOf(row, "status"), integerOf(row, "runs")] as const);
      return { ...NO_RUNS, ...Object.fromEntries(counted) };
    },
    open: () => openRuns.all().map(readRun),
  };
}

/** The run of a row that has its record. */
function readRun(row: Row): Run {
  return completeRun(recordOf(row) as Run);
}

function readEffect(row: Row): Effect {
  return completeEffect(recordOf(row) as Effect);
}

function selectionOf({ ruleId, eventId, status, after }: Omit<ListRunsOptions, "limit">): {
  readonly from: string;
  readonly values: readonly SqlValue[];
} {
  const isOpen = status !== undefined && OPEN_STATUSES.has(status) && eventId === undefined;
  const conditions = [isOpen ? OPEN_RUNS : "runs WHERE true"];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("rule_id = ?", ruleId);
  add("event_id = ?", eventId);
  add("status = ?", status);
  // Lets SQLite see that the partial index holds the rows.
  if (status === "failed") conditions.push("status = 'failed'");
  if (after !== undefined) add("seq < ?", Number(parseCursor(after, /^\d+$/).key));
  return { from: conditions.join(" AND "), values };
}

const OPEN_STATUSES: ReadonlySet<RunStatus> = new Set(["ready", "waiting", "queued", "sending", "parked"]);
