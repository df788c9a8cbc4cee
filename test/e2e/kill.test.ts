import { expect, test } from "vitest";
import type { KillPlan } from "./kill-run.ts";
import { describeKills, runKills } from "./kill-run.ts";

test("nothing acknowledged is lost and nothing is done twice, however often the engine is killed", async () => {
  const plan: KillPlan = {
    seed: Number(process.env["HEYRULES_SEED"] ?? Date.now() % 1_000_000),
    kills: 12,
    ratePerSecond: 300,
    priceEvery: 25,
    lifeMs: { from: 300, to: 2_000 },
    drainMs: 60_000,
  };

  const report = await runKills(plan);
  console.log(describeKills(plan, report));

  expect(report.violations).toEqual([]);
  expect(report.figures.acked).toBeGreaterThan(500);
  expect(report.figures.texts).toBeGreaterThan(10);
}, 240_000);
