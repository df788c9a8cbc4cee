import { setImmediate } from "node:timers/promises";
import type { Wish } from "./wish.ts";

/** Whether a wish over many is to end before the next of them: nobody waits for its end any more. */
export async function isCutShort({ signal }: Pick<Wish, "signal">): Promise<boolean> {
  if (signal === undefined) return false;
  // A store of one process answers at once: that a connection is gone is noticed in between.
  await setImmediate();
  return signal.aborted;
}
