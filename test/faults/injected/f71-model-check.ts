import type { Fault } from "../fault.ts";
import { runTests } from "../scene/vitest-run.ts";

/** Random operations, failures and deaths against a model, or against what must hold after any of them. */
const FILES = ["test/run/order.test.ts", "test/run/invariants.test.ts"];
/** Lines are kept in the process for the stores of one process. */
const LINES = "test/stores/one-process/lines-model.test.ts";
/** How many times as many cases as in `npm test`. */
const CASES = { short: 1, full: 10 };

/** Random sequences of texts, failures, pauses and deaths of the process, on a clock that stands still. */
export const MODEL_CHECK: Fault = {
  id: "F71",
  title: "model check of random operations",
  stores: ["sqlite", "json", "postgres"],
  run: async ({ seed, size, store, cluster }) => {
    const cases = CASES[size];
    const files = store === "postgres" ? FILES : [...FILES, LINES];
    const environment = {
      HEYRULES_SEED: String(seed),
      HEYRULES_CASES: String(cases),
      HEYRULES_MODEL_STORE: store === "postgres" ? (await cluster()).url : store,
    };
    const { passed, failed } = await runTests(process.cwd(), { files, environment });
    return {
      injected: { files: files.length, "times the usual cases": cases },
      figures: { "tests passed": passed },
      violations: failed,
    };
  },
};
