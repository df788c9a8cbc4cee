import { randomBytes } from "node:crypto";
import { Low, Memory } from "lowdb";
import { EngineError } from "../../../core/base/errors.ts";
import type { CommitObserver } from "../../../ports/measures.ts";
import type { StoreHealth } from "../../../ports/store/store.ts";
import type { Random } from "../../../ports/system.ts";
import type { GroupCommit } from "../../one-process/group-commit.ts";
import { createGroupCommit } from "../../one-process/group-commit.ts";
import { watchHealth } from "../../health.ts";
import { lockForProcess } from "../../on-disk/process-lock.ts";
import { makeStoreFolder } from "../../on-disk/store-file.ts";
import { createDurableFile } from "./durable-file.ts";
import type { Records } from "../records.ts";
import { indexState } from "../records.ts";
import type { State } from "./state.ts";
import { createState } from "./state.ts";

/** An open lowdb: its records, and how to change them. */
export interface Database {
  /** The records as they stand; another object after a write has failed. */
  readonly records: () => Records;
  /** Runs work that changes the records; what it does is kept by lowdb when its promise resolves. */
  readonly submit: GroupCommit["submit"];
  /** Safe to repeat. */
  readonly close: () => Promise<void>;
}

/**
 * A database that ends with the process. Work must check before it changes anything: what it did before it throws
 * stays. Its deployment key is drawn from `random`, so that a simulation can be repeated.
 */
export function openMemory(random: Random): Database {
  const deploymentKey = Array.from({ length: 64 }, () => Math.floor(random.next() * 16).toString(16)).join("");
  const low = new Low<State>(new Memory(), createState(deploymentKey));
  const records = indexState(low.data);
  let isOpen = true;
  return {
    records: () => records,
    submit: async (work) => {
      if (!isOpen) throw new EngineError("STORE_UNAVAILABLE", "The store is closed.");
      const result = work();
      await low.write();
      return result;
    },
    close: () => {
      isOpen = false;
      return Promise.resolve();
    },
  };
}

/** Who is told what becomes of a file. */
interface FileObserver {
  /** At each change. */
  readonly onHealth?: (health: StoreHealth) => void;
  /** Each transaction that was written. */
  readonly onCommit?: CommitObserver;
}

/**
 * Opens a file for this process alone.
 * @throws EngineError STORE_LOCKED, STORE_VERSION or STORE_UNAVAILABLE.
 */
export async function openFile(path: string, observer: FileObserver = {}): Promise<Database> {
  makeStoreFolder(path);
  const lock = lockForProcess(path);
  try {
    const low = new Low(createDurableFile(path), createState(randomBytes(32).toString("hex")));
    await low.read();
    await low.write();
    return createFileDatabase(low, { releaseLock: lock.release, ...observer });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The records of a file as it stands, beside the engine that owns it.
 * @throws EngineError STORE_VERSION or STORE_UNAVAILABLE.
 */
export async function openSnapshot(path: string): Promise<Records> {
  const low = new Low(createDurableFile(path), createState(""));
  await low.read();
  return indexState(low.data);
}

function createFileDatabase(
  low: Low<State>,
  { releaseLock, onHealth = () => undefined, onCommit }: FileObserver & { readonly releaseLock: () => void },
): Database {
  let records = indexState(low.data);
  let isAhead = false;
  let broken: EngineError | null = null;

  /** Goes back to what the file holds, which a failed write has left as it was. */
  async function reload(): Promise<void> {
    await low.read();
    records = indexState(low.data);
    isAhead = false;
  }

  async function transaction(work: () => void): Promise<void> {
    if (broken !== null) throw broken;
    if (isAhead) await reload();
    isAhead = true;
    try {
      work();
      await low.write();
      isAhead = false;
    } catch (error) {
      if (error instanceof EngineError && error.code === "STORE_BROKEN") broken = error;
      throw error;
    } finally {
      if (isAhead) await reload();
    }
  }

  const commits = createGroupCommit({ transaction: watchHealth(transaction, { onHealth }), onCommit });
  return {
    records: () => records,
    submit: commits.submit,
    close: async () => {
      await commits.close();
      releaseLock();
    },
  };
}
