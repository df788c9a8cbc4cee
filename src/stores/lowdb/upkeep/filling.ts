import { existsSync } from "node:fs";
import { pauseKey } from "../../../core/model/decision.ts";
import { tallyKey } from "../../../core/model/tally.ts";
import type { StoreFilling, StoreRecord } from "../../../ports/store/upkeep.ts";
import { notEmpty } from "../../copies/import-mark.ts";
import { lockForProcess } from "../../on-disk/process-lock.ts";
import { makeStoreFolder } from "../../on-disk/store-file.ts";
import { openSnapshot } from "../file/database.ts";
import { createDurableFile } from "../file/durable-file.ts";
import type { State } from "../file/state.ts";
import { createState } from "../file/state.ts";

/**
 * Opens a file, made at the end when it is not there, to be filled: all of it is in memory, as in a running engine, and is
 * written at once by `finish`. @throws EngineError USAGE when it is not empty, STORE_LOCKED.
 */
export async function openFilling(path: string): Promise<StoreFilling> {
  makeStoreFolder(path);
  const lock = lockForProcess(path);
  try {
    if (existsSync(path) && !isEmpty((await openSnapshot(path)).state)) throw notEmpty(path);
  } catch (error) {
    lock.release();
    throw error;
  }
  const state = createState("");
  return {
    write: async (records) => {
      await Promise.resolve();
      for (const record of records) keepRecord(state, record);
    },
    finish: (deploymentKey) => createDurableFile(path).write({ ...state, deploymentKey }),
    close: () => {
      lock.release();
      return Promise.resolve();
    },
  };
}

function isEmpty({ events, runs, effects, contacts, optStates, reservations, dedupeRows }: State): boolean {
  return [events, runs, effects, contacts, optStates, reservations, dedupeRows].every(({ size }) => size === 0);
}

/** Puts a record into a state. */
export function keepRecord(state: State, [kind, record]: StoreRecord): void {
  switch (kind) {
    case "rule":
      state.rules.set(record.version, record);
      return;
    case "rule_load":
      state.ruleLoads.set(record.version, record);
      return;
    case "opt_state":
      state.optStates.set(record.phone, record);
      return;
    case "contact":
      state.contacts.set(record.lane, record);
      return;
    case "reservation":
      state.reservations.set(record.key, record);
      return;
    case "dedupe_key": {
      const { key, ...row } = record;
      state.dedupeRows.set(key, row);
      return;
    }
    case "event":
      state.events.set(record.event.id, record);
      return;
    case "run":
      state.runs.set(record.id, record);
      return;
    case "effect":
      state.effects.set(record.id, record);
      return;
    case "pause":
      state.pauses.set(pauseKey(record), record);
      return;
    case "audit":
      state.audit.set(record.id, record);
      return;
    case "tally":
      state.tallies.set(tallyKey(record), record);
      return;
  }
}
