// Injects faults into the built program: node run.ts [ID…] [--seed N] [--store KIND] [--short] [--processes N] [--minutes N] [--list]; see docs/contributing.md.
import { parseArgs } from "node:util";
import type { Fault } from "./fault.ts";
import { SHOWN_ELSEWHERE } from "./catalogue.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    store: { type: "string" },
    short: { type: "boolean", default: false },
    processes: { type: "string", default: "1" },
    minutes: { type: "string", default: "0" },
    list: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const processes = Number(values.processes);
const wanted = positionals.map((id) => id.toLowerCase());
const unknown = wanted.filter((id) => !FAULTS.some((fault) => isNamed(fault, id)));
const minutes = Number(values.minutes);
const isValid = [seed, processes, minutes].every(Number.isInteger) && processes >= 1 && unknown.length === 0;

if (values.list) list();
else if (isValid) process.exitCode = await runAll();
else {
  console.error(`There is no fault ${unknown.join(", ")}, or a number is none. The faults are:`);
  for (const { id, title, stores } of FAULTS) console.error(`  ${id}  ${title} (${stores.join(", ")})`);
  process.exitCode = 2;
}

/** Every fault of the catalogue: injected here, or shown by a test, or not shown. */
function list(): void {
  const injected = FAULTS.map(({ id, title, stores }) => ({ id, text: `${title} (injected: ${stores.join(", ")})` }));
  const elsewhere = SHOWN_ELSEWHERE.map(({ id, title, tests, missing }) => {
    const lines = [...tests.map((test) => `test/${test}`), ...(missing === null ? [] : [`not shown: ${missing}`])];
    return { id, text: [title, ...lines].join("\n       ") };
  });
  for (const { id, text } of [...injected, ...elsewhere].toSorted((one, other) => one.id.localeCompare(other.id))) {
    console.log(`${id}  ${text}`);
  }
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
  const endAt = Date.now() + minutes * 60_000;
  // Again and again with other seeds until the time is over; once without one.
  for (let round = 0; round === 0 || Date.now() < endAt; round += 1) await runOnce(seed + round);
  await runner.close();
  console.log(`${totals.runs} runs, ${totals.skipped} skipped, ${totals.violations} violations, seed ${seed}`);
  return totals.violations === 0 ? 0 : 1;

  async function runOnce(roundSeed: number): Promise<void> {
    for (const fault of chosen) {
      for (const store of fault.stores) {
        if (values.store !== undefined && values.store !== store) continue;
        if (minutes > 0 && Date.now() >= endAt) return;
        const choice = { store, seed: roundSeed, size: values.short ? "short" : "full", processes } as const;
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
  }
}

function isNamed({ id }: Fault, name: string): boolean {
  return id.toLowerCase() === name;
}
