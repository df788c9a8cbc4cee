import { dirname, sep } from "node:path";
import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { EngineError } from "../../../core/base/errors.ts";
import type { RuleTest } from "../../../core/model/ruleset/rule-test.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { CliContext, GlobalOptions } from "../../context.ts";
import { filesOfProject } from "../../lint/lint-files.ts";
import { checkDevFile } from "../../lint/lint.ts";
import { loadProject } from "../../project.ts";

/** A project as it stands in the editor, unsaved texts included. */
export interface CheckedProject {
  readonly globals: GlobalOptions;
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  /** Those of the last configuration without an error; null when there was none. */
  readonly settings: Settings | null;
  readonly findings: readonly EditorFinding[];
}

/** A finding of lint, or what keeps a file from being read. */
export type EditorFinding = Omit<Diagnostic, "code"> & { readonly code: string };

/** A project checked as `heyrules lint` checks it, with the open texts in place of what is on the disk. */
export async function checkProject(
  context: CliContext,
  globals: GlobalOptions,
  { texts, known }: { readonly texts: ReadonlyMap<string, string>; readonly known: Settings | null },
): Promise<CheckedProject> {
  const nothing = { globals, rules: [], tests: [], settings: known };
  try {
    const project = await loadProject(context, globals, { requireSecrets: false, texts });
    const { devFiles } = filesOfProject(globals);
    const ofDevFiles = await Promise.all(devFiles.map((file) => checkDevFile(context, file, { globals, texts })));
    const all = [...project.diagnostics, ...ofDevFiles.flatMap(({ diagnostics }) => diagnostics)];
    return {
      globals,
      rules: project.rules,
      tests: project.tests,
      settings: project.config?.settings ?? known,
      findings: [...all.map(withShortNames(globals)), ...project.problems.map((text) => inWhole(globals, text))],
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ...nothing, findings: [inWhole(globals, error.message, error.code)] };
  }
}

/** Messages name other files as seen from the project, as they do when lint runs in it. */
function withShortNames({ config }: GlobalOptions): (finding: Diagnostic) => EditorFinding {
  const folder = dirname(config) + sep;
  return (finding) => ({ ...finding, message: finding.message.replaceAll(folder, "") });
}

/** What is wrong with a project as a whole stands at the top of its configuration. */
function inWhole({ config }: GlobalOptions, message: string, code = "environment"): EditorFinding {
  return { code, severity: "error", message, file: config, line: 1, column: 1, excerpt: "", hint: null };
}
