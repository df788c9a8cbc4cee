import { EngineError } from "../../core/base/errors.ts";
import type { Store } from "../../ports/store/store.ts";

/**
 * The same store, whose room kept back is given up for what a person decides: to pause, to release or to drop must be possible on a
 * disk that is full, and the first try may be what finds it so. A decision that was refused so was not written.
 */
export function withLastRoom(store: Store, releaseBallast: () => Promise<void>): Store {
  return {
    ...store,
    decide: async (decision) => {
      try {
        return await store.decide(decision);
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== "STORE_UNAVAILABLE") throw error;
        await releaseBallast();
        return store.decide(decision);
      }
    },
  };
}
