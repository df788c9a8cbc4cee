import { afterAll, expect, test } from "vitest";
import { randomSeed } from "../helpers/random-cases.ts";
import type { StoreKind } from "./fault.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";

/** Makes a test of each fault on each of its stores, in short; several run at once, since they wait for much. */
export function testFaults(selection: readonly (readonly [string, readonly StoreKind[]])[]): void {
  const seed = randomSeed();
  const runner = createFaultRunner();
  afterAll(runner.close);
  const runs = selection.flatMap(([id, stores]) => {
    const fault = FAULTS.find((one) => one.id === id);
    if (fault === undefined) throw new Error(`${id} is no fault of the registry`);
    return stores.map((store) => ({ name: `${id} ${fault.title}, ${store}`, fault, store }));
  });

  test.concurrent.for(runs)("$name: every promise holds", async ({ fault, store }, context) => {
    const choice = { store, seed, size: "short", processes: 1 } as const;

    const report = await runner.run(fault, choice);
    console.log(describeRun(fault, choice, report));

    if ("skipped" in report) context.skip(report.skipped);
    else expect(report.violations).toEqual([]);
  });
}
