import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Does work as often as it is asked to, the newest wish only: what is under way is told by `isOutdated` that it is no longer
 * wanted, and is then done again. No clock is looked at: it begins when nobody has asked again while what had come in was read.
 */
export function createLatest(work: (isOutdated: () => boolean) => Promise<void>): () => void {
  let wanted = 0;
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    for (let done = 0; done !== wanted;) {
      const seen = wanted;
      await nextTurn();
      await nextTurn();
      if (seen !== wanted) continue;
      await work(() => seen !== wanted);
      done = seen;
    }
    isRunning = false;
  }

  return () => {
    wanted += 1;
    if (!isRunning) void run();
  };
}
