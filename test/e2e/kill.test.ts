import { expect, test } from "vitest";
import type { KillPlan } from "./kill-run.ts";
import { describeKills, runKills } from "./kill-run.ts";

test("nothing acknowledged is lost and nothing is done twice, however often the engine is killed", async () => {
  const plan: KillPlan = {
    seed: Number(process.env["HEYRULES_SEED"] ?? Date.now() % 1_000_000),
    kills: 12,
    ratePerSecond: 300,
    priceEvery: 25,
    acksPerLife: 50,
    lifeMs: { from: 0, to: 1_000 },
    drainMs: 150_000,
    awaitsMissing: false,
  };

  const report = await runKills(plan);
  console.log(describeKills(plan, report));

  expect(report.violations).toEqual([]);
  expect(report.figures.acked).toBeGreaterThanOrEqual(plan.kills * plan.acksPerLife);
  expect(report.figures.texts).toBeGreaterThan(0);
});
