import { spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { EngineProcess } from "../../e2e/program.ts";
import { until } from "../../e2e/until.ts";
import type { Fault } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const SIZES = {
  short: { rounds: 1, limitedMs: 4_000, ratePerSecond: 60, priceEvery: 4 },
  full: { rounds: 20, limitedMs: 5_000, ratePerSecond: 200, priceEvery: 20 },
};
/** Fewer than any engine has open: it keeps those, and gets no more. */
const FEW = 16;

/** The engine may open no more files and connections for a while. */
export const OPEN_FILES: Fault = {
  id: "F12",
  title: "no more open files, then as many as before",
  stores: ["sqlite", "json", "postgres"],
  run: async (plan) => {
    if (spawnSync("prlimit", ["--version"]).status !== 0) return { skipped: "there is no prlimit here" };
    const { rounds, limitedMs, ...load } = SIZES[plan.size];
    const scene = await openScene(plan);
    const report = await runUnderLoad(plan, scene, {
      load,
      inject: async ({ untilAcked }) => {
        const engine = await scene.fleet.start();
        // What it needs for a call is a file too, and is loaded after the first answers.
        await until("the first call came", () => scene.world.exchanges.crm.length > 0);
        for (let round = 0; round < rounds; round += 1) {
          await untilAcked(20);
          limit(engine, String(FEW));
          await delay(limitedMs);
          limit(engine, "1024");
        }
        await untilAcked(20);
        return { "times without more files": rounds, "deliveries failed": scene.traffic.failures() };
      },
    });
    const refusals = (scene.world.logs().match(/EMFILE|"outcome":"not_sent"/g) ?? []).length;
    return {
      ...report,
      figures: { "attempts without a file": refusals, ...report.figures },
      violations: [
        ...report.violations,
        ...(refusals > 0 ? [] : ["the log tells of no file that could not be opened: nothing was tried"]),
      ],
    };
  },
};

function limit({ pid }: EngineProcess, files: string): void {
  spawnSync("prlimit", ["--pid", String(pid), `--nofile=${files}:`]);
}
