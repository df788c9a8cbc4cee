import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileDevFile } from "../../compile/config/dev-file.ts";
import { loadText } from "../../compile/load.ts";
import { readConfig } from "../../config/config.ts";
import { excerptAround, formatDiagnostic, placeOf } from "../../core/base/diagnostic.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { countErrors, loadProject } from "../project.ts";
import type { Project } from "../project.ts";
import { filesOfProject, isSame, sortFiles } from "./lint-files.ts";
import type { LintFiles } from "./lint-files.ts";
import { fixFiles } from "./lint-fix.ts";
import { diffOf } from "./lint-fixes.ts";
import { githubReport, sarifReport } from "./lint-reports.ts";

/** What `heyrules lint` is asked for. */
export interface LintOptions {
  readonly strict: boolean;
  /** None for the whole project. */
  readonly files: readonly string[];
  readonly format: "text" | "json" | "sarif" | "github";
  readonly fix: boolean;
  /** Whether `fix` only shows what it would write. */
  readonly dryRun: boolean;
}

/** By file, what is checked in place of what stands in it. */
type Texts = ReadonlyMap<string, string>;

/** What was found in files. */
type Found = Pick<Project, "rules" | "tests" | "diagnostics" | "problems">;

/**
 * `heyrules lint [PATH…]`: checks the project, or only some files, each as what it is; findings are its data. Exit code 1
 * when there is an error, after the fixes.
 *
 * @throws EngineError USAGE for a path that is not there, and what reading and writing the files throws.
 */
export async function runLint(context: CliContext, globals: GlobalOptions, options: LintOptions): Promise<ExitCode> {
  const { strict, files, fix, dryRun } = options;
  const asked = files.length === 0 ? filesOfProject(globals) : await sortFiles(files, globals);
  const check = (texts: Texts = new Map()): Promise<Found> => checkFiles(context, globals, { strict, asked, texts });
  const fixes = fix ? await fixFiles(async (texts) => (await check(texts)).diagnostics, { isTrial: dryRun }) : [];
  const found = await check();
  const { rules, tests, diagnostics, problems } = found;
  const errors = countErrors(found) + problems.length;
  const format = globals.json ? "json" : options.format;
  if (format === "json") {
    const fixed = fix ? { fixes } : {};
    const shown = diagnostics.map((each) => ({ ...each, excerpt: excerptAround(each.excerpt, each.column).shown }));
    printJson(context, "lint", { rules: rules.map((rule) => rule.id), diagnostics: shown, problems, ...fixed });
  } else if (format === "text") {
    for (const line of diffOf(fixes)) context.out(line);
    for (const diagnostic of diagnostics) context.out(`${formatDiagnostic(diagnostic)}\n`);
    for (const problem of problems) context.out(context.style.red(problem));
    const warnings = diagnostics.length - countErrors(found);
    const counts = asked.ruleFiles?.length === 0 ? [] : [countOf(rules.length, "rule"), countOf(tests.length, "test")];
    const checked = [...asked.configs, ...asked.devFiles, ...counts].join(", ");
    const fixed = fix ? `${countOf(fixes.length, "line")} ${dryRun ? "could be fixed" : "fixed"}, ` : "";
    context.out(`${checked}: ${fixed}${countOf(errors, "error")}, ${countOf(warnings, "warning")}`);
  } else {
    const report = format === "sarif" ? sarifReport(found) : githubReport(found);
    if (report !== "") context.out(report);
  }
  return errors === 0 ? EXIT.ok : EXIT.checkFailed;
}

async function checkFiles(
  context: CliContext,
  globals: GlobalOptions,
  { strict, asked, texts }: { readonly strict: boolean; readonly asked: LintFiles; readonly texts: Texts },
): Promise<Found> {
  const { configs, devFiles, ruleFiles } = asked;
  const isOwn = (file: string): boolean => isSame(file, globals.config);
  const parts: Found[] = [];
  if (ruleFiles?.length !== 0 || configs.some(isOwn)) {
    const project = await loadProject(context, globals, { requireSecrets: false, strict, ruleFiles, texts });
    parts.push(configs.some(isOwn) ? project : withoutOthers(project, ruleFiles ?? []));
  }
  for (const config of configs.filter((file) => !isOwn(file))) {
    parts.push(await loadProject(context, { ...globals, config }, { requireSecrets: false, ruleFiles: [], texts }));
  }
  for (const file of devFiles) parts.push(await checkDevFile(context, file, { globals, texts }));
  return {
    rules: parts.flatMap(({ rules }) => rules),
    tests: parts.flatMap(({ tests }) => tests),
    // Two files may be checked against one configuration, and the environment is one for all.
    diagnostics: withoutRepeats(parts.flatMap(({ diagnostics }) => diagnostics)),
    problems: [...new Set(parts.flatMap(({ problems }) => problems))],
  };
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byText = new Map(diagnostics.map((finding) => [`${placeOf(finding)} ${finding.message}`, finding]));
  return [...byText.values()];
}

/** What is wrong in a `dev.yaml`, against the configuration beside it; nothing as long as that one has errors. */
export async function checkDevFile(
  context: Pick<CliContext, "environment">,
  file: string,
  { globals, texts }: { readonly globals: GlobalOptions; readonly texts: Texts },
): Promise<Found> {
  const beside = join(dirname(file), "heyrules.yaml");
  const config = existsSync(beside) && !isSame(beside, globals.config) ? beside : globals.config;
  const { environment } = context;
  const { named, diagnostics, problems } = await readConfig({
    ...{ file: config, environment, requireSecrets: false },
    text: texts.get(config),
  });
  const found = { rules: [], tests: [], problems: [] };
  if (named === null) return withoutOthers({ ...found, diagnostics, problems }, []);
  const { settings } = named;
  const text = texts.get(file) ?? (await loadText(file));
  return { ...found, diagnostics: compileDevFile({ file, text, settings }).diagnostics };
}

/** What was found, without warnings about files nobody asked about; errors in the configuration concern every rule. */
function withoutOthers(found: Found, files: readonly string[]): Found {
  const diagnostics = found.diagnostics.filter(({ file, severity }) => severity === "error" || files.includes(file));
  return { ...found, diagnostics };
}
