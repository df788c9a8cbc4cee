import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** A thread that copies the log of a database into its file; it begins when it is asked to for the first time. */
export interface CheckpointThread {
  /** Copies what can be, and says why it could not; null when there is no thread to be had. Never rejects. */
  readonly copy: () => Promise<CopyAnswer | null>;
  /** Ends it, when what it is about is done. Safe to repeat. */
  readonly close: () => Promise<void>;
}

/** `failure`: what SQLite says, with its extended result code; null when it has copied. */
export interface CopyAnswer {
  readonly failure: { readonly message: string; readonly code: number } | null;
}

/** It needs no more than a connection and its answers. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

/**
 * The thread for the database of a file that is open, with its log. A process may end while it is idle, and does not while somebody
 * waits for it. It cannot begin once either file was removed or replaced.
 */
export function createCheckpointThread(path: string): CheckpointThread {
  const files = [path, `${path}-wal`].map((name) => ({ path: name, inode: inodeOf(name) }));
  let thread: Worker | null = null;
  let isClosed = false;

  function running(): Worker | null {
    try {
      thread ??= start({ path, files }).once("exit", () => {
        thread = null;
      });
      return thread;
    } catch {
      return null;
    }
  }

  return {
    copy: async () => {
      const asked = running();
      if (asked === null) return null;
      asked.ref();
      const answer = await answerOf(asked, "copy");
      if (!isClosed) asked.unref();
      return answer;
    },
    close: async () => {
      isClosed = true;
      if (thread === null) return;
      thread.ref();
      await answerOf(thread, null);
    },
  };
}

interface OpenFile {
  readonly path: string;
  readonly inode: number | null;
}

function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino;
  } catch {
    return null;
  }
}

function start(workerData: { readonly path: string; readonly files: readonly OpenFile[] }): Worker {
  // JavaScript, so that it runs beside the sources and beside what is bundled (scripts/bundle.mjs) alike.
  const program = new URL("./checkpoint-worker.js", import.meta.url);
  const thread = new Worker(program, { workerData, resourceLimits: LIMITS });
  // One that cannot begin ends, too, which is what counts.
  return thread.on("error", () => undefined);
}

/** What it answers to a message, or null when it ends; `null` asks it to. */
function answerOf(thread: Worker, message: "copy" | null): Promise<CopyAnswer | null> {
  return new Promise((resolve) => {
    const settle = (answer: CopyAnswer | null): void => {
      thread.off("message", settle).off("exit", onEnd);
      resolve(answer);
    };
    const onEnd = (): void => {
      settle(null);
    };
    if (message !== null) thread.on("message", settle);
    thread.on("exit", onEnd);
    thread.postMessage(message);
  });
}
