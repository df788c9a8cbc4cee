import type { Store } from "../ports/store/store.ts";

/** A store that has no work to give while `mayWork` is false, nor on a lane that is worked on; everything else is as it was. */
export function createHeldStore(store: Store, mayWork: () => boolean): Store {
  return {
    ...store,
    // For none, since a shared store reads its clock anew before it looks: else nobody would learn that it was set right.
    claimLanes: (now, limit) => (mayWork() ? store.claimLanes(now, limit) : store.claimLanes(0, 0)),
    claimTurns: (now, roomAt) => (mayWork() ? store.claimTurns(now, roomAt) : Promise.resolve([])),
    viewLane: async (claim, now) => {
      const view = await store.viewLane(claim, now);
      return mayWork() ? view : { ...view, nextEvent: null, dueRuns: [] };
    },
  };
}
