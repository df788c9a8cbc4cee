import { writeFileSync } from "node:fs";
import { createSimulatedEngine } from "../../app/simulation.ts";
import { digest } from "../../system.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { coverageOf } from "../../sim/rule-tests/coverage.ts";
import type { Coverage } from "../../sim/rule-tests/coverage.ts";
import type { RuleTestResult } from "../../sim/rule-tests/rule-test-run.ts";
import { createTestRunner } from "../../sim/rule-tests/rule-test-run.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { countOf } from "../../show/text/count-of.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { printable } from "../../show/text/printable.ts";
import type { Project } from "../project.ts";
import { countErrors, filesWithErrors, loadProject } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";
import { junitReport } from "./junit-report.ts";
import { tapReport } from "./tap-report.ts";
import { formatCoverage, formatResult, resultJson } from "./test-lines.ts";

/** What `heyrules test` is asked for. */
export interface TestOptions {
  /** Only the tests of this rule; null for all. */
  readonly rule: string | null;
  /** Whether tests that pass are explained too, and conditions in full. */
  readonly verbose: boolean;
  readonly reporter?: keyof typeof REPORTS;
  /** File the report goes to; absent for standard output. */
  readonly output?: string;
  readonly coverage: boolean;
  /** Percentage that `--coverage` must reach. */
  readonly threshold?: number;
}

/** How tests ended, by the words of `--reporter`. */
export const REPORTS = { tap: tapReport, junit: junitReport } as const;

/**
 * `heyrules test`: runs the tests beside the rules; those of a file that does not load are left out. Exit code 1 when a
 * test fails, a file does not load, or too little is covered.
 *
 * @throws EngineError CONFIG_INVALID, NOT_FOUND when the rule to test is not there or has no tests, and FILE_UNUSABLE when the
 *   report cannot be written.
 */
export async function runTests(context: CliContext, globals: GlobalOptions, options: TestOptions): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  const { config } = project;
  if (config === null) throw new FindingsError("CONFIG_INVALID", "No test was run.", project);
  if (!globals.json) reportFindings(context, project);
  if (options.rule !== null) checkHasTests(options.rule, project);
  const { settings } = config;
  const results = await resultsOf(project, settings, options.rule);
  const tested = options.rule === null ? project.rules : project.rules.filter(({ id }) => id === options.rule);
  const coverage = options.coverage ? coverageOf(tested, results, settings) : null;
  const broken = filesWithErrors(project).length;
  print(context, globals, { ...options, project, settings, results, coverage, broken });
  const hasFailed = results.some(({ failure }) => failure !== null) || broken > 0;
  return hasFailed || isTooLow(coverage, options.threshold) ? EXIT.checkFailed : EXIT.ok;
}

async function resultsOf(
  { tests, rules }: Project,
  settings: Settings,
  ruleId: string | null,
): Promise<readonly RuleTestResult[]> {
  const runTest = createTestRunner({ rules, settings, createEngine: createSimulatedEngine, digest });
  const results: RuleTestResult[] = [];
  for (const test of tests) {
    if (ruleId !== null && test.ruleId !== ruleId) continue;
    results.push(await runTest(test));
  }
  return results;
}

interface Printed extends Omit<TestOptions, "coverage"> {
  readonly project: Project;
  readonly settings: Settings;
  readonly results: readonly RuleTestResult[];
  readonly coverage: Coverage | null;
  /** Files that do not load. */
  readonly broken: number;
}

function print(context: CliContext, globals: GlobalOptions, printed: Printed): void {
  const { reporter, output, results, coverage, settings, broken, project } = printed;
  const failed = results.filter((result) => result.failure !== null).length;
  const passed = results.length - failed;
  if (globals.json) {
    const tests = results.map((result) => resultJson(result, settings));
    printJson(context, "test", { passed, failed, tests, diagnostics: project.diagnostics, coverage });
    return;
  }
  if (reporter !== undefined) {
    const report = REPORTS[reporter](results);
    if (output === undefined) context.out(report);
    else writeReport(output, report);
    if (output === undefined) return;
  }
  const { verbose } = printed;
  for (const result of results) {
    for (const line of formatResult(context, result, { settings, verbose })) context.out(line);
  }
  const left = broken === 0 ? "" : `, ${countOf(broken, "file")} not loaded`;
  const counts = `${passed} passed, ${failed} failed${left}`;
  context.out(project.tests.length === 0 ? `no tests${left}: write some below \`tests\` of a rule` : counts);
  for (const line of coverage === null ? [] : formatCoverage(context, coverage, printed.threshold)) context.out(line);
}

function writeReport(file: string, report: string): void {
  try {
    writeFileSync(file, `${report}\n`);
  } catch (cause) {
    const message = `The report cannot be written to ${printable(file)} (${messageOf(cause)}); give another --output.`;
    throw new EngineError("FILE_UNUSABLE", message, { cause });
  }
}

function isTooLow(coverage: Coverage | null, threshold: number | undefined): boolean {
  return coverage !== null && threshold !== undefined && coverage.covered * 100 < threshold * coverage.total;
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
