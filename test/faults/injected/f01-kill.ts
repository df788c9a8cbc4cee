import { setTimeout as delay } from "node:timers/promises";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { endLeases } from "../scene/store.ts";
import { runUnderLoad } from "../scene/under-load.ts";

/** Long enough that some kills find texts executed and not yet answered. */
const TEXT_ANSWERED_AFTER_MS = 400;

const SIZES = {
  short: {
    sqlite: { kills: 4, ratePerSecond: 200, priceEvery: 40 },
    json: { kills: 2, ratePerSecond: 60, priceEvery: 20 },
    postgres: { kills: 2, ratePerSecond: 100, priceEvery: 30 },
  },
  full: {
    sqlite: { kills: 200, ratePerSecond: 500, priceEvery: 100 },
    json: { kills: 40, ratePerSecond: 50, priceEvery: 25 },
    postgres: { kills: 60, ratePerSecond: 300, priceEvery: 100 },
  },
} as const;
const LIFE_MS = { short: { from: 0, to: 700 }, full: { from: 50, to: 2_000 } };
const ACKS_PER_LIFE = { short: 30, full: 0 };

/** The only engine of a store is killed again and again. */
export const KILL: Fault = {
  id: "F01",
  title: "kill -9 under load",
  stores: ["sqlite", "json", "postgres"],
  run: killAgainAndAgain,
};

async function killAgainAndAgain(plan: FaultPlan): Promise<FaultReport> {
  if (plan.store === "none") throw new Error("a kill needs a store");
  const { kills, ...load } = SIZES[plan.size][plan.store];
  const lifeMs = LIFE_MS[plan.size];
  const behave = () => ({ stallMs: TEXT_ANSWERED_AFTER_MS });
  const scene = await openScene(plan, {
    heymarket: { behave: ({ method }) => (method === "POST" ? behave() : null) },
  });
  const { fleet, random, storeUrl } = scene;
  return runUnderLoad(plan, scene, {
    load,
    awaitsMissing: plan.size === "full",
    inject: async ({ untilAcked }) => {
      for (let kill = 0; kill < kills; kill += 1) {
        const engine = await fleet.start();
        await untilAcked(ACKS_PER_LIFE[plan.size]);
        await delay(lifeMs.from + random() * (lifeMs.to - lifeMs.from));
        await fleet.kill(engine);
        // Nobody else is there whose leases they could be: a short run does not wait for their end.
        if (plan.store === "postgres" && plan.size === "short") await endLeases(storeUrl);
      }
      return { kills };
    },
  });
}
