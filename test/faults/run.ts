// Injects faults into the built program: node run.ts [ID…] [--seed N] [--store KIND] [--short] [--processes N] [--minutes N] [--list] [--help]; see docs/contributing.md.
import { parseArgs } from "node:util";
import type { Fault } from "./fault.ts";
import { SHOWN_ELSEWHERE } from "./catalogue.ts";
import { FAULTS } from "./registry.ts";
import { createFaultRunner, describeRun } from "./run-fault.ts";

const USAGE = `Usage: npm run faults -- [ID…] [OPTION…]

Injects the faults named, or all of them, into the built program. In full that takes hours.

  --seed N        chooses what is left to chance; the same seed chooses the same
  --store KIND    on this kind of store alone: sqlite, json or postgres
  --short         as short as in npm test
  --processes N   so many engines at once (1)
  --minutes N     again and again with other seeds, for so long
  --list          every fault of the catalogue, and the tests of those not injected
  --help          this`;

const { values, positionals } = readArguments();
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const processes = Number(values.processes);
const wanted = positionals.map((id) => id.toLowerCase());
const unknown = wanted.filter((id) => !FAULTS.some((fault) => isNamed(fault, id)));
const minutes = Number(values.minutes);
const isValid = [seed, processes, minutes].every(Number.isInteger) && processes >= 1 && unknown.length === 0;

if (values.help) console.log(USAGE);
else if (values.list) list();
else if (isValid) process.exitCode = await runAll();
else {
  console.error(`There is no fault ${unknown.join(", ")}, or a number is none. The faults are:`);
  for (const { id, title, stores } of FAULTS) console.error(`  ${id}  ${title} (${stores.join(", ")})`);
  process.exitCode = 2;
}

function readArguments() {
  const options = {
    seed: { type: "string" },
    store: { type: "string" },
    short: { type: "boolean", default: false },
    processes: { type: "string", default: "1" },
    minutes: { type: "string", default: "0" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
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
