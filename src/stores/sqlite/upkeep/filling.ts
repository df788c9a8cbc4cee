import { pauseKey } from "../../../core/model/decision.ts";
import type { KeptEvent, StoreFilling, StoreRecord } from "../../../ports/store/upkeep.ts";
import { IMPORT_MARK, notEmpty } from "../../copies/import-mark.ts";
import { completeOptState } from "../../older-records.ts";
import { lockForProcess } from "../../on-disk/process-lock.ts";
import { isEmptyStore } from "../../sql/sql-upkeep.ts";
import { makePrivateFile, makeStoreFolder } from "../../on-disk/store-file.ts";
import type { Connection } from "../connection.ts";
import { openConnection } from "../connection.ts";
import { createLedger } from "../tables/ledger.ts";
import { createRunRecords } from "../tables/run-records.ts";
import { migrate, sealKeys } from "../schema.ts";
import { createTables } from "../tables/tables.ts";
import { createTallies } from "../tables/tallies.ts";
import { numberedQuery } from "./snapshot.ts";

/** Opens a file, made when it is not there, to be filled. @throws EngineError USAGE when it is not empty, STORE_LOCKED. */
export async function openFilling(path: string): Promise<StoreFilling> {
  makeStoreFolder(path);
  const lock = lockForProcess(path);
  try {
    makePrivateFile(path);
    const connection = openConnection({ path, readOnly: false });
    try {
      migrate(connection);
      if (!(await isEmptyStore(numberedQuery(connection)))) throw notEmpty(path);
      connection.transaction(() => {
        connection.statement("REPLACE INTO meta (key, value) VALUES (?, '1')").run(IMPORT_MARK);
      });
      return fillingOf(connection, lock.release);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function fillingOf(connection: Connection, releaseLock: () => void): StoreFilling {
  const write = createRecordWriter(connection);
  const { statement, transaction } = connection;
  return {
    write: async (records) => {
      await Promise.resolve();
      transaction(() => {
        records.forEach(write);
      });
    },
    finish: async (deploymentKey) => {
      await Promise.resolve();
      transaction(() => {
        statement("UPDATE meta SET value = ? WHERE key = 'deployment_key'").run(deploymentKey);
        sealKeys(connection, deploymentKey);
        statement("DELETE FROM meta WHERE key = ?").run(IMPORT_MARK);
      });
    },
    close: () => {
      connection.close();
      releaseLock();
      return Promise.resolve();
    },
  };
}

/** What writes one record inside a transaction of the caller. */
export function createRecordWriter(connection: Connection): (record: StoreRecord) => void {
  const { statement } = connection;
  const tables = createTables(connection);
  const ledger = createLedger(connection, createRunRecords(connection));
  const saveEvent = createEventWriter(connection);
  const tallies = createTallies(connection);
  const optState = statement(
    `INSERT INTO opt_states (phone, state, opted_out_at, out_at, changed_at, reason, undated_opt_ins, history)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const reservation = statement("INSERT INTO reservations (key, run_id, state, at, expires_at) VALUES (?, ?, ?, ?, ?)");
  const key = statement("INSERT INTO dedupe_keys (key, value, digest, event_id, at) VALUES (?, ?, ?, ?, ?)");
  const pause = statement("REPLACE INTO pauses (key, record) VALUES (?, ?)");
  const audit = statement("INSERT INTO audit (at, record) VALUES (?, ?)");
  return ([kind, record]) => {
    switch (kind) {
      case "rule":
        tables.saveRule(record);
        return;
      case "rule_load":
        tables.saveRuleLoad(record);
        return;
      case "opt_state": {
        const { phone, state, optedOutAt, outAt, changedAt, reason, undatedOptIns, history } = completeOptState(record);
        const lists = [undatedOptIns, history].map((list) => JSON.stringify(list));
        optState.run(phone, state, optedOutAt, outAt, changedAt, reason, ...lists);
        return;
      }
      case "contact":
        tables.saveContact(record);
        return;
      case "reservation":
        reservation.run(record.key, record.runId, record.state, record.at, record.expiresAt);
        return;
      case "dedupe_key":
        key.run(record.key, record.value, record.digest, record.eventId, record.at);
        return;
      case "event":
        saveEvent(record);
        return;
      case "run":
        ledger.saveRun(record);
        return;
      case "effect":
        ledger.saveEffect(record);
        return;
      case "pause":
        pause.run(pauseKey(record), JSON.stringify(record));
        return;
      case "audit":
        audit.run(record.at, JSON.stringify(record));
        return;
      case "tally":
        tallies.save([record]);
        return;
    }
  };
}

function createEventWriter({ statement }: Connection): (kept: KeptEvent) => void {
  const saveEvent = statement(
    `INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
       token_label, error, record, body, redacted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const saveVariant = statement("INSERT INTO event_variants (event_id, digest, received_at, body) VALUES (?, ?, ?, ?)");
  const saveEvaluation = statement("INSERT INTO evaluations (event_id, record) VALUES (?, ?)");
  return ({ event, status, duplicates, dedupeKey, tokenLabel, error, body, variants, evaluation }) => {
    const { id, type, source, lane, phone, at, receivedAt, author } = event;
    const late = event.late ? 1 : 0;
    const kept = [status, author, late, duplicates, dedupeKey, tokenLabel, error, JSON.stringify(event), body] as const;
    saveEvent.run(id, type, source, lane, phone, at, receivedAt, ...kept, event.redactedAt ?? null);
    for (const variant of variants.toReversed()) saveVariant.run(id, variant.digest, variant.receivedAt, variant.body);
    if (evaluation !== null) saveEvaluation.run(id, JSON.stringify(evaluation));
  };
}
