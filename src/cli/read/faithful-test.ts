import { createSimulatedEngine } from "../../app/simulation.ts";
import { loadText } from "../../compile/load.ts";
import { withTest } from "../../compile/yaml/insert-test.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { faithfulTest } from "../../sim/captured/faithful-test.ts";
import type { Captured } from "../../sim/captured/faithful-test.ts";
import { runRuleTest } from "../../sim/rule-tests/rule-test-run.ts";
import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";
import { digest } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";

/**
 * The test with what it expects, when it says what happened.
 *
 * @throws EngineError CAPTURE_DIFFERS.
 */
export async function testThatHolds(
  context: CliContext,
  globals: GlobalOptions,
  captured: Captured,
  { rules, settings }: { readonly rules: readonly Rule[]; readonly settings: Settings },
): Promise<JsonObject> {
  const { rule, record } = captured;
  const run = (test: JsonObject): Promise<RuleTestResult> => runIn(context, globals, { rule, test });
  const { test, differences } = await faithfulTest(captured, { rules, settings, run });
  if (differences.length === 0) return test;
  const version = record.evaluation?.verdicts.find(({ ruleId }) => ruleId === rule.id)?.ruleVersion;
  const why =
    version === undefined || version === rule.version
      ? "Limits, other runs, later events, what remotes answered, and words that were taken out are not in a test"
      : "The rule has changed since; --rules FOLDER takes the rules of another folder, such as those of then";
  throw new EngineError(
    "CAPTURE_DIFFERS",
    `No test was written, for it would say something else than what happened: ${differences.join("; ")}. ${why}.`,
  );
}

/**
 * How a test runs where it would stand, and the text of the file with it.
 *
 * @throws EngineError USAGE where there is no room for it; RULES_INVALID.
 */
export async function runIn(
  context: CliContext,
  globals: GlobalOptions,
  { rule, test }: { readonly rule: Rule; readonly test: JsonObject },
): Promise<RuleTestResult & { readonly text: string }> {
  const text = withTest(await loadText(rule.file), { ruleId: rule.id, test });
  if (text === null) {
    throw new EngineError(
      "USAGE",
      `The rule ${rule.id} in ${rule.file} has no room for a test: write it, and its tests, in lines of their own.`,
    );
  }
  const project = await loadProject(context, globals, { requireSecrets: false, texts: new Map([[rule.file, text]]) });
  const added = project.tests.filter(({ ruleId }) => ruleId === rule.id).at(-1);
  if (!isRunnable(project) || added === undefined)
    throw new FindingsError("RULES_INVALID", "The event could not be written as a test.", project);
  const { settings } = project.config;
  const result = await runRuleTest(added, {
    rules: project.rules,
    settings,
    createEngine: createSimulatedEngine,
    digest,
  });
  return { ...result, text };
}
