import type { Store } from "../ports/store.ts";

/** A store that has no work to give while `mayWork` is false; everything else is as it was. */
export function createHeldStore(store: Store, mayWork: () => boolean): Store {
  return {
    ...store,
    claimLanes: (now, limit) => (mayWork() ? store.claimLanes(now, limit) : Promise.resolve([])),
    claimTurns: (now, roomAt) => (mayWork() ? store.claimTurns(now, roomAt) : Promise.resolve([])),
  };
}
