import { digest } from "../system.ts";
import { compileRules } from "../compile/rules/compile.ts";
import { loadRuleSources } from "../compile/load.ts";
import { readConfig } from "../config.ts";
import type { Config } from "../config.ts";
import { formatDiagnostic } from "../core/base/diagnostic.ts";
import type { Diagnostic } from "../core/base/diagnostic.ts";
import type { RuleTest } from "../core/model/rule-test.ts";
import type { Rule } from "../core/model/rule.ts";
import type { CliContext, GlobalOptions } from "./context.ts";

/** Configuration and rules of one project, compiled. */
export interface Project {
  /** Null when the configuration has an error. */
  readonly config: Config | null;
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  readonly diagnostics: readonly Diagnostic[];
  /** Sentences about the environment, such as a missing token. */
  readonly problems: readonly string[];
}

/** How much a project must have. */
export interface ProjectOptions {
  /** Whether tokens and every `${NAME}` must be set: yes to start, no to lint and test. */
  readonly requireSecrets: boolean;
  /** Whether an unknown `event_data` field is an error. */
  readonly strict?: boolean;
}

/**
 * Loads and compiles a project. Mistakes in the files are diagnostics.
 *
 * @throws EngineError CONFIG_INVALID or RULES_INVALID when a file or folder cannot be read.
 */
export async function loadProject(
  context: CliContext,
  globals: GlobalOptions,
  options: ProjectOptions,
): Promise<Project> {
  const { environment } = context;
  const result = await readConfig({ file: globals.config, environment, requireSecrets: options.requireSecrets });
  const { named } = result;
  if (named === null) return { ...result, rules: [], tests: [] };
  const sources = await loadRuleSources(globals.rules);
  const compiled = compileRules({ sources, settings: named.settings, digest, strict: options.strict ?? false });
  const diagnostics = [...result.diagnostics, ...compiled.diagnostics];
  const problems = [...result.problems, ...(options.requireSecrets ? missingAccess(named, compiled.rules) : [])];
  return { config: result.config, rules: compiled.rules, tests: compiled.tests, diagnostics, problems };
}

/** Whether a project may run: a configuration, no errors, nothing missing. */
export function isRunnable(project: Project): project is Project & { readonly config: Config } {
  return project.config !== null && project.problems.length === 0 && countErrors(project) === 0;
}

/** Errors among the diagnostics; warnings do not count. */
export function countErrors(project: Project): number {
  return project.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
}

/** Writes every diagnostic and problem to standard error. */
export function reportFindings(context: CliContext, project: Project): void {
  for (const diagnostic of project.diagnostics) context.note(`${formatDiagnostic(diagnostic)}\n`);
  for (const problem of project.problems) context.note(context.style.red(problem));
}

/** Rules that act through Heymarket need credentials; the first such rule is named. */
function missingAccess({ heymarket }: Pick<Config, "heymarket">, rules: readonly Rule[]): readonly string[] {
  if (heymarket !== null) return [];
  const needy = rules.find(actsThroughHeymarket);
  return needy === undefined
    ? []
    : [
        `HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY are not set, and rule ${needy.id} acts through Heymarket's API: generate an API Secret in Heymarket, Settings > Integrations > API.`,
      ];
}

/** Whether a rule may call Heymarket's API. */
export function actsThroughHeymarket(rule: Rule): boolean {
  return rule.program.some(
    (instruction) =>
      instruction.op === "effect" &&
      (instruction.effect.action === "send_message" ||
        instruction.effect.action === "note" ||
        (instruction.effect.action === "tag" && instruction.effect.inHeymarket)),
  );
}
