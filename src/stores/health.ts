import { EngineError, isOutage } from "../core/base/errors.ts";
import type { Store, StoreHealth } from "../ports/store/store.ts";

type Transaction = (work: () => void) => void | Promise<void>;

/** On a disk that is nearly full small writes succeed between large ones that fail: only after so long is it over. */
const OVER_AFTER_MS = 10_000;

/** Tells at each change how a storage stands, by what fails and succeeds on it. */
export interface HealthWatch {
  /** The same transactions: it is unavailable at once when one fails, and available when one succeeds ten seconds after the last failure. */
  readonly ofTransaction: (transaction: Transaction) => (work: () => void) => Promise<void>;
  /** What is read for work to be done. That one is read tells nothing of writing, and ends nothing. */
  readonly ofRead: <Result>(read: Promise<Result>) => Promise<Result>;
}

/** Watches the health of one storage. */
export function createHealthWatch({
  onHealth,
  monotonicMs = () => performance.now(),
}: {
  readonly onHealth: (health: StoreHealth) => void;
  readonly monotonicMs?: () => number;
}): HealthWatch {
  let last: StoreHealth["kind"] = "available";
  let failedAt = 0;

  function tell(health: StoreHealth): void {
    if (health.kind === last) return;
    last = health.kind;
    onHealth(health);
  }

  function failed(error: unknown, kind: "unavailable" | "unreadable"): void {
    if (!isOutage(error)) return;
    failedAt = monotonicMs();
    if (error.code === "STORE_BROKEN") tell({ kind: "broken", error });
    // What cannot be written is known to be worse.
    else if (kind === "unavailable" || last === "available") tell({ kind, error });
  }

  return {
    ofTransaction: (transaction) => async (work) => {
      try {
        await transaction(work);
        if ((last === "unavailable" || last === "unreadable") && monotonicMs() - failedAt >= OVER_AFTER_MS)
          tell({ kind: "available" });
      } catch (error) {
        failed(error, "unavailable");
        throw error;
      }
    },
    ofRead: async (read) => {
      try {
        return await read;
      } catch (error) {
        failed(error, "unreadable");
        throw error;
      }
    },
  };
}

/** The same transactions, watched. */
export function watchHealth(
  transaction: Transaction,
  options: Parameters<typeof createHealthWatch>[0],
): (work: () => void) => Promise<void> {
  return createHealthWatch(options).ofTransaction(transaction);
}

/** The same store, of which it is known as well when the work there is cannot be read: what is taken in would be left undone. */
export function watchingWork(store: Store, { ofRead }: Pick<HealthWatch, "ofRead">): Store {
  return {
    ...store,
    claimLanes: (...asked) => ofRead(store.claimLanes(...asked)),
    claimTurns: (...asked) => ofRead(store.claimTurns(...asked)),
    viewLane: (...asked) => ofRead(store.viewLane(...asked)),
  };
}

/**
 * What a failed sync is to the engine. The system may have dropped the pages, and a later sync would report success
 * without them (PostgreSQL wiki, "Fsync Errors"): nothing may be written until the file is opened anew.
 */
export function syncFailure(path: string, cause: unknown): EngineError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EngineError(
    "STORE_BROKEN",
    `The disk failed to sync the store ${path} (${reason}); nothing is written to it until the engine is started again.`,
    { cause },
  );
}
