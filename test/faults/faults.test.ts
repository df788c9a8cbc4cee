import { afterAll, expect, test } from "vitest";
import type { StoreKind } from "./fault.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";

/** What there is time for here, in short; `npm run faults` runs everything, and for longer. */
const SELECTION: readonly (readonly [string, readonly StoreKind[]])[] = [["F01", ["sqlite", "json", "postgres"]]];

const seed = Number(process.env["HEYRULES_SEED"] ?? Date.now() % 1_000_000);
const runner = createFaultRunner();
afterAll(runner.close);

const runs = SELECTION.flatMap(([id, stores]) => {
  const fault = FAULTS.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`${id} is no fault of the registry`);
  return stores.map((store) => ({ name: `${id} ${fault.title}, ${store}`, fault, store }));
});

test.for(runs)("$name: every promise holds", async ({ fault, store }, context) => {
  const choice = { store, seed, size: "short", processes: 1 } as const;

  const report = await runner.run(fault, choice);
  console.log(describeRun(fault, choice, report));

  if ("skipped" in report) context.skip(report.skipped);
  else expect(report.violations).toEqual([]);
});

test("each fault has an id of its own, in the order of the catalogue", () => {
  const ids = FAULTS.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
});
