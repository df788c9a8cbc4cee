import { createSimulatedEngine } from "../../src/app/simulation.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { RuleTestResult } from "../../src/sim/rule-tests/rule-test-run.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { digest } from "../../src/system.ts";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";

/** Runs the tests that stand beside the rules of a file; the text is what stands below `rules:`. */
export async function runTests(body: string, settings: Settings = makeSettings()): Promise<readonly RuleTestResult[]> {
  const { rules, tests } = compileBody(body, settings);
  const results: RuleTestResult[] = [];
  for (const test of tests) {
    results.push(await runRuleTest(test, { rules, settings, createEngine: createSimulatedEngine, digest }));
  }
  return results;
}

/** The result of the one test of rule `r`: the lines of the rule, then those of its test. */
export async function runOne(
  rule: readonly string[],
  test: readonly string[],
  settings?: Settings,
): Promise<RuleTestResult> {
  const lines = [
    "r:",
    ...rule.map((line) => `  ${line}`),
    "  tests:",
    "    - name: the test",
    ...test.map((line) => `      ${line}`),
  ];
  const [result] = await runTests(lines.join("\n"), settings);
  if (result === undefined) throw new Error("no test");
  return result;
}
