import type { Effect, Run, RunStatus } from "../../../core/model/run.ts";
import type { RunRecord } from "../../../ports/store.ts";
import type { Counts, ListRunsOptions, Page, RunFilter } from "../../../ports/store-lists.ts";
import { NO_RUNS, pageOf, parseCursor } from "../../lists.ts";
import { completeEffect, completeRun } from "../../older-records.ts";
import type { Connection, Row } from "../connection.ts";
import type { Selection } from "./counts.ts";
import { countByStatus, selectionFrom } from "./counts.ts";
import { integerOf, recordOf } from "../../sql/sql-rows.ts";

/** Runs with their effects. */
export interface RunRecords {
  readonly get: (id: string) => RunRecord | null;
  readonly list: (options: ListRunsOptions) => Page<RunRecord>;
  readonly count: (filter: RunFilter) => Counts<RunStatus>;
  /** Those that are not final, in commit order. */
  readonly open: () => readonly Run[];
  /** Those of one lane. */
  readonly openOf: (lane: string) => readonly Run[];
  /** Those of one lane that its events look at, in commit order. */
  readonly heededOf: (lane: string) => readonly Run[];
}

/** Written exactly as in the partial index `runs_open`, or SQLite does not use it. */
const IS_OPEN = "status IN ('ready', 'waiting', 'queued', 'sending', 'parked')";
/** All that are open. By itself SQLite reads the whole table for them, finished runs and all. */
export const OPEN_RUNS = `runs INDEXED BY runs_open WHERE ${IS_OPEN}`;

/** Those that the events of a lane look at. */
const HEEDED_RUNS = "SELECT record FROM runs WHERE lane = ? AND is_heeded = 1 ORDER BY seq";

/** The runs of a SQLite store. */
export function createRunRecords(connection: Connection): RunRecords {
  const { statement } = connection;
  const effectsOf = statement("SELECT record FROM effects WHERE run_id = ? ORDER BY seq");
  const runById = statement("SELECT record FROM runs WHERE id = ?");
  const openRuns = statement(`SELECT record FROM ${OPEN_RUNS} ORDER BY seq`);
  const openRunsOf = statement(`SELECT record FROM ${OPEN_RUNS} AND lane = ? ORDER BY seq`);
  const heededRunsOf = statement(HEEDED_RUNS);

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
    count: ({ status, ...filter }) => {
      const counts = countByStatus(connection, {
        none: NO_RUNS,
        selectionOf: (one) => selectionOf({ ...filter, status: one }),
      });
      return status === undefined ? counts : { ...NO_RUNS, [status]: counts[status] };
    },
    open: () => openRuns.all().map(readRun),
    openOf: (lane) => openRunsOf.all(lane).map(readRun),
    heededOf: (lane) => heededRunsOf.all(lane).map(readRun),
  };
}

/** The run of a row that has its record. */
function readRun(row: Row): Run {
  return completeRun(recordOf(row) as Run);
}

function readEffect(row: Row): Effect {
  return completeEffect(recordOf(row) as Effect);
}

interface RunSelection extends Omit<RunFilter, "status"> {
  readonly status?: RunStatus | undefined;
  readonly after?: string;
}

function selectionOf({ ruleId, eventId, status, delivery, after }: RunSelection): Selection {
  return selectionFrom(tableOf(eventId, status), [
    ["event_id = ?", eventId],
    ["rule_id = ?", ruleId],
    ["id IN (SELECT run_id FROM effects WHERE delivery = ?)", delivery],
    ["seq < ?", after === undefined ? undefined : Number(parseCursor(after, /^\d+$/).key)],
  ]);
}

function tableOf(eventId: string | undefined, status: RunStatus | undefined): string {
  if (eventId === undefined) return status === undefined ? "runs WHERE true" : RUNS_OF[status];
  // An event has few runs, whatever their status.
  return `runs INDEXED BY runs_of_event WHERE ${status === undefined ? "true" : isStatus(status)}`;
}

const isStatus = (status: RunStatus): string => `status = '${status}'`;
const openRunsOf = (status: RunStatus): string => `${OPEN_RUNS} AND ${isStatus(status)}`;

/** Runs of a status. By itself SQLite looks for the few that are not done among all the others. */
const RUNS_OF: Readonly<Record<RunStatus, string>> = {
  ready: openRunsOf("ready"),
  waiting: openRunsOf("waiting"),
  queued: openRunsOf("queued"),
  sending: openRunsOf("sending"),
  parked: openRunsOf("parked"),
  failed: `runs INDEXED BY runs_failed WHERE ${isStatus("failed")}`,
  stopped: `runs INDEXED BY runs_stopped WHERE ${isStatus("stopped")}`,
  done: `runs WHERE ${isStatus("done")}`,
};
