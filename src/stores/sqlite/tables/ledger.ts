import type { Effect, Run, SentText } from "../../../core/model/run.ts";
import { sentTextOf } from "../../../core/model/run.ts";
import { shiftWaits } from "../../../core/run/shift-waits.ts";
import type { Connection, Row } from "../connection.ts";
import { integerOf, textOf, textOrNullOf } from "../../sql/sql-rows.ts";
import type { RunRecords } from "./run-records.ts";

/** Runs and their effects. Writes belong in a transaction of the caller. */
export interface Ledger {
  readonly saveRun: (run: Run) => void;
  readonly saveEffect: (effect: Effect) => void;
  /** Moves the waits that are lengths of time, and gives the runs as they stand then. */
  readonly shiftWaits: (byMs: number) => readonly Run[];
  /** Texts to a number that went out or may have, from `since` on, oldest first. */
  readonly textsTo: (phone: string, since: number) => readonly SentText[];
  readonly hasLocalId: (localId: string) => boolean;
}

const SAVE_RUN = `
  INSERT INTO runs (id, event_id, rule_id, lane, status, due_at, created_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, due_at = excluded.due_at, record = excluded.record`;
const SAVE_EFFECT = `
  INSERT INTO effects (id, run_id, lane, action, status, local_id, planned_at, phone, sent_at, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, sent_at = excluded.sent_at, record = excluded.record`;
const TEXTS_TO = `
  SELECT id, sent_at, coalesce(json_extract(record, '$.countedAs.purpose'), json_extract(record, '$.purpose')) AS purpose,
    json_extract(record, '$.textDigest') AS text_digest
  FROM effects WHERE phone = ? AND sent_at >= ? ORDER BY sent_at, seq`;

/** The ledger of a SQLite store. */
export function createLedger({ statement }: Connection, runs: RunRecords): Ledger {
  const { saveRun, saveEffect } = createWriters(statement);
  const textsTo = statement(TEXTS_TO);
  const ownLocalId = statement("SELECT 1 FROM effects WHERE local_id = ?");

  return {
    saveRun,
    saveEffect,
    shiftWaits: (byMs) => {
      const shifted = runs.open().flatMap(({ id }) => {
        const record = runs.get(id);
        return record === null ? [] : (shiftWaits(record, byMs) ?? []);
      });
      for (const { run, effects } of shifted) {
        saveRun(run);
        effects.forEach(saveEffect);
      }
      return shifted.map(({ run }) => run);
    },
    textsTo: (phone, since) => textsTo.all(phone, since).map(readSentText),
    hasLocalId: (localId) => ownLocalId.get(localId) !== null,
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

function readSentText(row: Row): SentText {
  return {
    effectId: textOf(row, "id"),
    at: integerOf(row, "sent_at"),
    purpose: textOrNullOf(row, "purpose") as SentText["purpose"],
    textDigest: textOrNullOf(row, "text_digest"),
  };
}
