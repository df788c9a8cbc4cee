import { EngineError } from "../../../core/base/errors.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { RuleVersion } from "../../../ports/store/store.ts";
import { ruleDifference } from "../../../show/rules/rule-difference.ts";
import { ruleState } from "../../../core/model/ruleset/rule-state.ts";
import { toIso, toSecond } from "../../../show/text/instants.ts";
import { printable } from "../../../show/text/printable.ts";
import { formatTable } from "../../../show/text/table.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../../context.ts";
import { EXIT, printJson } from "../../context.ts";
import { FindingsError } from "../../errors/findings-error.ts";
import { reportFindings } from "../../errors/report-findings.ts";
import type { Project } from "../../project.ts";
import { countErrors, loadProject } from "../../project.ts";
import { withProjectStore } from "../open-project-store.ts";
import type { UsedVersion } from "./rule-versions.ts";
import { MOST_LOOKED_AT, usedVersions } from "./rule-versions.ts";

/** What `rules history` is asked for. */
export interface HistoryOptions {
  /** Absent: every rule in the files. */
  readonly rule?: string;
  readonly limit: number;
  readonly store?: string;
}

/**
 * `heyrules rules history [RULE]`: the versions of a rule that the store knows, the one loaded last first; without a rule, of all
 * in the files.
 *
 * @throws EngineError NOT_FOUND when neither the files nor the store have the rule.
 */
export function showHistory(context: CliContext, globals: GlobalOptions, options: HistoryOptions): Promise<ExitCode> {
  const { rule: asked, limit } = options;
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const project = await loadProject(context, globals, { requireSecrets: false });
    const ids = asked === undefined ? project.rules.map(({ id }) => id) : [asked];
    const { versions, isCut } = await usedVersions(store, ids);
    if (asked !== undefined && versions.length === 0) checkKnown(asked, project, globals);
    const inFiles = new Set(project.rules.map(({ version }) => version));
    const loaded = new Set(versions.map(({ rule }) => rule.version));
    const notLoaded = project.rules.filter(({ id, version }) => ids.includes(id) && !loaded.has(version));
    const shown = lastLoadedFirst(versions).slice(0, limit);
    if (isCut) context.note(`Only ${MOST_LOOKED_AT} runs of each status were counted: there are more that go on.`);
    if (globals.json) {
      printJson(context, "rule-history", {
        versions: shown.map((version) => versionJson(version, inFiles.has(version.rule.version))),
        notLoaded: notLoaded.map(({ id, version, file, place }) => ({ rule: id, version, file, line: place.line })),
      });
      return EXIT.ok;
    }
    const told = (at: number | null): string => (at === null ? "" : toSecond(at, zone));
    const rows = shown.map(({ rule, firstLoadedAt, lastLoadedAt, lastRunAt, openRuns }) => [
      rule.version,
      rule.id,
      `${ruleState(rule)}${inFiles.has(rule.version) ? ", in the files" : ""}`,
      told(firstLoadedAt),
      told(lastLoadedAt),
      told(lastRunAt),
      String(openRuns),
      `${printable(rule.file)}:${rule.place.line}`,
    ]);
    const header = ["version", "rule", "state", "first loaded", "last loaded", "last run", "going on", "file"];
    const layout = { header, ...context, whole: [0, 1], below: [3, 4, 5, 6, 7], ends: [7] };
    if (rows.length > 0) for (const line of formatTable(rows, layout)) context.out(line);
    for (const rule of notLoaded) context.out(`${versionName(rule)} in the files was loaded by no engine yet`);
    if (versions.length > limit) context.note(`${versions.length - limit} older versions are left out: --limit.`);
    return EXIT.ok;
  });
}

/** Versions of which one is more than the order of their rules. */
function lastLoadedFirst(versions: readonly UsedVersion[]): readonly UsedVersion[] {
  return versions.toSorted((one, other) => (other.lastLoadedAt ?? 0) - (one.lastLoadedAt ?? 0));
}

function versionJson(
  { rule, firstLoadedAt, lastLoadedAt, lastRunAt, openRuns }: UsedVersion,
  isInFiles: boolean,
): object {
  return {
    rule: rule.id,
    version: rule.version,
    state: ruleState(rule),
    isInFiles,
    firstLoadedAt: toIso(firstLoadedAt),
    lastLoadedAt: toIso(lastLoadedAt),
    lastRunAt: toIso(lastRunAt),
    openRuns,
    file: rule.file,
    line: rule.place.line,
  };
}

