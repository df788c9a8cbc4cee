import { nowBeside } from "../../dev/dev-clock.ts";
import { EngineError } from "../../../core/base/errors.ts";
import type { Rule, Trigger } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { compiledRule } from "../../../show/rules/compiled-rule.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../../context.ts";
import { EXIT, printJson } from "../../context.ts";
import { FindingsError } from "../../errors/findings-error.ts";
import { printable, printableJson } from "../../../show/text/printable.ts";
import type { Project } from "../../project.ts";
import { countErrors, loadProject } from "../../project.ts";
import { remoteEngine } from "../../remote/remote-engine.ts";
import { listRemoteRules, showRemoteRule } from "./remote-rules.ts";
import { reportFindings } from "../../errors/report-findings.ts";
import { ruleState } from "../../../core/model/ruleset/rule-state.ts";
import { summariseRule } from "../../../show/rules/rule-summary.ts";
import { shadowJson, shadowWords } from "../../../show/rules/shadow-count.ts";
import type { ShadowCounts } from "./shadow-counts.ts";
import { readShadowCounts } from "./shadow-counts.ts";
import { toIso } from "../../../show/text/instants.ts";
import { formatTable } from "../../../show/text/table.ts";
import { nextOccurrences, triggerJson, triggerWords } from "../../../show/rules/trigger.ts";

/** `heyrules rules ls`: the rules in the files, with `--url` those in force there; exit code 3 when some of them do not load. */
export async function listRules(context: CliContext, globals: GlobalOptions): Promise<ExitCode> {
  const engine = await remoteEngine(context, globals);
  if (engine !== null) return listRemoteRules(context, globals, engine);
  const { project, settings } = await loadRules(context, globals);
  const shadows = await readShadowCounts(context, globals, project.rules);
  if (globals.json) {
    const rules = project.rules.map((rule) => ({
      ...describe(rule, project, settings),
      ...shadowMember(rule, shadows),
    }));
    printJson(context, "rules", { rules, diagnostics: project.diagnostics });
  } else {
    const rows = project.rules.map((rule) => [
      rule.id,
      printable(rule.name ?? ""),
      ruleState(rule),
      rule.triggers.map((trigger) => describeTrigger(trigger, settings)).join(", "),
      String(rule.priority),
      String(countTests(rule, project)),
      `${printable(rule.file)}:${rule.place.line}`,
    ]);
    const header = ["id", "name", "state", "on", "priority", "tests", "file"];
    for (const line of formatTable(rows, { header, ...context, whole: [0], below: [1, 3, 6], ends: [6] }))
      context.out(line);
    for (const [id, count] of shadows.ofRule) context.out(`${id} ${shadowWords(count, shadows.zone)}`);
  }
  return countErrors(project) === 0 ? EXIT.ok : EXIT.config;
}

/** `heyrules rules show ID`: what a rule does in words or, compiled, as the JSON Logic and the program the engine runs. */
export async function showRule(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly compiled: boolean },
): Promise<ExitCode> {
  const engine = await remoteEngine(context, globals);
  if (engine !== null) return showRemoteRule(context, globals, { ...options, engine });
  const { project, settings } = await loadRules(context, globals);
  const now = await nowBeside(globals, null);
  const rule = project.rules.find(({ id }) => id === options.id);
  if (rule === undefined) {
    const ids = project.rules.map(({ id }) => id);
    const hint = suggest(options.id, ids) ?? "heyrules rules ls shows them.";
    const where = countErrors(project) === 0 ? `in ${globals.rules}` : `that loads from ${globals.rules}`;
    throw new EngineError("NOT_FOUND", `There is no rule "${printable(options.id)}" ${where}; ${hint}`);
  }
  const shadows = await readShadowCounts(context, globals, options.compiled && !globals.json ? [] : [rule]);
  if (globals.json) {
    const next = nextOccurrences(rule, now).map(toIso);
    const details = {
      ...describe(rule, project, settings),
      ...{ next, limits: rule.limits, key: rule.key },
      ...shadowMember(rule, shadows),
    };
    printJson(context, "rule", options.compiled ? { ...details, compiled: compiledRule(rule) } : details);
  } else if (options.compiled) {
    context.out(printableJson(compiledRule(rule), 2));
  } else {
    const tests = countTests(rule, project);
    for (const line of summariseRule(rule, { settings, tests, style: context.style, now })) context.out(line);
    for (const count of shadows.ofRule.values()) context.out(`\n${shadowWords(count, shadows.zone)}`);
  }
  return EXIT.ok;
}

async function loadRules(
  context: CliContext,
  globals: GlobalOptions,
): Promise<{ readonly project: Project; readonly settings: Settings }> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (project.config === null) {
    throw new FindingsError("CONFIG_INVALID", "No rule was read: the configuration has errors.", project);
  }
  if (countErrors(project) > 0 && !globals.json) reportFindings(context, project);
  return { project, settings: project.config.settings };
}

function countTests(rule: Rule, project: Project): number {
  return project.tests.filter((test) => test.ruleId === rule.id).length;
}

function describe(rule: Rule, project: Project, settings: Settings): object {
  const { id, name, enabled, priority, version, file, place: at } = rule;
  const triggers = rule.triggers.map((trigger) => triggerJson(trigger, settings));
  const tests = countTests(rule, project);
  const state = ruleState(rule);
  return { id, name, enabled, state, priority, triggers, tests, version, file, line: at.line, column: at.column };
}

function shadowMember({ id }: Rule, { ofRule }: ShadowCounts): object {
  const count = ofRule.get(id);
  return { wouldHaveFired: count === undefined ? null : shadowJson(count) };
}

function describeTrigger(trigger: Trigger, settings: Settings): string {
  const { starts, inboxes } = triggerWords(trigger, settings);
  return inboxes === null ? starts : `${starts} (${inboxes.join(" ")})`;
}
