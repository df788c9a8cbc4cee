import { relative } from "node:path";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { countOf } from "../../show/count-of.ts";
import { formatDiagnostic } from "../../core/base/diagnostic.ts";
import { countErrors, loadProject } from "../project.ts";
import type { Project } from "../project.ts";

/** `heyrules lint [FILE…]`: checks configuration and rules; findings are its data. Exit code 1 when there is an error. */
export async function runLint(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly strict: boolean; readonly files: readonly string[] },
): Promise<ExitCode> {
  const { strict, files } = options;
  const isConfig = (file: string): boolean => relative(file, globals.config) === "";
  const ruleFiles = files.length === 0 ? null : files.filter((file) => !isConfig(file));
  const loaded = await loadProject(context, globals, { requireSecrets: false, strict, ruleFiles });
  const project = files.length === 0 || files.some(isConfig) ? loaded : withoutOthers(loaded, files);
  const { diagnostics, problems, rules, tests } = project;
  const errors = countErrors(project) + problems.length;
  if (globals.json) {
    printJson(context, "lint", { rules: rules.map((rule) => rule.id), diagnostics, problems });
  } else {
    for (const diagnostic of diagnostics) context.out(`${formatDiagnostic(diagnostic)}\n`);
    for (const problem of problems) context.out(context.style.red(problem));
    const warnings = diagnostics.length - countErrors(project);
    const checked = `${countOf(rules.length, "rule")}, ${countOf(tests.length, "test")}`;
    context.out(`${checked}: ${countOf(errors, "error")}, ${countOf(warnings, "warning")}`);
  }
  return errors === 0 ? EXIT.ok : EXIT.checkFailed;
}

/** The project without warnings about files nobody asked about; errors in the configuration concern every rule. */
function withoutOthers(project: Project, files: readonly string[]): Project {
  const diagnostics = project.diagnostics.filter(({ file, severity }) => severity === "error" || files.includes(file));
  return { ...project, diagnostics };
}
