import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const SIZES = {
  short: { crashes: 2, everyMs: 500, ratePerSecond: 100, priceEvery: 50, processes: 1 },
  full: { crashes: 20, everyMs: 3_000, ratePerSecond: 200, priceEvery: 100, processes: 3 },
};

/** The database ends as in a crash and comes back, again and again. */
export const DATABASE_CRASH: Fault = {
  id: "F13",
  title: "immediate restarts of PostgreSQL under load",
  stores: ["postgres"],
  crashesServer: true,
  run: async (plan) => {
    const { crashes, everyMs, processes, ...load } = SIZES[plan.size];
    const scene = await openScene(plan);
    const cluster = await plan.cluster();
    return runUnderLoad(plan, scene, {
      load,
      processes,
      inject: async ({ untilAcked }) => {
        await Promise.all(Array.from({ length: processes }, () => scene.fleet.start()));
        for (let crash = 0; crash < crashes; crash += 1) {
          await untilAcked(20);
          await delay(everyMs);
          await cluster.crash();
        }
        return { "restarts of the database": crashes, processes };
      },
    });
  },
};
