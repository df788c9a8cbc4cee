// Loaded into an engine before it starts: keeps in a file for how long its event loop was held up at most, milliseconds.
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

const NANOSECONDS = 1_000_000;
const WIDTH = 24;
const folder = process.env["HEYRULES_LOOP_DELAY"];
if (folder !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  // Opened once: a fault may allow no more files.
  const file = openSync(join(folder, `${process.pid}.delay`), "w");
  // Again and again, since an engine that is killed tells nothing at its end.
  setInterval(() => {
    const worst = [delays.percentile(99), delays.max].map((delay) => Math.round(delay / NANOSECONDS));
    try {
      writeSync(file, worst.join(" ").padEnd(WIDTH), 0);
    } catch {
      // A full disk: the figure stays as it was.
    }
  }, 500).unref();
}
