import { resolve } from "node:path";
import type { Fault } from "../fault.ts";
import { applyPatch, copyCheckout } from "../scene/patched-copy.ts";
import { MUTATIONS } from "../scene/guards.ts";
import { runTests } from "../scene/vitest-run.ts";

/** One guard after the other is taken out of a copy of the source. */
export const REMOVED_GUARDS: Fault = {
  id: "F72",
  title: "guards removed one by one",
  stores: ["none"],
  run: async (plan) => {
    const copy = copyCheckout(["src", "test"], plan);
    // These tests start no program, so there is none to be built of the copy.
    const environment = { HEYRULES_MAIN: resolve("dist/main.js") };
    const control = await runTests(copy, { files: [...new Set(MUTATIONS.map(({ tests }) => tests))], environment });
    const violations = control.failed.map((name) => `red with every guard in place: ${name}`);
    let red = 0;
    for (const { guard, patches, tests } of MUTATIONS) {
      const putBack = patches.map((patch) => applyPatch(copy, patch));
      const { failed } = await runTests(copy, { files: [tests], environment });
      for (const undo of putBack.toReversed()) undo();
      red += failed.length;
      if (failed.length === 0) violations.push(`no test of ${tests} notices that this is gone: ${guard}`);
    }
    return {
      injected: { "guards removed": MUTATIONS.length },
      figures: { "tests green before": control.passed, "tests red after": red },
      violations,
    };
  },
};
