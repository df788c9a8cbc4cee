import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { loadText } from "../../compile/load.ts";
import { textWithValue } from "../../compile/yaml/text-with-value.ts";
import { ruleState } from "../../show/rules/rule-summary.ts";
import { printable } from "../../show/text/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { countErrors, loadProject } from "../project.ts";
import { writeText } from "../write-text.ts";
import { nextStage } from "../../show/rules/next-stage.ts";
import type { RuleStage } from "../../show/rules/next-stage.ts";

/** Options of `rules promote`. */
export interface PromoteOptions {
  readonly id: string;
  /** In percent. */
  readonly canary?: number;
  readonly yes: boolean;
}

/**
 * `heyrules rules promote ID`: writes the next state of a rule into its file, from shadow to a canary to on, when what would be
 * written is wanted and loads.
 *
 * @throws EngineError NOT_FOUND, USAGE without `--yes` where nobody can be asked, FILE_UNUSABLE when the file cannot be written.
 */
export async function promoteRule(
  context: CliContext,
  globals: GlobalOptions,
  { id, canary, yes }: PromoteOptions,
): Promise<ExitCode> {
  const rule = await loadRule(context, globals, id);
  const next = nextStage(rule, canary ?? null);
  if ("refused" in next) {
    if (globals.json) tellJson(context, rule, { refused: next.refused });
    else context.out(`✗ ${next.refused}`);
    return EXIT.checkFailed;
  }
  const change = await changeOf(context, globals, { rule, next });
  if (!(await isWanted(context, globals, { rule, next, change, yes }))) return EXIT.checkFailed;
  await writeText(rule.file, change.text);
  if (globals.json) tellJson(context, rule, { to: next.state, line: change.line, written: true });
  else {
    context.out(`✓ ${rule.id} is ${next.state} in ${printable(rule.file)}:${change.line}`);
    context.note("An engine goes on as before until it is reloaded: SIGHUP, or systemctl reload heyrules.");
  }
  return EXIT.ok;
}

async function loadRule(context: CliContext, globals: GlobalOptions, id: string): Promise<Rule> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (countErrors(project) > 0) {
    throw new FindingsError(
      "RULES_INVALID",
      "Nothing was changed: the files have errors. Correct them first.",
      project,
    );
  }
  const rule = project.rules.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const ids = project.rules.map((one) => one.id);
  const hint = suggest(id, ids) ?? "heyrules rules ls shows them.";
  throw new EngineError("NOT_FOUND", `There is no rule "${printable(id)}" in ${globals.rules}; ${hint}`);
}

interface Change {
  readonly text: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** The file as it would be; one that would have errors, or leave the rule otherwise, is refused. */
async function changeOf(
  context: CliContext,
  globals: GlobalOptions,
  { rule, next }: { readonly rule: Rule; readonly next: RuleStage },
): Promise<Change> {
  const old = await loadText(rule.file);
  const text = textWithValue(old, ["rules", rule.id, "enabled"], next.written);
  const texts = new Map(text === null ? [] : [[rule.file, text]]);
  const project = text === null ? null : await loadProject(context, globals, { requireSecrets: false, texts });
  const changed = project?.rules.find(({ id }) => id === rule.id);
  if (text === null || project === null || changed === undefined || ruleState(changed) !== next.state) {
    const message = `Nothing was changed: \`enabled\` of ${rule.id} cannot be replaced in ${rule.file}. Write enabled: ${next.written} there yourself.`;
    throw new EngineError("RULES_INVALID", message);
  }
  const [lines, newLines] = [old.split("\n"), text.split("\n")];
  const index = newLines.findIndex((line, at) => line !== lines[at]);
  return { text, line: index + 1, before: lines[index] ?? "", after: newLines[index] ?? "" };
}

async function isWanted(
  context: CliContext,
  { json }: GlobalOptions,
  plan: { readonly rule: Rule; readonly next: RuleStage; readonly change: Change; readonly yes: boolean },
): Promise<boolean> {
  const { rule, next, change, yes } = plan;
  if (yes) return true;
  const lines = [
    `${rule.id}: ${ruleState(rule)} → ${next.state}, in ${printable(rule.file)}:${change.line}`,
    `  - ${printable(change.before.trim())}`,
    `  + ${printable(change.after.trim())}`,
  ];
  if (context.ask === null || json) {
    if (json) tellJson(context, rule, { to: next.state, line: change.line, written: false });
    else for (const line of lines) context.out(line);
    throw new EngineError("USAGE", "Nothing was done: this is the plan, and --yes does it.");
  }
  for (const line of lines) context.note(line);
  const answer = await context.ask("Write this? [y/N] ");
  if (/^y(es)?$/i.test(answer.trim())) return true;
  context.note("Nothing was done.");
  return false;
}

function tellJson(
  context: CliContext,
  rule: Rule,
  told: { readonly to?: string; readonly line?: number; readonly written?: boolean; readonly refused?: string },
): void {
  const { to = null, line = null, written = false, refused = null } = told;
  printJson(context, "promotion", { id: rule.id, file: rule.file, line, from: ruleState(rule), to, written, refused });
}
