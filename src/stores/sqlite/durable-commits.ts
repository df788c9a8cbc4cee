import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import type { EngineError } from "../../core/base/errors.ts";
import { syncFailure } from "../health.ts";
import { createCheckpoints } from "./checkpoints.ts";
import type { Connection } from "./connection.ts";

/** Transactions that wait for the disk beside the event loop. */
export interface DurableCommits {
  /**
   * Runs `work` in one transaction, wholly or not at all; durable when it resolves. One at a time.
   * @throws EngineError STORE_UNAVAILABLE, or STORE_BROKEN from the first failed sync on.
   */
  readonly transaction: (work: () => void) => Promise<void>;
  /** Cuts the log, in which what was deleted stands still. Never rejects. */
  readonly scrub: () => Promise<void>;
  /** Lets go of the log; the connection stays open. Safe to repeat. */
  readonly close: () => Promise<void>;
}

/**
 * SQLite syncs within COMMIT, for which the whole process stands still. A commit is what is written at the end of the log,
 * so here SQLite writes it and leaves the sync to us (`synchronous = NORMAL`: it still syncs around each checkpoint, without
 * which a file could be damaged): a thread of Node's pool does it, and nobody hears of the commit before. Locks are held on
 * other files of the database, so closing the log gives none away.
 */
export function createDurableCommits(connection: Connection): DurableCommits {
  const { path, execute, transaction } = connection;
  execute("PRAGMA synchronous = NORMAL");
  const log = openSync(`${path}-wal`, "r+");
  let isOpen = true;
  let broken: EngineError | null = null;
  const checkpoints = createCheckpoints(connection, {
    onSyncFailure: (cause) => {
      broken ??= syncFailure(path, cause);
    },
  });
  return {
    transaction: async (work) => {
      const turn = broken === null ? checkpoints.before() : null;
      if (turn !== null) await turn;
      if (broken !== null) throw broken;
      transaction(work);
      try {
        await sync(log);
      } catch (error) {
        broken = syncFailure(path, error);
        throw broken;
      }
    },
    scrub: checkpoints.scrub,
    close: async () => {
      await checkpoints.close();
      if (isOpen) closeSync(log);
      isOpen = false;
    },
  };
}

const sync = promisify(fdatasync);
