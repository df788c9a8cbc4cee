import type { Store } from "../ports/store.ts";

/** A store that has no work to give while `mayWork` is false, nor on a lane that is worked on; everything else is as it was. */
export function createHeldStore(store: Store, mayWork: () => boolean): Store {
  return {
    ...store,
    claimLanes: (now, limit) => (mayWork() ? store.claimLanes(now, limit) : Promise.resolve([])),
    claimTurns: (now, roomAt) => (mayWork() ? store.claimTurns(now, roomAt) : Promise.resolve([])),
    viewLane: async (claim, now) => {
      const view = await store.viewLane(claim, now);
      return mayWork() ? view : { ...view, nextEvent: null, dueRuns: [] };
    },
  };
}
