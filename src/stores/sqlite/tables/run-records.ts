import type { Effect } from "../../../core/model/run/effect.ts";
import type { Hold, Run, RunStatus } from "../../../core/model/run/run.ts";
import type { RunRecord } from "../../../ports/store/store.ts";
import type { Counts, ListRunsOptions, Page, RunFilter, Side } from "../../../ports/store/lists.ts";
import { NO_RUNS, pageOf, parseCursor } from "../../lists.ts";
import type { OpenRun } from "../../one-process/known.ts";
import { completeEffect, completeRun } from "../../older-records.ts";
import type { Connection, Row } from "../connection.ts";
import type { Selection } from "./counts.ts";
import { countByStatus, selectionFrom } from "./counts.ts";
import { integerOf, integerOrNullOf, recordOf, textOf } from "../../sql/sql-rows.ts";
import { MADE_BEFORE, hasSent } from "../../sql/sql-runs.ts";

/** Runs with their effects. */
export interface RunRecords {
  readonly get: (id: string) => RunRecord | null;
  readonly list: (options: ListRunsOptions) => Page<RunRecord>;
  /** The id of the run of the same rule that was made before or after one. */
  readonly beside: (id: string, side: Side) => string | null;
  readonly count: (filter: RunFilter) => Counts<RunStatus>;
  /** Those that are not final, in commit order. */
  readonly open: () => Iterable<OpenRun>;
  /** Those of one lane. */
  readonly openOf: (lane: string) => readonly OpenRun[];
  /** Those of one lane that its events look at, in commit order. */
  readonly heededOf: (lane: string) => readonly Run[];
}

/** Written exactly as in the partial index `runs_open`, or SQLite does not use it. */
const IS_OPEN = "status IN ('ready', 'waiting', 'queued', 'sending', 'parked')";
/** All that are open. By itself SQLite reads the whole table for them, finished runs and all. */
export const OPEN_RUNS = `runs INDEXED BY runs_open WHERE ${IS_OPEN}`;

/** What is known in memory of a run, and no more: a start reads it of every open run, also of one whose record is damaged. */
const STANDING = `id, lane, status, due_at,
  CASE WHEN json_valid(record) THEN json_extract(record, '$.stepsOverAt', '$.destination', '$.holds') END AS standing`;

/** Of some runs, by their places in commit order. */
const STANDING_OF = `SELECT ${STANDING} FROM runs WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq`;
/** So many are read at a time. */
const READ_TOGETHER = 250;

const EFFECTS_OF =
  "SELECT id, run_id, record FROM effects WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY seq";

const OLDER_RUN = `SELECT other.id FROM runs AS one JOIN runs AS other ON other.rule_id = one.rule_id AND other.seq < one.seq
  WHERE one.id = ? ORDER BY other.seq DESC LIMIT 1`;
const NEWER_RUN = `SELECT other.id FROM runs AS one JOIN runs AS other ON other.rule_id = one.rule_id AND other.seq > one.seq
  WHERE one.id = ? ORDER BY other.seq LIMIT 1`;

/** Those that the events of a lane look at. */
const HEEDED_RUNS = "SELECT id, record FROM runs WHERE lane = ? AND is_heeded = 1 ORDER BY seq";

/** The runs of a SQLite store. */
export function createRunRecords(connection: Connection): RunRecords {
  const { statement } = connection;
  const effectsOf = statement(EFFECTS_OF);
  const [olderRun, newerRun] = [statement(OLDER_RUN), statement(NEWER_RUN)];
  const runById = statement("SELECT id, record FROM runs WHERE id = ?");
  const openSeqs = statement(`SELECT seq FROM ${OPEN_RUNS} ORDER BY seq`);
  const openRuns = statement(STANDING_OF);
  const openRunsOf = statement(`SELECT ${STANDING} FROM ${OPEN_RUNS} AND lane = ? ORDER BY seq`);
  const heededRunsOf = statement(HEEDED_RUNS);

  /** What reads each of these rows: the effects of all of them are found by one statement. */
  function reading(rows: readonly Row[]): (row: Row) => RunRecord {
    const effects = new Map<string, Row[]>(rows.map((row) => [textOf(row, "id"), []]));
    for (const row of effectsOf.all(JSON.stringify([...effects.keys()]))) effects.get(textOf(row, "run_id"))?.push(row);
    return (row) => ({ run: readRun(row), effects: (effects.get(textOf(row, "id")) ?? []).map(readEffect) });
  }

  return {
    get: (id) => {
      const row = runById.get(id);
      return row === null ? null : reading([row])(row);
    },
    beside: (id, side) => {
      const row = (side === "older" ? olderRun : newerRun).get(id);
      return row === null ? null : textOf(row, "id");
    },
    list: ({ limit, damaged, ...options }) => {
      const { from, values } = selectionOf(options);
      const sql = `SELECT id, seq, created_at, record FROM ${from} ORDER BY seq DESC LIMIT ?`;
      const endAt = (row: Row) => ({ instant: integerOf(row, "created_at"), key: String(integerOf(row, "seq")) });
      const found = statement(sql).all(...values, limit + 1);
      return pageOf(found, { list: "run", limit, damaged, endAt, read: reading(found.slice(0, limit)) });
    },
    count: ({ status, ...filter }) => {
      const counts = countByStatus(connection, {
        none: NO_RUNS,
        selectionOf: (one) => selectionOf({ ...filter, status: one }),
      });
      return status === undefined ? counts : { ...NO_RUNS, [status]: counts[status] };
    },
    *open() {
      const seqs = openSeqs.all().map((row) => integerOf(row, "seq"));
      for (let at = 0; at < seqs.length; at += READ_TOGETHER)
        yield* openRuns.all(JSON.stringify(seqs.slice(at, at + READ_TOGETHER))).map(readOpenRun);
    },
    openOf: (lane) => openRunsOf.all(lane).map(readOpenRun),
    heededOf: (lane) => heededRunsOf.all(lane).map(readRun),
  };
}

