import type { Effect, Run, SentText } from "../../core/model/run.ts";
import { sentTextOf } from "../../core/model/run.ts";
import { shiftWaits } from "../../core/run/shift-waits.ts";
import type { RunQuery, RunRecord } from "../../ports/store.ts";
import { completeEffect, completeRun } from "../older-records.ts";
import type { Connection, Row, SqlValue } from "./connection.ts";
import { integerOf, integerOrNullOf, recordOf, textOf, textOrNullOf } from "./rows.ts";

/** Runs and their effects. Writes belong in a transaction of the caller. */
export interface Ledger {
  readonly saveRun: (run: Run) => void;
  readonly saveEffect: (effect: Effect) => void;
  /** Runs of a lane that are due or were left in `sending`, oldest first. */
  readonly dueRuns: (lane: string, now: number) => readonly Run[];
  /** Moves the waits that are lengths of time, and gives the runs as they stand then. */
  readonly shiftWaits: (byMs: number) => readonly Run[];
  /** Runs that go on by themselves, and those left in `sending`. */
  readonly scheduledRuns: () => readonly Pick<Run, "id" | "lane" | "status" | "dueAt">[];
  /** Texts to a number that went out or may have, from `since` on, oldest first. */
  readonly textsTo: (phone: string, since: number) => readonly SentText[];
  readonly hasLocalId: (localId: string) => boolean;
  readonly list: (query: RunQuery) => readonly RunRecord[];
  readonly get: (id: string) => RunRecord | null;
}

const SAVE_RUN = `
  INSERT INTO runs (id, event_id, rule_id, lane, status, due_at, created_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, due_at = excluded.due_at, record = excluded.record`;
const SAVE_EFFECT = `
  INSERT INTO effects (id, run_id, lane, action, status, local_id, planned_at, phone, sent_at, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, sent_at = excluded.sent_at, record = excluded.record`;
const TEXTS_TO = `
  SELECT id, sent_at, json_extract(record, '$.purpose') AS purpose, json_extract(record, '$.textDigest') AS text_digest
  FROM effects WHERE phone = ? AND sent_at >= ? ORDER BY sent_at, seq`;
/** Written exactly as in the partial index `runs_open`, or SQLite does not use it. */
const IS_OPEN = "status IN ('ready', 'waiting', 'sending', 'parked')";
/** All that are open. By itself SQLite reads the whole table for them, finished runs and all. */
const OPEN_RUNS = `runs INDEXED BY runs_open WHERE ${IS_OPEN}`;

/** The ledger of a SQLite store. */
export function createLedger({ statement }: Connection): Ledger {
  const { saveRun, saveEffect } = createWriters(statement);
  const dueRuns = statement(
    `SELECT record FROM runs WHERE lane = ? AND ${IS_OPEN} AND (status IN ('ready', 'sending') OR (status = 'waiting' AND due_at <= ?))
     ORDER BY created_at, seq`,
  );
  const scheduledRuns = statement(
    `SELECT id, lane, status, due_at FROM ${OPEN_RUNS} AND status IN ('ready', 'waiting', 'sending') ORDER BY seq`,
  );
  const openRuns = statement(`SELECT record FROM ${OPEN_RUNS} ORDER BY seq`);
  const textsTo = statement(TEXTS_TO);
  const ownLocalId = statement("SELECT 1 FROM effects WHERE local_id = ?");
  const effectsOf = statement("SELECT record FROM effects WHERE run_id = ? ORDER BY seq");
  const runById = statement("SELECT record FROM runs WHERE id = ?");

  function readRunRecord(row: Row): RunRecord {
    const read = readRun(row);
    return { run: read, effects: effectsOf.all(read.id).map(readEffect) };
  }

  return {
    saveRun,
    saveEffect,
    shiftWaits: (byMs) => {
      const shifted = openRuns.all().flatMap((row) => shiftWaits(readRunRecord(row), byMs) ?? []);
      for (const { run, effects } of shifted) {
        saveRun(run);
        effects.forEach(saveEffect);
      }
      return shifted.map(({ run }) => run);
    },
    dueRuns: (lane, now) => dueRuns.all(lane, now).map(readRun),
    scheduledRuns: () =>
      scheduledRuns.all().map((row) => ({
        id: textOf(row, "id"),
        lane: textOf(row, "lane"),
        status: textOf(row, "status") as Run["status"],
        dueAt: integerOrNullOf(row, "due_at"),
      })),
    textsTo: (phone, since) => textsTo.all(phone, since).map(readSentText),
    hasLocalId: (localId) => ownLocalId.get(localId) !== null,
    list: (query) => {
      const { from, values } = selectionOf(query);
      return statement(`SELECT record FROM ${from} ORDER BY seq DESC LIMIT ?`)
        .all(...values, query.limit)
        .map(readRunRecord);
    },
    get: (id) => {
      const row = runById.get(id);
      return row === null ? null : readRunRecord(row);
    },
  };
}

function createWriters(statement: Connection["statement"]): {
  readonly saveRun: (run: Run) => void;
  readonly saveEffect: (effect: Effect) => void;
} {
  const run = statement(SAVE_RUN);
  const effect = statement(SAVE_EFFECT);
  return {
    saveRun: (saved) => {
      const { id, eventId, ruleId, lane, status, dueAt, createdAt } = saved;
      run.run(id, eventId, ruleId, lane, status, dueAt, createdAt, JSON.stringify(saved));
    },
    saveEffect: (saved) => {
      const { id, runId, lane, action, status, localId, plannedAt, phone } = saved;
      const sentAt = sentTextOf(saved)?.at ?? null;
      effect.run(id, runId, lane, action, status, localId, plannedAt, phone, sentAt, JSON.stringify(saved));
    },
  };
}

function readRun(row: Row): Run {
  return completeRun(recordOf(row) as Run);
}

function readEffect(row: Row): Effect {
  return completeEffect(recordOf(row) as Effect);
}

function readSentText(row: Row): SentText {
  return {
    effectId: textOf(row, "id"),
    at: integerOf(row, "sent_at"),
    purpose: textOrNullOf(row, "purpose") as SentText["purpose"],
    textDigest: textOrNullOf(row, "text_digest"),
  };
}

function selectionOf({ ruleId, eventId, status }: RunQuery): {
  readonly from: string;
  readonly values: readonly SqlValue[];
} {
  const isOpen = status !== undefined && OPEN_STATUSES.has(status) && eventId === undefined;
  const conditions = [isOpen ? OPEN_RUNS : "runs WHERE true"];
  const values: SqlValue[] = [];
  const add = (condition: string, value: string | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("rule_id = ?", ruleId);
  add("event_id = ?", eventId);
  add("status = ?", status);
  // Lets SQLite see that the partial index holds the rows.
  if (status === "failed") conditions.push("status = 'failed'");
  return { from: conditions.join(" AND "), values };
}

const OPEN_STATUSES: ReadonlySet<Run["status"]> = new Set(["ready", "waiting", "sending", "parked"]);
