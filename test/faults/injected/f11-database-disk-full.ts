import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startCluster } from "../../helpers/postgres-cluster.ts";
import { until } from "../../e2e/until.ts";
import type { Fault, FaultPlan, FaultReport, Skipped } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const SIZES = {
  short: { rounds: 1, ratePerSecond: 40, priceEvery: 20 },
  full: { rounds: 5, ratePerSecond: 100, priceEvery: 100 },
};
/** Room for a new cluster, one database, and a segment of its log to come. */
const DISK = "size=400m";
/** Left free when the disk is filled: less than the next segment of the log. */
const LEFT_BYTES = 4 * 1024 * 1024;
/** How long the disk stays full once deliveries are turned away. */
const FULL_MS = 2_000;

/** The disk of the database is full, and then it has room again. */
export const DATABASE_DISK_FULL: Fault = {
  id: "F11",
  title: "full disk under PostgreSQL, then free again",
  stores: ["postgres"],
  run: fillDisk,
};

async function fillDisk(plan: FaultPlan): Promise<FaultReport | Skipped> {
  const disk = mkdtempSync(join(tmpdir(), "heyrules-disk-"));
  plan.atEnd(() => {
    spawnSync("umount", ["--lazy", disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", DISK, "tmpfs", disk]).status !== 0) {
    return { skipped: "mounting a file system is not allowed here" };
  }
  chmodSync(disk, 0o755);
  const cluster = await startCluster(disk);
  // Before the disk is gone.
  plan.atEnd(cluster.stop);
  const { rounds, ...load } = SIZES[plan.size];
  const scene = await openScene({ ...plan, cluster: () => Promise.resolve(cluster) });
  const filling = join(disk, "filling");
  let restarts = 0;
  let waits: readonly number[] = [];
  const report = await runUnderLoad(plan, scene, {
    load,
    inject: async ({ untilAcked }) => {
      await scene.fleet.start();
      for (let round = 0; round < rounds; round += 1) {
        await untilAcked(50);
        const before = scene.traffic.failures();
        const { bavail, bsize } = statfsSync(disk);
        writeFileSync(filling, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
        await until("deliveries are turned away", () => scene.traffic.failures() > before);
        await delay(FULL_MS);
        const freedAt = performance.now();
        rmSync(filling);
        // What cannot write its log ends, and comes back by itself or when a person starts it.
        if (await cluster.restartIfEnded()) restarts += 1;
        await untilAcked(1);
        waits = [...waits, performance.now() - freedAt];
      }
      return { "times full": rounds, "deliveries turned away": scene.traffic.failures() };
    },
  });
  const slowest = (Math.max(...waits) / 1_000).toFixed(1);
  return {
    ...report,
    figures: { "servers started by hand": restarts, "seconds to the next 200 at most": slowest, ...report.figures },
  };
}
