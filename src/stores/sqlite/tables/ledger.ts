import { messageIdOf } from "../../../core/event/delivery.ts";
import type { DeliveryChange } from "../../../core/model/delivery.ts";
import type { TextIds } from "../../../ports/store/store.ts";
import { completeEffect } from "../../older-records.ts";
import type { Effect, SentText } from "../../../core/model/run/effect.ts";
import type { Run } from "../../../core/model/run/run.ts";
import { sentTextOf } from "../../../core/model/run/effect.ts";
import { isHeeded } from "../../../core/model/run/run.ts";
import { shiftWaits } from "../../../core/run/shift-waits.ts";
import type { Connection, Row } from "../connection.ts";
import { integerOf, recordOf, textOf, textOrNullOf } from "../../sql/sql-rows.ts";
import type { RunRecords } from "./run-records.ts";

/** Runs and their effects. Writes belong in a transaction of the caller. */
export interface Ledger {
  readonly saveRun: (run: Run) => void;
  /** Whether a run is stored as failed. */
  readonly isFailed: (id: string) => boolean;
  readonly saveEffect: (effect: Effect) => void;
  /** Moves the waits that are lengths of time, and gives the runs as they stand then. */
  readonly shiftWaits: (byMs: number) => readonly Run[];
  /** Texts to a number that went out or may have, or go out later, from `since` on, oldest first. */
  readonly textsTo: (phone: string, since: number) => readonly SentText[];
  /** The text or note of this engine that one of these ids names. */
  readonly ownText: (ids: TextIds) => Effect | null;
  readonly saveDelivery: (change: DeliveryChange) => void;
}

const SAVE_RUN = `
  INSERT INTO runs (id, event_id, rule_id, lane, status, due_at, is_heeded, created_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, due_at = excluded.due_at, is_heeded = excluded.is_heeded, record = excluded.record`;
const SAVE_EFFECT = `
  INSERT INTO effects (id, run_id, lane, action, status, local_id, planned_at, phone, sent_at, message_id, delivery, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, sent_at = excluded.sent_at,
    message_id = coalesce(excluded.message_id, effects.message_id), delivery = excluded.delivery, record = excluded.record`;
const TEXTS_TO = `
  SELECT id, sent_at, json_extract(record, '$.attempts[#-1].startedAt') AS handed_over_at, coalesce(json_extract(record, '$.countedAs.purpose'), json_extract(record, '$.purpose')) AS purpose,
    json_extract(record, '$.textDigest') AS text_digest
  FROM effects WHERE phone = ? AND sent_at >= ? ORDER BY sent_at, seq`;

/** The ledger of a SQLite store. */
export function createLedger({ statement }: Connection, runs: RunRecords): Ledger {
  const { saveRun, saveEffect, writeEffect } = createWriters(statement);
  const textsTo = statement(TEXTS_TO);
  const failed = statement("SELECT id FROM runs WHERE id = ? AND status = 'failed'");
  const byLocalId = statement("SELECT id, record FROM effects WHERE local_id = ?");
  const byMessageId = statement("SELECT id, record FROM effects WHERE message_id = ?");
  const byId = statement("SELECT id, record FROM effects WHERE id = ?");

  return {
    saveRun,
    isFailed: (id) => failed.get(id) !== null,
    saveEffect,
    shiftWaits: (byMs) => {
      const shifted = [...runs.open()].flatMap(({ id }) => {
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
    ownText: ({ localId, messageId }) => {
      const row = localId === null ? null : byLocalId.get(localId);
      const found = row ?? (messageId === null ? null : byMessageId.get(messageId));
      return found === null ? null : effectOf(found);
    },
    saveDelivery: ({ effectId, delivery }) => {
      const row = byId.get(effectId);
      if (row !== null) writeEffect({ ...effectOf(row), delivery });
    },
  };
}

function createWriters(statement: Connection["statement"]): {
  readonly saveRun: (run: Run) => void;
  readonly saveEffect: (effect: Effect) => void;
  /** As it is, delivery and all. */
  readonly writeEffect: (effect: Effect) => void;
} {
  const run = statement(SAVE_RUN);
  const effect = statement(SAVE_EFFECT);
  const delivered = statement("SELECT id, record FROM effects WHERE id = ? AND delivery IS NOT NULL");
  const writeEffect = (saved: Effect): void => {
    const { id, runId, lane, action, status, localId, plannedAt, phone, delivery } = saved;
    const sentAt = sentTextOf(saved)?.goesOutAt ?? null;
    const ids = [id, runId, lane, action, status, localId, plannedAt, phone, sentAt, messageIdOf(saved)] as const;
    effect.run(...ids, delivery?.outcome ?? null, JSON.stringify(saved));
  };
  return {
    writeEffect,
    saveRun: (saved) => {
      const { id, eventId, ruleId, lane, status, dueAt, createdAt } = saved;
      run.run(id, eventId, ruleId, lane, status, dueAt, isHeeded(saved) ? 1 : 0, createdAt, JSON.stringify(saved));
    },
    saveEffect: (saved) => {
      // Who writes what became of an attempt may not have heard yet what became of the text.
      const row = saved.attempts.length === 0 || saved.phone === null ? null : delivered.get(saved.id);
      writeEffect(row === null ? saved : { ...saved, delivery: effectOf(row).delivery });
    },
  };
}

function effectOf(row: Row): Effect {
  return completeEffect(recordOf(row, "effect") as Effect);
}

function readSentText(row: Row): SentText {
  return {
    effectId: textOf(row, "id"),
    at: integerOf(row, "handed_over_at"),
    goesOutAt: integerOf(row, "sent_at"),
    purpose: textOrNullOf(row, "purpose") as SentText["purpose"],
    textDigest: textOrNullOf(row, "text_digest"),
  };
}
