import type { RemoteRule } from "../../../app/operator/remote.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { compiledRule } from "../../../show/rules/compiled-rule.ts";
import { shadowJson, shadowWords } from "../../../show/rules/shadow-count.ts";
import { printable, printableJson, printableLine } from "../../../show/text/printable.ts";
import { formatTable } from "../../../show/text/table.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../../context.ts";
import { EXIT, printJson } from "../../context.ts";
import type { RemoteEngine } from "../../remote/remote-engine.ts";
import { readShadowCounts } from "./shadow-counts.ts";

/** `heyrules rules ls --url`: the rules in force at an engine elsewhere; what only its files tell, such as tests, is null. */
export async function listRemoteRules(
  context: CliContext,
  globals: GlobalOptions,
  engine: RemoteEngine,
): Promise<ExitCode> {
  const { rules, reloadProblem } = await engine.rules();
  const kept = await Promise.all(rules.filter(isPartly).map(({ version }) => engine.records.getRule(version)));
  const shadows = await readShadowCounts(context, globals, kept.filter(isKept));
  if (globals.json) {
    const told = rules.map((rule) => ({ ...summaryOf(rule), wouldHaveFired: shadowOf(shadows, rule.id) }));
    printJson(context, "rules", { rules: told, diagnostics: [] });
  } else {
    const rows = rules.map((rule) => [
      rule.id,
      printable(rule.name ?? ""),
      rule.state,
      rule.triggers.map(triggerOf).join(", "),
      String(rule.priority),
      `${printable(rule.file)}:${rule.line}`,
    ]);
    const header = ["id", "name", "state", "on", "priority", "file"];
    for (const line of formatTable(rows, { header, ...context, whole: [0], below: [1, 3, 5], ends: [5] }))
      context.out(line);
    for (const [id, count] of shadows.ofRule) context.out(`${id} ${shadowWords(count, shadows.zone)}`);
  }
  if (reloadProblem !== null)
    context.note(`The files there are not in force as they stand now: ${printable(reloadProblem)}`);
  return EXIT.ok;
}

/** `heyrules rules show ID --url`: what a rule in force there does. */
export async function showRemoteRule(
  context: CliContext,
  globals: GlobalOptions,
  { engine, id, compiled }: { readonly engine: RemoteEngine; readonly id: string; readonly compiled: boolean },
): Promise<ExitCode> {
  const rule = await engine.rule(id);
  // With its program, which is told nowhere else.
  const kept = await engine.records.getRule(rule.version);
  const program = kept === null ? null : compiledRule(kept);
  const shadows = await readShadowCounts(context, globals, kept === null || (compiled && !globals.json) ? [] : [kept]);
  if (globals.json) {
    const details = {
      ...summaryOf(rule),
      ...{ next: rule.next, limits: kept?.limits ?? null, key: kept?.key ?? null },
      wouldHaveFired: shadowOf(shadows, id),
    };
    printJson(context, "rule", compiled ? { ...details, compiled: program } : details);
  } else if (compiled) {
    context.out(printableJson(program, 2));
  } else {
    const { file, line: at, state, priority, version, words } = rule;
    const [title = id, , ...rest] = words.map(printableLine);
    context.out(title);
    context.out(`${printable(file)}:${at}, ${state}, priority ${priority}, version ${version}`);
    for (const line of rest) context.out(line);
    for (const count of shadows.ofRule.values()) context.out(`\n${shadowWords(count, shadows.zone)}`);
  }
  return EXIT.ok;
}

function summaryOf({ id, name, enabled, state, priority, triggers, version, file, line, column }: RemoteRule): object {
  return { id, name, enabled, state, priority, triggers, tests: null, version, file, line, column };
}

/** Whether it only decides, for all or for some contacts. */
function isPartly({ state }: RemoteRule): boolean {
  return state !== "on" && state !== "off";
}

function isKept(rule: Rule | null): rule is Rule {
  return rule !== null;
}

function shadowOf({ ofRule }: Awaited<ReturnType<typeof readShadowCounts>>, id: string): object | null {
  const count = ofRule.get(id);
  return count === undefined ? null : shadowJson(count);
}

function triggerOf({ event, schedule, timezone, inboxes }: RemoteRule["triggers"][number]): string {
  const starts = event ?? `schedule ${schedule ?? ""} (${timezone ?? ""})`;
  return printable(inboxes == null ? starts : `${starts} (${inboxes.join(" ")})`);
}
