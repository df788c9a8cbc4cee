import { createSimulatedEngine } from "../../app-simulation.ts";
import { digest } from "../../system.ts";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { RuleTestResult } from "../../sim/rule-test-run.ts";
import { runRuleTest } from "../../sim/rule-test-run.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { countOf } from "../../show/text/count-of.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { printable } from "../../show/text/printable.ts";
import type { Project } from "../project.ts";
import { countErrors, loadProject } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";

/**
 * `heyrules test`: runs the tests beside the rules; those of a file that does not load are left out. Exit code 1 when a
 * test fails or a file does not load.
 *
 * @throws EngineError CONFIG_INVALID, and NOT_FOUND when the rule to test is not there or has no tests.
 */
export async function runTests(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly rule: string | null },
): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  const { config, rules } = project;
  if (config === null) throw new FindingsError("CONFIG_INVALID", "No test was run.", project);
  if (!globals.json) reportFindings(context, project);
  if (options.rule !== null) checkHasTests(options.rule, project);
  const { settings } = config;
  const results: RuleTestResult[] = [];
  for (const test of project.tests) {
    const rule = rules.find((candidate) => candidate.id === test.ruleId);
    if (rule === undefined || (options.rule !== null && test.ruleId !== options.rule)) continue;
    results.push(await runRuleTest(test, { rule, settings, createEngine: createSimulatedEngine, digest }));
  }
  const failed = results.filter((result) => result.failure !== null).length;
  const passed = results.length - failed;
  const broken = filesWithErrors(project).length;
  if (globals.json) {
    const tests = results.map(({ test, failure }) => ({ rule: test.ruleId, name: test.name, failure }));
    printJson(context, "test", { passed, failed, tests, diagnostics: project.diagnostics });
  } else {
    for (const result of results) printResult(context, result);
    const left = broken === 0 ? "" : `, ${countOf(broken, "file")} not loaded`;
    const counts = `${passed} passed, ${failed} failed${left}`;
    context.out(project.tests.length === 0 ? `no tests${left}: write some below \`tests\` of a rule` : counts);
  }
  return failed === 0 && broken === 0 ? EXIT.ok : EXIT.checkFailed;
}

/** @throws EngineError NOT_FOUND when there is no test to run, saying why. */
function checkHasTests(id: string, project: Project): void {
  if (project.tests.some((test) => test.ruleId === id)) return;
  const ids = project.rules.map((rule) => rule.id);
  if (ids.includes(id)) {
    throw new EngineError("NOT_FOUND", `The rule "${id}" has no tests: write some below \`tests\`.`);
  }
  const hint = suggest(id, ids) ?? "heyrules rules ls shows them.";
  const which = countErrors(project) === 0 ? "" : " that loads";
  throw new EngineError("NOT_FOUND", `There is no rule "${printable(id)}"${which}; ${hint}`);
}

function filesWithErrors({ diagnostics }: Project): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [...new Set(errors.map(({ file }) => file))];
}

function printResult(context: CliContext, { test, failure, events, runs }: RuleTestResult): void {
  const { style } = context;
  const title = `${test.ruleId}: ${test.name}`;
  if (failure === null) {
    context.out(`${style.green("✓")} ${title}`);
    return;
  }
  context.out(`${style.red("✗")} ${title} (${test.file}:${test.place.line})`);
  for (const line of failure) context.out(`    ${line}`);
  for (const record of events) {
    for (const verdict of record.evaluation?.verdicts ?? []) {
      context.out(style.dim(`    ${record.event.type}: ${verdict.outcome}: ${verdict.reason}`));
    }
  }
  for (const { run } of runs) {
    if (run.error !== null) context.out(style.dim(`    run ${run.status} at ${run.error.step}: ${run.error.message}`));
  }
}
