import { createSimulatedEngine } from "../../app.ts";
import { digest } from "../../system.ts";
import type { RuleTestResult } from "../../sim/rule-test-run.ts";
import { runRuleTest } from "../../sim/rule-test-run.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { isRunnable, loadProject, reportFindings } from "../project.ts";

/** `heyrules test`: runs every test beside a rule; exit code 1 when one fails, 3 when the rules do not load. */
export async function runTests(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly rule: string | null },
): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (!globals.json || !isRunnable(project)) reportFindings(context, project);
  if (!isRunnable(project)) return EXIT.config;
  const { settings } = project.config;
  const results: RuleTestResult[] = [];
  for (const test of project.tests) {
    const rule = project.rules.find((candidate) => candidate.id === test.ruleId);
    if (rule === undefined || (options.rule !== null && test.ruleId !== options.rule)) continue;
    results.push(await runRuleTest(test, { rule, settings, createEngine: createSimulatedEngine, digest }));
  }
  if (options.rule !== null && results.length === 0) {
    context.note(`There is no test of a rule "${options.rule}".`);
    return EXIT.usage;
  }
  const failed = results.filter((result) => result.failure !== null);
  if (globals.json) {
    const tests = results.map(({ test, failure }) => ({ rule: test.ruleId, name: test.name, failure }));
    printJson(context, "test", { passed: results.length - failed.length, failed: failed.length, tests });
  } else {
    for (const result of results) printResult(context, result);
    context.out(`${results.length - failed.length} passed, ${failed.length} failed`);
  }
  return failed.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

function printResult(context: CliContext, { test, failure, events, runs }: RuleTestResult): void {
  const { style } = context;
  const title = `${test.ruleId}: ${test.name}`;
  if (failure === null) {
    context.out(`${style.green("✓")} ${title}`);
    return;
  }
  context.out(`${style.red("✗")} ${title} (${test.file}:${test.at.line})`);
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
