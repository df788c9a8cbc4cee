import { Worker } from "node:worker_threads";
import type { Connection } from "./connection.ts";
import { isSyncCode } from "./connection.ts";

/** Checkpoints of a database in WAL mode, made beside its writes. */
export interface Checkpoints {
  /** What the next transaction waits for, or null; asked before each. Never rejects. */
  readonly before: () => Promise<void> | null;
  /** Ends the thread; the connection stays open. Safe to repeat. */
  readonly close: () => Promise<void>;
}

/** What the thread answers: why it could not copy, with the extended result code of SQLite, or null. */
interface Answer {
  readonly failure: { readonly message: string; readonly code: number } | null;
}

/** A log that has grown by so many pages is copied into the file. */
const PAGES = 2_000;
/** It needs no more than a connection and its answers. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

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
  { path, statement, execute }: Connection,
  { onSyncFailure }: { readonly onSyncFailure: (cause: Error) => void },
): Checkpoints {
  execute("PRAGMA wal_autocheckpoint = 0");
  let state: "idle" | "copying" | "copied" | "inline" = "idle";
  let thread: Worker | null = null;
  let isClosed = false;
  /** How long the log was when it was last to be copied. */
  let pagesThen = 0;

  /** How many there are since it began anew, and how many of them are in the file. */
  function pagesOfLog(): { readonly all: number; readonly copied: number } {
    const { log = 0, checkpointed = 0 } = statement("PRAGMA wal_checkpoint(NOOP)").get() ?? {};
    return { all: Number(log), copied: Number(checkpointed) };
  }

  async function copy(next: "copied" | "idle"): Promise<void> {
    state = "copying";
    thread ??= startThread(path);
    const answer = await answerOf(thread);
    if (answer === null) {
      if (isClosed) return;
      thread = null;
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
      const { all, copied } = pagesOfLog();
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
    close: async () => {
      if (!isClosed && thread !== null) await endThread(thread);
      isClosed = true;
    },
  };
}

function startThread(path: string): Worker {
  // JavaScript, so that it runs beside the sources and beside what is bundled (scripts/bundle.mjs) alike.
  const program = new URL("./checkpoint-worker.js", import.meta.url);
  const thread = new Worker(program, { workerData: { path }, resourceLimits: THREAD_LIMITS });
  thread.unref();
  // One that cannot begin ends, too, which is what counts.
  thread.on("error", () => undefined);
  return thread;
}

/** Null when the thread ended without an answer. */
function answerOf(thread: Worker): Promise<Answer | null> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | null): void => {
      thread.off("message", settle).off("exit", onEnd);
      resolve(answer);
    };
    const onEnd = (): void => {
      settle(null);
    };
    thread.on("message", settle).on("exit", onEnd);
    thread.postMessage("copy");
  });
}

/** Resolves when its connection is closed: what it is about is done first. */
function endThread(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    thread.on("exit", () => {
      resolve();
    });
    thread.postMessage(null);
  });
}
