// Loaded into an engine before it starts: keeps in a file for how long its event loop was held up at most, milliseconds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

const NANOSECONDS = 1_000_000;
const folder = process.env["HEYRULES_LOOP_DELAY"];
if (folder !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const file = join(folder, `${process.pid}.delay`);
  // Again and again, since an engine that is killed tells nothing at its end.
  setInterval(() => {
    writeFileSync(file, `${Math.round(delays.percentile(99) / NANOSECONDS)} ${Math.round(delays.max / NANOSECONDS)}`);
  }, 500).unref();
}
