import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { phoneOf } from "../../e2e/delivery.ts";
import type { ProgramOptions } from "../../e2e/program.ts";
import type { FaultPlan, Skipped } from "../fault.ts";
import { copyCheckout } from "./patched-copy.ts";
import { openScene } from "./scene.ts";

const AT_ONCE = 8;

/** What was written to a SQLite store, in `recorder.c`'s form, and when deliveries had their 200. */
export interface Recorded {
  readonly path: string;
  /** How much was recorded when a delivery had its 200, oldest first; `ms` from its post. */
  readonly acks: readonly { readonly id: number; readonly at: number; readonly ms: number }[];
  readonly loopDelayMs: { readonly p99: number; readonly most: number };
}

/** Path of the library that records, made of `recorder.c` now; gone with the plan. */
export function compileRecorder(plan: FaultPlan): string | Skipped {
  if (process.platform !== "linux") return { skipped: "what records writes is made for Linux" };
  const library = join(copyCheckout([], plan), "recorder.so");
  const compiled = spawnSync("cc", ["-shared", "-fPIC", "-o", library, "test/faults/injected/recorder.c", "-ldl"]);
  return compiled.status === 0 ? library : { skipped: "there is no compiler for what records writes" };
}

/** Runs an engine on whose writes are recorded, and ends it by SIGKILL. */
export async function recordEngine(
  plan: FaultPlan,
  {
    library,
    deliveries,
    syncMs = 0,
    main,
  }: {
    readonly library: string;
    readonly deliveries: number;
    /** How much longer each sync takes. */
    readonly syncMs?: number;
  } & Pick<ProgramOptions, "main">,
): Promise<Recorded> {
  const { world, fleet, traffic } = await openScene(plan, { connections: AT_ONCE });
  const path = join(world.folder, "recording");
  const environment = {
    ...world.environment,
    LD_PRELOAD: library,
    HEYRULES_RECORD: path,
    HEYRULES_RECORD_OF: world.storePath,
    HEYRULES_SYNC_MS: String(syncMs),
  };
  const engine = await fleet.start({ environment, ...(main === undefined ? {} : { main }) });
  const acks: { readonly id: number; readonly at: number; readonly ms: number }[] = [];
  let left = deliveries;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        const delivery = traffic.write(phoneOf(left), "hello");
        const postedAt = performance.now();
        await traffic.deliver(delivery);
        acks.push({ id: delivery.id, at: statSync(path).size, ms: performance.now() - postedAt });
      }
    }),
  );
  const loopDelayMs = fleet.loopDelayMs();
  await fleet.kill(engine);
  return { path, acks, loopDelayMs };
}
