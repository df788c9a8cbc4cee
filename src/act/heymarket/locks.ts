/** Turns at what is read, changed and written back: there is no conditional write in the API. */
export interface Locks {
  /** What `work` gives, done when all who asked before for the same key are through, however they ended. */
  hold<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Locks by key: one holder at a time for each, in the order of asking. */
export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async hold(key, work) {
      const turn = (tails.get(key) ?? Promise.resolve()).then(work, work);
      tails.set(key, turn);
      try {
        return await turn;
      } finally {
        if (tails.get(key) === turn) tails.delete(key);
      }
    },
  };
}
