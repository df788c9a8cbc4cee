import type { CheckpointThread } from "./checkpoint-thread.ts";
import { createCheckpointThread } from "./checkpoint-thread.ts";
import type { Connection } from "./connection.ts";
import { isSyncCode } from "./connection.ts";

/** Checkpoints of a database in WAL mode, made beside its writes. */
export interface Checkpoints extends Pick<CheckpointThread, "close"> {
  /** What the next transaction waits for, or null; asked before each. Never rejects. */
  readonly before: () => Promise<void> | null;
  /** Copies the whole log and cuts it, when the thread is done with it; unless somebody reads it for long. Never rejects. */
  readonly scrub: () => Promise<void>;
}

/** A log that has grown by so many pages is copied into the file. */
const PAGES = 2_000;

/**
 * Copying the log into the file takes two syncs and reads and writes all over it, for which SQLite would stop the whole process
 * within a commit. Here a thread with a connection of its own copies.
 *
 *   idle -> copying            the log has grown by 2,000 pages: the thread copies, commits go on
 *   copying -> copied          it has
 *   copying -> idle            it could not, and tries again when the log has grown as much once more
 *   copied -> idle             nothing is left, and the next commit begins the log anew; or a reader keeps some of it
 *   copied -> copying -> idle  what was written meanwhile is left: the next transaction waits until that is copied, too
 *   copying -> inline          there is no thread to be had: commits copy by themselves, as SQLite does
 *
 * `onSyncFailure` is told when the disk refused a sync: what the log holds may not be in the file.
 */
export function createCheckpoints(
  connection: Connection,
  { onSyncFailure }: { readonly onSyncFailure: (cause: Error) => void },
): Checkpoints {
  const { path, execute } = connection;
  execute("PRAGMA wal_autocheckpoint = 0");
  const thread = createCheckpointThread(path);
  let state: "idle" | "copying" | "copied" | "inline" = "idle";
  /** How long the log was when it was last to be copied. */
  let pagesThen = 0;
  let isClosed = false;
  let copying: Promise<void> | null = null;

  function copy(next: "copied" | "idle"): Promise<void> {
    state = "copying";
    copying = copyAndGoOn(next).finally(() => {
      copying = null;
    });
    return copying;
  }

  async function copyAndGoOn(next: "copied" | "idle"): Promise<void> {
    const answer = await thread.copy();
    if (isClosed) return;
    if (answer === null) {
      state = "inline";
      execute(`PRAGMA wal_autocheckpoint = ${PAGES}`);
      return;
    }
    const { failure } = answer;
    state = failure === null ? next : "idle";
    // A disk that has no room may have some later; one that refused a sync has lost what it was given.
    if (failure !== null && isSyncCode(failure.code)) onSyncFailure(new Error(failure.message));
  }

  return {
    before: () => {
      if (state === "copying" || state === "inline") return null;
      const { all, copied } = pagesOfLog(connection);
      if (state === "idle") {
        const grown = all < pagesThen ? all : all - pagesThen;
        if (grown < PAGES) return null;
        pagesThen = all;
        void copy("copied");
        return null;
      }
      const isKept = copied < pagesThen;
      state = "idle";
      pagesThen = all;
      return isKept || copied === all ? null : copy("idle");
    },
    scrub: async () => {
      while (copying !== null) await copying;
      try {
        execute("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch {
        // What is gone is gone from the file: the log is overwritten when it is next begun anew.
      }
    },
    close: () => {
      isClosed = true;
      return thread.close();
    },
  };
}

/** How many pages it has since it began anew, and how many of them are in the file. */
function pagesOfLog({ statement }: Connection): { readonly all: number; readonly copied: number } {
  const { log = 0, checkpointed = 0 } = statement("PRAGMA wal_checkpoint(NOOP)").get() ?? {};
  return { all: Number(log), copied: Number(checkpointed) };
}
