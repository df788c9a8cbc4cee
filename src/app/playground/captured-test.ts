import type { AdminParts } from "../../admin/admin-parts.ts";
import { createSimulatedEngine } from "../simulation.ts";
import { compileRules } from "../../compile/rules/compile.ts";
import { testLines } from "../../compile/yaml/insert-test.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { RuleTest } from "../../core/model/ruleset/rule-test.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { eventTest } from "../../sim/captured/event-test.ts";
import { faithfulTest } from "../../sim/captured/faithful-test.ts";
import { runRuleTest } from "../../sim/rule-tests/rule-test-run.ts";
import { digest } from "../../system.ts";

/** What writes down a stored event as a test that passes with the rules in force, as `heyrules events capture` does with the files. */
export function createTestLines({
  store,
  inForce,
}: Pick<AdminParts, "store"> & {
  readonly inForce: () => Pick<ReturnType<AdminParts["inForce"]>, "rules" | "settings">;
}): AdminParts["testLines"] {
  return async (given) => {
    const { rules, settings } = inForce();
    const { rule } = given;
    const test = await eventTest(store, { ...given, settings, hidesTexts: false });
    const isReadable = readTest(rule.id, { test: { ...test, expect: [] }, settings }) !== null;
    // A rule of the engine itself has no file in which a test could stand.
    if (!isReadable) return { lines: testLines({ ...test, expect: [] }, 0), differences: null };
    const run = (written: JsonObject): ReturnType<typeof runRuleTest> => {
      const read = readTest(rule.id, { test: written, settings });
      if (read === null) throw new Error(`a captured test of ${rule.id} cannot be read`);
      return runRuleTest(read, { rules, settings, createEngine: createSimulatedEngine, digest });
    };
    const faithful = await faithfulTest({ ...given, test }, { rules, settings, run });
    return { lines: testLines(faithful.test, 0), differences: faithful.differences };
  };
}

/** A test as it is written, read as one of the rule of that id; null when it cannot be. */
function readTest(
  ruleId: string,
  { test, settings }: { readonly test: JsonObject; readonly settings: Settings },
): RuleTest | null {
  const bare = { on: "message_received", do: [{ log: "in place of the rule" }], tests: [test] };
  const source = { file: "captured.yaml", text: JSON.stringify({ version: 1, rules: { [ruleId]: bare } }) };
  const { tests, diagnostics } = compileRules({ sources: [source], settings, digest, strict: false });
  return diagnostics.some(({ severity }) => severity === "error") ? null : (tests[0] ?? null);
}
