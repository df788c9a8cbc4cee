import { EngineError, isOutage } from "../../core/base/errors.ts";
import type { CommitObserver } from "../../ports/measures.ts";

/** What a group commit needs of its store. */
export interface GroupCommitOptions {
  /**
   * Runs `work` in one transaction and makes it durable. Undoes everything and throws when `work` throws, or, as
   * `EngineError`, when the storage fails.
   */
  readonly transaction: (work: () => void) => void | Promise<void>;
  /** Pieces of work in one transaction. */
  readonly maximumBatch?: number;
  /** Pieces of work that may wait; more are refused. */
  readonly maximumQueued?: number;
  /** Told of each transaction that was written. */
  readonly onCommit?: CommitObserver | undefined;
}

/** Joins the writes of many callers into few transactions. */
export interface GroupCommit {
  /**
   * Runs `work`, synchronous and safe to repeat, in a transaction shared with whatever else waits, and gives its result
   * once durable. Work is run in the order submitted. What `work` throws rejects only this caller.
   * @throws EngineError STORE_BUSY when too much waits already, STORE_UNAVAILABLE when the storage fails or is closed.
   */
  readonly submit: <Result>(work: () => Result) => Promise<Result>;
  /** Resolves when everything submitted is written; refuses work from now on. Safe to repeat. */
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly run: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects work and writes it once a turn of the event loop: while a transaction syncs, further work gathers for the
 * next one, so a batch is as large as the disk is slow and no timer delays a lone write.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { transaction, maximumBatch = 256, maximumQueued = 10_000, onCommit } = options;
  let queue: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let closed = false;

  async function commit(batch: readonly Waiting[]): Promise<void> {
    const startedAt = performance.now();
    try {
      await transaction(() => {
        for (const item of batch) item.run();
      });
      onCommit?.({ writes: batch.length, seconds: (performance.now() - startedAt) / 1_000 });
      for (const item of batch) item.resolve();
    } catch (error) {
      if (batch.length === 1 || isOutage(error)) for (const item of batch) item.reject(error);
      // Something in the batch is at fault: on their own, the others go through.
      else for (const item of batch) await commit([item]);
    }
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = queue.slice(0, maximumBatch);
      queue = queue.slice(maximumBatch);
      await commit(batch);
    }
    flushing = null;
  }

  return {
    submit: <Result>(work: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        if (closed) throw new EngineError("STORE_UNAVAILABLE", "The store is closed.");
        if (queue.length >= maximumQueued) {
          throw new EngineError("STORE_BUSY", `${queue.length} writes wait for the disk already; try again later.`);
        }
        let result: { readonly value: Result };
        queue.push({
          run: () => {
            result = { value: work() };
          },
          resolve: () => {
            resolve(result.value);
          },
          reject,
        });
        flushing ??= flush();
      }),
    close: async () => {
      closed = true;
      await flushing;
    },
  };
}
