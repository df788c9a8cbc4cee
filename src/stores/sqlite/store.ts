import type { CommitObserver } from "../../ports/measures.ts";
import type { Store, StoreHealth } from "../../ports/store/store.ts";
import { createGroupCommit } from "../one-process/group-commit.ts";
import { createHealthWatch, watchingWork } from "../health.ts";
import { createReadingStore, createSingleProcessStore } from "../one-process/single-process.ts";
import { checkStoreFile, makePrivateFile, makeStoreFolder, readingOnly, storePath } from "../on-disk/store-file.ts";
import { openConnection, usingConnection } from "./connection.ts";
import { lockForProcess } from "../on-disk/process-lock.ts";
import { createDurableCommits } from "./durable-commits.ts";
import { checkSchema, migrate } from "./schema.ts";
import { createSynchronousTables } from "./synchronous-tables.ts";
import { createTallies } from "./tables/tallies.ts";

/** How to open a SQLite store. */
export interface SqliteStoreOptions {
  /** The database file; made, with its folder, when it does not exist. */
  readonly path: string;
  /** Opens beside the engine that owns the file; everything that writes or claims rejects. Default false. */
  readonly readOnly?: boolean;
  /** Told at each change. */
  readonly onHealth?: (health: StoreHealth) => void;
  /** Told of each transaction that was written. */
  readonly onCommit?: CommitObserver;
}

/**
 * Opens the store of one machine: every write shares a synced transaction with whatever else waits, lanes are claimed
 * in memory, and no second process can open the file for writing.
 * @throws EngineError STORE_LOCKED, STORE_VERSION, STORE_UNAVAILABLE, or STORE_MISSING when there is nothing to read.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  await Promise.resolve();
  const path = storePath(options.path);
  return options.readOnly === true ? openForReading(path) : openForWriting({ ...options, path });
}

function openForWriting({ path, onHealth = () => undefined, onCommit }: Omit<SqliteStoreOptions, "readOnly">): Store {
  makeStoreFolder(path);
  const lock = lockForProcess(path);
  makePrivateFile(path);
  try {
    return usingConnection(openConnection({ path, readOnly: false }), (connection) => {
      const deploymentKey = migrate(connection);
      // The list of a statement is a table that lives as long as the statement: in a file it takes four times as long. A
      // migration may sort more than fits into memory.
      connection.execute("PRAGMA temp_store = MEMORY");
      const tallies = createTallies(connection);
      const tables = createSynchronousTables(connection, { deploymentKey, tallies });
      const durable = createDurableCommits(connection);
      const transaction = (work: () => void): Promise<void> =>
        durable.transaction(() => {
          tallies.counting(work);
        });
      const health = createHealthWatch({ onHealth });
      const commits = createGroupCommit({ transaction: health.ofTransaction(transaction), onCommit });
      const close = async () => {
        await commits.close();
        await durable.close();
        connection.close();
        lock.release();
      };
      return watchingWork(
        createSingleProcessStore({ tables, submit: commits.submit, scrub: durable.scrub, close }),
        health,
      );
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openForReading(path: string): Store {
  checkStoreFile(path);
  return usingConnection(openConnection({ path, readOnly: true }), (connection) => {
    const deploymentKey = checkSchema(connection);
    const tables = createSynchronousTables(connection, { deploymentKey, tallies: createTallies(connection) });
    const close = () => {
      connection.close();
      return Promise.resolve();
    };
    return createReadingStore({ tables, refusal: readingOnly(path), close });
  });
}
