import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of heap that are still in use after some work and were not before: what the work keeps, other than its garbage. */
export function heapLeftBy(work: () => void): number {
  work();
  const before = heapInUse();
  work();
  return heapInUse() - before;
}

function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
