import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const PROCESSES = 3;
const SIZES = {
  short: { kills: 2, everyMs: 1_000, ratePerSecond: 100, priceEvery: 60 },
  full: { kills: 24, everyMs: 5_000, ratePerSecond: 200, priceEvery: 100 },
};

/** One of three engines on a database is killed every few seconds, and another one started. */
export const KILL_ONE_OF_THREE: Fault = {
  id: "F03",
  title: "kill -9 of one of three",
  stores: ["postgres"],
  run: async (plan) => {
    const { kills, everyMs, ...load } = SIZES[plan.size];
    const scene = await openScene(plan);
    const { fleet, random } = scene;
    return runUnderLoad(plan, scene, {
      load,
      processes: PROCESSES,
      inject: async ({ untilAcked }) => {
        await Promise.all(Array.from({ length: PROCESSES }, () => fleet.start()));
        for (let kill = 0; kill < kills; kill += 1) {
          await untilAcked(1);
          await delay(everyMs);
          const victim = fleet.living()[Math.floor(random() * PROCESSES)];
          if (victim !== undefined) await fleet.kill(victim);
          await fleet.start();
        }
        return { kills };
      },
    });
  },
};
