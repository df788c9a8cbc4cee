import type { CommitObserver } from "../../ports/measures.ts";
import type { Store, StoreHealth } from "../../ports/store/store.ts";
import type { Random } from "../../ports/system.ts";
import { createReadingStore, createSingleProcessStore } from "../one-process/single-process.ts";
import { checkStoreFile, readingOnly, storePath } from "../on-disk/store-file.ts";
import { openFile, openMemory, openSnapshot } from "./file/database.ts";
import { trim } from "./retention.ts";
import { createTables } from "./tables.ts";

/** How to open a lowdb store. */
export interface LowdbStoreOptions {
  /** The JSON file; made, with its folder, when it does not exist. Null keeps everything in memory. */
  readonly path: string | null;
  /** Source of a memory store's deployment key; a file's key comes from the system's cryptographic source. */
  readonly random: Random;
  /** How many finished events, and as many audit entries, are kept at most; default 10,000 in a file, all in memory. */
  readonly keepEvents?: number;
  /** Reads a file as it stands now; everything that writes or claims rejects. Default false. */
  readonly readOnly?: boolean;
  /** Told at each change. */
  readonly onHealth?: (health: StoreHealth) => void;
  /** Told of each transaction that was written to the file. */
  readonly onCommit?: CommitObserver;
}

/**
 * Opens a small store: all of it in memory, and with a path also in a JSON file, which is written anew, whole and
 * synced, at every commit. For simulations, tests and tiny installations.
 * @throws EngineError STORE_LOCKED, STORE_VERSION, STORE_UNAVAILABLE, or STORE_MISSING when there is nothing to read.
 */
export async function openLowdbStore(options: LowdbStoreOptions): Promise<Store> {
  const { random, readOnly = false } = options;
  const path = options.path === null ? null : storePath(options.path);
  if (path !== null && readOnly) return openForReading(path);
  const keepEvents = options.keepEvents ?? (path === null ? Number.POSITIVE_INFINITY : 10_000);
  const { records, submit, close } = path === null ? openMemory(random) : await openFile(path, options);
  // Looks at everything, so it is called once in many events.
  const trimming = {
    every: Math.max(64, keepEvents / 10),
    trim: () => {
      trim(records(), keepEvents);
    },
  };
  return createSingleProcessStore({ tables: createTables(records), submit, trimming, close });
}

async function openForReading(path: string): Promise<Store> {
  checkStoreFile(path);
  const records = await openSnapshot(path);
  const tables = createTables(() => records);
  return createReadingStore({ tables, refusal: readingOnly(path), close: () => Promise.resolve() });
}