/** What `rules diff` is asked for. */
export interface DiffOptions {
  readonly rule: string;
  /** Starts of versions. */
  readonly first?: string;
  readonly second?: string;
  readonly compiled: boolean;
  readonly store?: string;
}

/**
 * `heyrules rules diff RULE [A [B]]`: how version B differs from version A. Without B it is the one in the files; without A it is the
 * one loaded last that B is not.
 *
 * @throws EngineError NOT_FOUND when there is no such rule or version, or nothing to compare it with.
 */
export function showDifference(context: CliContext, globals: GlobalOptions, options: DiffOptions): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const project = await loadProject(context, globals, { requireSecrets: false });
    if (project.config === null) {
      throw new FindingsError("CONFIG_INVALID", "Nothing was compared: the configuration has errors.", project);
    }
    if (countErrors(project) > 0) reportFindings(context, project);
    const kept = await store.ruleVersions(options.rule);
    const inFiles = project.rules.find(({ id }) => id === options.rule) ?? null;
    if (kept.length === 0) checkKnown(options.rule, project, globals);
    const { before, after } = pickVersions({ kept, inFiles }, options);
    const nameOf = (rule: Rule): string => {
      if (rule === inFiles) return `${versionName(rule)} in the files`;
      const loadedAt = kept.find(({ rule: { version } }) => version === rule.version)?.lastLoadedAt ?? null;
      return `${versionName(rule)}${loadedAt === null ? "" : `, last loaded ${toSecond(loadedAt, zone)}`}`;
    };
    const names = [nameOf(before), nameOf(after)] as const;
    const difference = ruleDifference({ before, after, names }, project.config.settings);
    if (globals.json) {
      printJson(context, "rule-diff", {
        rule: options.rule,
        before: before.version,
        after: after.version,
        ...difference,
      });
      return EXIT.ok;
    }
    const isInWords = difference.words.length > 0 && !options.compiled;
    const lines = isInWords ? difference.words : difference.compiled;
    if (!isInWords && !options.compiled && lines.length > 0) context.note("In words both say the same; compiled:");
    for (const line of lines) context.out(line);
    if (lines.length === 0) context.out(before.version === after.version ? SAME_VERSION : SAME_PROGRAM);
    return EXIT.ok;
  });
}

const SAME_VERSION = "Both are the same version.";
const SAME_PROGRAM = "Both do the same: what differs is how a release of heyrules keeps a rule.";

interface KnownVersions {
  readonly kept: readonly RuleVersion[];
  readonly inFiles: Rule | null;
}

function pickVersions(
  { kept, inFiles }: KnownVersions,
  { rule, first, second }: DiffOptions,
): { readonly before: Rule; readonly after: Rule } {
  const all = [...(inFiles === null ? [] : [inFiles]), ...kept.map((version) => version.rule)];
  const after = second === undefined ? all[0] : findVersion(all, second);
  const before = first === undefined ? all.find(({ version }) => version !== after?.version) : findVersion(all, first);
  if (before !== undefined && after !== undefined) return { before, after };
  throw new EngineError(
    "NOT_FOUND",
    `The store knows one version of ${printable(rule)} alone: there is nothing to compare.`,
  );
}

function findVersion(rules: readonly Rule[], start: string): Rule {
  const fitting = rules.filter(({ version }) => version.startsWith(start));
  const versions = [...new Set(fitting.map(({ version }) => version))];
  const [found] = fitting;
  if (found !== undefined && versions.length === 1) return found;
  const hint =
    versions.length > 1
      ? `${versions.length} versions start so, such as ${versions.slice(0, 3).join(", ")}`
      : "heyrules rules history shows them";
  throw new EngineError("NOT_FOUND", `There is no version "${printable(start)}" of the rule; ${hint}.`);
}

function versionName({ id, version, file, place }: Rule): string {
  return `${id} ${version} (${printable(file)}:${place.line})`;
}

/** @throws EngineError NOT_FOUND for a rule that the files do not have. */
function checkKnown(id: string, { rules }: Project, globals: GlobalOptions): void {
  if (rules.some((rule) => rule.id === id)) return;
  const ids = rules.map((rule) => rule.id);
  const hint = suggest(id, ids) ?? "heyrules rules ls shows them.";
  throw new EngineError("NOT_FOUND", `There is no rule "${printable(id)}" in ${globals.rules} or the store; ${hint}`);
}