/** The run of a row that has its record. */
function readRun(row: Row): Run {
  return completeRun(recordOf(row, "run") as Run);
}

/** Of a record that an earlier release has written, what is missing is null. One that is damaged and under way is met at once. */
function readOpenRun(row: Row): OpenRun {
  const id = textOf(row, "id");
  const lane = textOf(row, "lane");
  const status = textOf(row, "status") as RunStatus;
  const dueAt = integerOrNullOf(row, "due_at");
  if (row["standing"] === null) {
    const isUnderWay = status === "queued" || status === "sending";
    return { id, lane, status: isUnderWay ? "ready" : status, dueAt, stepsOverAt: null, destination: null, holds: [] };
  }
  const [stepsOverAt, destination, holds] = recordOf(row, "run", "standing") as readonly [
    number | null,
    string | null,
    readonly Hold[] | null,
  ];
  return { id, lane, status, dueAt, stepsOverAt, destination, holds: holds ?? [] };
}

function readEffect(row: Row): Effect {
  return completeEffect(recordOf(row, "effect") as Effect);
}

interface RunSelection extends Omit<RunFilter, "status" | "ruleId" | "eventId"> {
  readonly ruleId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly until?: number;
  readonly sent?: ListRunsOptions["sent"];
  readonly after?: string;
}

function selectionOf({ ruleId, eventId, status, delivery, until, sent, after }: RunSelection): Selection {
  return selectionFrom(tableOf({ ruleId, eventId, status }), [
    ["event_id = ?", eventId],
    ["rule_id = ?", ruleId],
    ["id IN (SELECT run_id FROM effects WHERE delivery = ?)", delivery],
    [hasSent(sent), sent?.since, sent?.until],
    [MADE_BEFORE, until, until, until],
    ["seq < ?", after === undefined ? undefined : Number(parseCursor(after, { list: "run", keyForm: /^\d+$/ }).key)],
  ]);
}

function tableOf({ ruleId, eventId, status }: RunSelection): string {
  if (eventId === undefined) {
    if (status === undefined) return "runs WHERE true";
    return ruleId !== undefined && RESTING.includes(status) ? restingRunsOf(status) : RUNS_OF[status];
  }
  // An event has few runs, whatever their status.
  return `runs INDEXED BY runs_of_event WHERE ${status === undefined ? "true" : isStatus(status)}`;
}

/** In which a run may stay for long: of one rule and status they are found among all of these. */
const RESTING: readonly RunStatus[] = ["waiting", "parked", "failed", "stopped"];
const restingRunsOf = (status: RunStatus): string =>
  `runs INDEXED BY runs_resting WHERE status IN ('waiting', 'parked', 'failed', 'stopped') AND ${isStatus(status)}`;

const isStatus = (status: RunStatus): string => `status = '${status}'`;
const heldUpRunsOf = (status: RunStatus): string =>
  `runs INDEXED BY runs_held_up WHERE status IN ('waiting', 'parked') AND ${isStatus(status)}`;
const openRunsOf = (status: RunStatus): string => `${OPEN_RUNS} AND ${isStatus(status)}`;

/** Runs of a status. By itself SQLite looks for the few that are not done among all the others. */
const RUNS_OF: Readonly<Record<RunStatus, string>> = {
  ready: openRunsOf("ready"),
  waiting: heldUpRunsOf("waiting"),
  queued: openRunsOf("queued"),
  sending: openRunsOf("sending"),
  parked: heldUpRunsOf("parked"),
  failed: `runs INDEXED BY runs_failed WHERE ${isStatus("failed")}`,
  stopped: `runs INDEXED BY runs_stopped WHERE ${isStatus("stopped")}`,
  done: `runs WHERE ${isStatus("done")}`,
};
