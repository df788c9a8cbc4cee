// Injects faults into the built program: node run.ts [ID…] [--seed N] [--store KIND] [--short] [--processes N]; see docs/contributing.md.
import { parseArgs } from "node:util";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    store: { type: "string" },
    short: { type: "boolean", default: false },
    processes: { type: "string", default: "1" },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const processes = Number(values.processes);
const wanted = positionals.map((id) => id.toLowerCase());
const unknown = wanted.filter((id) => !FAULTS.some((fault) => isNamed(fault, id)));
const isValid = Number.isInteger(seed) && Number.isInteger(processes) && processes >= 1 && unknown.length === 0;

if (isValid) process.exitCode = await runAll();
else {
  console.error(`There is no fault ${unknown.join(", ")}, or a number is none. The faults are:`);
  for (const { id, title, stores } of FAULTS) console.error(`  ${id}  ${title} (${stores.join(", ")})`);
  process.exitCode = 2;
}

async function runAll(): Promise<number> {
  const runner = createFaultRunner();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void runner.close().finally(() => process.exit(130));
    });
  }
  const totals = { runs: 0, skipped: 0, violations: 0 };
  const chosen = FAULTS.filter((fault) => wanted.length === 0 || wanted.some((id) => isNamed(fault, id)));
  for (const fault of chosen) {
    for (const store of fault.stores) {
      if (values.store !== undefined && values.store !== store) continue;
      const choice = { store, seed, size: values.short ? "short" : "full", processes } as const;
      const report = await runner.run(fault, choice);
      console.log(describeRun(fault, choice, report));
      if ("skipped" in report) {
        totals.skipped += 1;
        continue;
      }
      for (const violation of report.violations) console.log(`  ✗ ${violation}`);
      totals.runs += 1;
      totals.violations += report.violations.length;
    }
  }
  await runner.close();
  console.log(`${totals.runs} runs, ${totals.skipped} skipped, ${totals.violations} violations, seed ${seed}`);
  return totals.violations === 0 ? 0 : 1;
}

function isNamed({ id }: Fault, name: string): boolean {
  return id.toLowerCase() === name;
}
