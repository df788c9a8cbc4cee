import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { countOf } from "../../show/count-of.ts";
import { countErrors, loadProject, reportFindings } from "../project.ts";

/** `heyrules lint`: checks configuration and rules; exit code 1 when there is an error. */
export async function runLint(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly strict: boolean },
): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false, strict: options.strict });
  const { diagnostics, problems, rules, tests } = project;
  const errors = countErrors(project) + problems.length;
  if (globals.json) {
    printJson(context, "lint", { rules: rules.map((rule) => rule.id), diagnostics, problems });
  } else {
    reportFindings(context, project);
    const warnings = diagnostics.length - countErrors(project);
    const checked = `${countOf(rules.length, "rule")}, ${countOf(tests.length, "test")}`;
    context.out(`${checked}: ${countOf(errors, "error")}, ${countOf(warnings, "warning")}`);
  }
  return errors === 0 ? EXIT.ok : EXIT.checkFailed;
}
