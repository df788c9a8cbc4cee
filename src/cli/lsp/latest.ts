import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Does work as often as it is asked to, the newest wish only: what is under way is told by `isOutdated` that it is no longer
 * wanted, and is then done again. No clock is looked at: it begins when nobody has asked again while what had come in was read.
 */
export function createLatest(work: (isOutdated: () => boolean) => Promise<void>): {
  readonly ask: () => void;
  /** Resolves when nothing is wanted any more. */
  readonly settled: () => Promise<void>;
} {
  let wanted = 0;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    for (let done = 0; done !== wanted;) {
      const seen = wanted;
      await nextTurn();
      await nextTurn();
      if (seen !== wanted) continue;
      await work(() => seen !== wanted);
      done = seen;
    }
    running = null;
  }

  return {
    ask: () => {
      wanted += 1;
      running ??= run();
    },
    settled: async () => {
      while (running !== null) await running;
    },
  };
}
