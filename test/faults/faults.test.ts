import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import type { StoreKind } from "./fault.ts";
import { MUTATIONS } from "./injected/f72-removed-guards.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";
import { patchedText } from "./scene/patched-copy.ts";

/** What there is time for here, in short; `npm run faults` runs everything, and for longer. */
const SELECTION: readonly (readonly [string, readonly StoreKind[]])[] = [
  ["F01", ["sqlite", "json", "postgres"]],
  ["F04", ["postgres"]],
  ["F05", ["sqlite"]],
  ["F09", ["sqlite"]],
  ["F10", ["sqlite"]],
  ["F13", ["postgres"]],
  ["F16", ["postgres"]],
  ["F19", ["sqlite"]],
  ["F26", ["postgres"]],
  ["F27", ["sqlite"]],
  ["F29", ["sqlite"]],
  ["F30", ["postgres"]],
  ["F33", ["sqlite"]],
  ["F44", ["postgres"]],
  ["F63", ["sqlite"]],
];

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

test("each guard that F72 removes is still there to be removed", () => {
  for (const { patches } of MUTATIONS) {
    for (const patch of patches) expect(patchedText(readFileSync(patch.file, "utf8"), patch)).toContain(patch.to);
  }
});
