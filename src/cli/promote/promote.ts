import { lookForProject } from "../operate/project-in-force.ts";
import { carryOut } from "../operate/carry-out.ts";
import type { WishOptions } from "../operate/carry-out.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { RuleChange, RuleWish } from "../../ports/rule-writer.ts";
import { ruleState } from "../../core/model/ruleset/rule-state.ts";
import { printable } from "../../show/text/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { countErrors, loadProject } from "../project.ts";
import { checkReplaceable, replaceText } from "../replace-text.ts";
import { planChange } from "./plan-change.ts";
import type { RefusedChange } from "./plan-change.ts";

/** Options of `rules enable`, `rules disable` and `rules promote`. */
export type StageOptions = Omit<WishOptions, "store"> & { readonly wish: RuleWish };

/**
 * `heyrules rules enable|disable|promote ID`: writes how far a rule is let out into its file, when what would be written is wanted and
 * loads; with `--url` the engine there writes it into its own.
 *
 * @throws EngineError RULES_INVALID when the files have errors, or would have with the change; USAGE without `--yes` where nobody can be
 * asked; FILE_UNUSABLE when the file cannot be written; and as reaching the engine.
 */
export async function stageRule(context: CliContext, globals: GlobalOptions, options: StageOptions): Promise<ExitCode> {
  const { wish, yes, reason, as: name } = options;
  if (globals.url !== null) {
    const atHand = await lookForProject(context, globals);
    return carryOut(context, { ...options, globals, atHand }, wish);
  }
  if (reason !== undefined || name !== undefined)
    throw new EngineError(
      "USAGE",
      "--reason and --as are for the audit of the engine that --url names; leave them out.",
    );
  const planned = await planChange(wish, {
    load: (texts) => loadProject(context, globals, { requireSecrets: false, texts }),
    isGood: (project) => countErrors(project) === 0,
    inForce: null,
  });
  if ("refused" in planned) return tellRefused(context, globals, planned);
  await checkReplaceable(planned.fileChange.file);
  if (!(await isWanted(context, globals, { change: planned, yes }))) return EXIT.checkFailed;
  const { file, line, seen } = planned.fileChange;
  await replaceText(file, { text: planned.text, seen });
  if (globals.json) tellJson(context, planned, true);
  else {
    context.out(`✓ ${planned.ruleId} is ${planned.to} in ${printable(file)}:${line}`);
    context.note("An engine goes on as before until it is reloaded: SIGHUP, or systemctl reload heyrules.");
  }
  return EXIT.ok;
}

/** @throws EngineError but for a rule that is already what it was to become. */
function tellRefused(
  context: CliContext,
  globals: GlobalOptions,
  { about, refused, project, rule }: RefusedChange,
): ExitCode {
  const sentence = `Nothing was changed: ${refused.replace(/[.?]$/, "")}.`;
  if (project !== null) throw new FindingsError("RULES_INVALID", "Nothing was changed: correct this first.", project);
  if (rule === null) throw new EngineError(about === "name" ? "NOT_FOUND" : "RULES_INVALID", sentence);
  if (globals.json) {
    const { id, file } = rule;
    printJson(context, "promotion", { id, file, line: null, from: ruleState(rule), to: null, written: false, refused });
  } else context.out(`✗ ${refused}`);
  return EXIT.checkFailed;
}

async function isWanted(
  context: CliContext,
  { json }: GlobalOptions,
  { change, yes }: { readonly change: RuleChange; readonly yes: boolean },
): Promise<boolean> {
  if (yes) return true;
  const { ruleId, from, to, fileChange } = change;
  const lines = [
    `${ruleId}: ${from} → ${to}, in ${printable(fileChange.file)}:${fileChange.line}`,
    ...fileChange.diff
      .filter((line) => /^[-+](?![-+]{2} )/.test(line))
      .map((line) => `  ${line[0] ?? ""} ${printable(line.slice(1).trim())}`),
  ];
  if (context.ask === null || json) {
    if (json) tellJson(context, change, false);
    else for (const line of lines) context.out(line);
    throw new EngineError("USAGE", "Nothing was done: this is the plan, and --yes does it.");
  }
  for (const line of lines) context.note(line);
  const answer = await context.ask("Write this? [y/N] ");
  if (/^y(es)?$/i.test(answer.trim())) return true;
  context.note("Nothing was done.");
  return false;
}

function tellJson(context: CliContext, { ruleId, from, to, fileChange }: RuleChange, written: boolean): void {
  const { file, line } = fileChange;
  printJson(context, "promotion", { id: ruleId, file, line, from, to, written, refused: null });
}
