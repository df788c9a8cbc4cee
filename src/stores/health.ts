import { EngineError, isOutage } from "../core/base/errors.ts";
import type { StoreHealth } from "../ports/store/store.ts";

type Transaction = (work: () => void) => void | Promise<void>;

/** On a disk that is nearly full small writes succeed between large ones that fail: only after so long is it over. */
const OVER_AFTER_MS = 10_000;

/**
 * The same transactions, telling at each change how the storage stands: at once when it fails, and when one succeeds at
 * least ten seconds after the last that failed.
 */
export function watchHealth(
  transaction: Transaction,
  {
    onHealth,
    monotonicMs = () => performance.now(),
  }: { readonly onHealth: (health: StoreHealth) => void; readonly monotonicMs?: () => number },
): Transaction {
  let last: StoreHealth["kind"] = "available";
  let failedAt = 0;

  function tell(health: StoreHealth): void {
    if (health.kind === last) return;
    last = health.kind;
    onHealth(health);
  }

  return async (work) => {
    try {
      await transaction(work);
      if (last === "unavailable" && monotonicMs() - failedAt >= OVER_AFTER_MS) tell({ kind: "available" });
    } catch (error) {
      if (isOutage(error)) {
        failedAt = monotonicMs();
        tell({ kind: error.code === "STORE_BROKEN" ? "broken" : "unavailable", error });
      }
      throw error;
    }
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
