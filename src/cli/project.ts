import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { digest } from "../system.ts";
import { reachOf } from "../core/actions/reach.ts";
import { checkShape, compileRules } from "../compile/rules/compile.ts";
import { loadRuleFiles, loadRuleSources, ruleFilesIn } from "../compile/load.ts";
import { settleFindings } from "../compile/config/pending-findings.ts";
import type { PendingFinding } from "../compile/config/pending-findings.ts";
import { findSampleAddresses } from "../compile/config/sample-values.ts";
import { readConfig } from "../config/config.ts";
import type { Config, ConfigResult } from "../config/config.ts";
import { compareDiagnostics } from "../core/base/diagnostic.ts";
import type { Diagnostic } from "../core/base/diagnostic.ts";
import type { RuleTest } from "../core/model/ruleset/rule-test.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { GlobalOptions, Surroundings } from "./context.ts";

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

type Sources = Parameters<typeof compileRules>[0]["sources"];

/** How much a project must have. */
export interface ProjectOptions {
  /** Whether tokens and every `${NAME}` must be set: yes to start, no to lint and test. */
  readonly requireSecrets: boolean;
  /** Whether an unknown `event_data` field is an error. */
  readonly strict?: boolean;
  /** Whether links lead to this machine, so that `public_url` may be missing: in `dev` and `demo`. */
  readonly isLocal?: boolean;
  /** Only these rule files; null or absent for those of the rules folder. */
  readonly ruleFiles?: readonly string[] | null;
  /** By file, what is read in place of what stands in it. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Loads and compiles a project. Mistakes in the files are diagnostics.
 *
 * @throws EngineError CONFIG_INVALID or RULES_INVALID when a file or folder cannot be read.
 */
export async function loadProject(
  { environment }: Pick<Surroundings, "environment">,
  globals: Pick<GlobalOptions, "config" | "rules">,
  options: ProjectOptions,
): Promise<Project> {
  const { ruleFiles = null, texts = new Map<string, string>(), requireSecrets } = options;
  const file = globals.config;
  const result = await readConfig({ file, environment, requireSecrets, text: texts.get(file) });
  const { named } = result;
  const stored = await (ruleFiles === null ? loadRuleSources(globals.rules) : loadRuleFiles(ruleFiles));
  const others = await othersOf(ruleFiles ?? [], globals.rules);
  const sources = stored.map((source) => ({ ...source, text: texts.get(source.file) ?? source.text }));
  if (named === null) {
    // What rules may name is not known, but what they may look like is.
    return { ...result, rules: [], tests: [], diagnostics: [...result.diagnostics, ...sources.flatMap(checkShape)] };
  }
  return compileProject(result, { ...options, named, sources, others });
}

/** The files of the rules folder beside those that are asked for; none when all of them are. */
async function othersOf(asked: readonly string[], folder: string): ReturnType<typeof loadRuleFiles> {
  if (asked.length === 0 || !existsSync(folder)) return [];
  const known = asked.map((file) => resolve(file));
  return loadRuleFiles((await ruleFilesIn(folder)).filter((file) => !known.includes(resolve(file))));
}

/** The project of a configuration and these rule files; among its findings is what only the rules tell of the configuration. */
export function compileProject(
  result: ConfigResult,
  options: ProjectOptions & {
    readonly named: NonNullable<ConfigResult["named"]>;
    readonly sources: Sources;
    /** Rule files that are not asked for, whose blueprints may be used. */
    readonly others?: Sources;
  },
): Project {
  const { named, sources, others = [], ruleFiles = null, requireSecrets: isStart } = options;
  const settings = options.isLocal === true ? { ...named.settings, publicUrl: "http://localhost" } : named.settings;
  const compiled = compileRules({
    sources,
    others,
    settings,
    digest,
    strict: options.strict ?? false,
    eventsMs: named.retention.eventsMs,
  });
  const pending = settleFindings(result.pending, { rules: compiled.rules, isStart });
  // Of a file that does not compile, or was not read, it is not known what its rules call.
  const settled = compiled.diagnostics.some(isError) || ruleFiles !== null ? pending.filter(isError) : pending;
  const diagnostics = [
    ...[...result.diagnostics, ...settled].sort(compareDiagnostics),
    ...compiled.diagnostics,
    ...(isStart && !result.isSandbox ? findSampleAddresses(compiled.rules, sources) : []),
  ];
  const problems = [...result.problems, ...(isStart ? missingAccess(named, compiled.rules) : [])];
  const config = isStart && result.config !== null ? withoutUnset(result.config, result.pending) : result.config;
  return { config, rules: compiled.rules, tests: compiled.tests, diagnostics, problems };
}

/** The configuration without the connections that lack a variable: what would call them fails and says so. */
function withoutUnset(config: Config, pending: readonly PendingFinding[]): Config {
  const unset = new Set(pending.filter(({ kind }) => kind === "unset").map(({ connection }) => connection));
  return { ...config, connections: config.connections.filter(({ name }) => !unset.has(name)) };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** Whether a project may run: a configuration, no errors, nothing missing. */
export function isRunnable(project: Project): project is Project & { readonly config: Config } {
  return project.config !== null && project.problems.length === 0 && countErrors(project) === 0;
}

/** Errors among the diagnostics; warnings do not count. */
export function countErrors({ diagnostics }: Pick<Project, "diagnostics">): number {
  return diagnostics.filter(isError).length;
}

/** The files that have an error, and so do not load. */
export function filesWithErrors({ diagnostics }: Pick<Project, "diagnostics">): readonly string[] {
  return [...new Set(diagnostics.filter(isError).map(({ file }) => file))];
}

/** Rules in force that act through Heymarket need credentials; the first such rule is named. */
function missingAccess({ heymarket }: Pick<Config, "heymarket">, rules: readonly Rule[]): readonly string[] {
  if (heymarket !== null) return [];
  const needy = rules.find((rule) => rule.enabled === "on" && actsThroughHeymarket(rule));
  return needy === undefined
    ? []
    : [
        `HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY are not set, and rule ${needy.id} acts through Heymarket's API: generate an API Secret in Heymarket, Settings > Integrations > API.`,
      ];
}

/** Whether a rule may call Heymarket's API. */
export function actsThroughHeymarket(rule: Rule): boolean {
  return rule.program.some(
    (instruction) => instruction.op === "effect" && reachOf(instruction.effect)?.kind === "heymarket",
  );
}
