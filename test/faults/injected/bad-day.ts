import { setTimeout as delay } from "node:timers/promises";
import { createSeeded } from "../../e2e/seeded.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const PROCESSES = 3;
const SIZES = {
  short: { rounds: 3, everyMs: 1_500, storm: 100, ratePerSecond: 60, priceEvery: 30 },
  full: { rounds: 24, everyMs: 5_000, storm: 1_000, ratePerSecond: 150, priceEvery: 75 },
};
const ANSWERS_LOST = 0.1;
const CRASH_EVERY = 3;
const STORM_EVERY = 2;
const STORM_AT_ONCE = 50;

/** Engines die, the database crashes, Heymarket's answers are lost and deliveries come in storms, all at once. */
export const BAD_DAY: Fault = {
  id: "bad-day",
  title: "F03, F13, F19 and F26 together",
  stores: ["postgres"],
  crashesServer: true,
  run: liveThroughIt,
};

async function liveThroughIt(plan: FaultPlan): Promise<FaultReport> {
  const { rounds, everyMs, storm, ...load } = SIZES[plan.size];
  const chance = createSeeded(plan.seed + 3);
  const injected = { kills: 0, "restarts of the database": 0, "answers lost": 0, "repeats in storms": 0 };
  const scene = await openScene(plan, {
    heymarket: {
      behave: ({ path }) => {
        if (path !== "/v1/message/send" || chance() >= ANSWERS_LOST) return null;
        injected["answers lost"] += 1;
        return { reset: "after" };
      },
    },
  });
  const cluster = await plan.cluster();
  const { fleet, random } = scene;
  const report = await runUnderLoad(plan, scene, {
    load,
    processes: PROCESSES,
    inject: async ({ untilAcked }) => {
      await Promise.all(Array.from({ length: PROCESSES }, () => fleet.start()));
      for (let round = 1; round <= rounds; round += 1) {
        await untilAcked(1);
        await delay(everyMs);
        if (round % STORM_EVERY === 0) injected["repeats in storms"] += await repeatLast(scene, storm);
        const victim = fleet.living()[Math.floor(random() * PROCESSES)];
        if (victim !== undefined) {
          await fleet.kill(victim);
          injected.kills += 1;
        }
        if (round % CRASH_EVERY === 0) {
          await cluster.crash();
          injected["restarts of the database"] += 1;
        }
        await fleet.start();
      }
      return {};
    },
  });
  return { ...report, injected: { processes: PROCESSES, ...injected } };
}

/** Posts the newest delivery again and again, many times at once; gives how often. */
async function repeatLast({ traffic }: Scene, count: number): Promise<number> {
  const delivery = traffic.sent.at(-1);
  if (delivery === undefined) return 0;
  let left = count;
  await Promise.all(
    Array.from({ length: STORM_AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await traffic.postOnce(delivery);
      }
    }),
  );
  return count;
}
