// The long version of test/e2e/kill.test.ts: FAULT_KILLS (200), FAULT_RATE (500 a second), FAULT_SEED.
import { describeKills, runKills } from "../e2e/kill-run.ts";
import type { KillPlan } from "../e2e/kill-run.ts";

const plan: KillPlan = {
  seed: Number(process.env["FAULT_SEED"] ?? Date.now() % 1_000_000),
  kills: Number(process.env["FAULT_KILLS"] ?? 200),
  ratePerSecond: Number(process.env["FAULT_RATE"] ?? 500),
  priceEvery: 100,
  acksPerLife: 0,
  lifeMs: { from: 50, to: 2_000 },
  drainMs: 1_500_000,
  awaitsMissing: true,
};

const report = await runKills(plan);
console.log(describeKills(plan, report));
for (const violation of report.violations) console.log(`✗ ${violation}`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
