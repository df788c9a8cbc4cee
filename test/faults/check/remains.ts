import { CANARIES } from "../../e2e/world.ts";
import type { Evidence, Finding } from "./evidence.ts";

const MEGABYTE = 1024 * 1024;
const MOST_MEMORY = 512 * MEGABYTE;

/** I7: the store is whole; I8: no secret, text or number in what was logged; I9: no engine took much memory; for how long its loop was held up is a figure, since it is that of the machine. */
export function checkRemains({ damage, logs, peakBytes, loopDelayMs }: Evidence): Finding {
  return {
    figures: {
      "peak memory MB": peakBytes === null ? "not seen" : Math.round(peakBytes / MEGABYTE),
      "loop held up p99/max ms": `${loopDelayMs.p99}/${loopDelayMs.most}`,
    },
    violations: [
      ...(damage === null ? [] : [`I7 the store is damaged: ${damage}`]),
      ...CANARIES.filter((canary) => canary.test(logs)).map((canary) => `I8 the logs show ${canary.source}`),
      ...((peakBytes ?? 0) > MOST_MEMORY ? [`I9 an engine took ${peakBytes ?? 0} bytes of memory`] : []),
      // Nothing of ours is left to whatever catches it last.
      ...(/unhandled|uncaught/i.test(logs) ? ["I9 the logs tell of an error that nobody handled"] : []),
    ],
  };
}
