import { openOperator } from "../../app/operator/operator.ts";
import type { OpenOperator } from "../../app/operator/operator.ts";
import { EngineError } from "../../core/base/errors.ts";
import { needsReason } from "../../core/operate/needs-reason.ts";
import { LANE_BLOCK_MAX_MS } from "../../core/model/ruleset/settings.ts";
import type { Operation, OperationItem, OperationReport } from "../../ports/operator.ts";
import { countOf } from "../../show/text/count-of.ts";
import { asPlanned } from "../../show/views/decide/as-planned.ts";
import { holdsWords, notedOf, repeatsOf, sendsOf, waitsOf, waitsWords } from "../../show/views/decide/decision.ts";
import { printable, printableLine } from "../../show/text/printable.ts";
import { personOf } from "./person.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { needsOperator, remoteEngine } from "../remote/remote-engine.ts";
import { existingStoreUrl } from "../read/open-project-store.ts";
import type { ProjectAtHand } from "./project-in-force.ts";

/** Options of every command that changes what is stored. */
export interface WishOptions {
  readonly yes: boolean;
  readonly reason?: string;
  /** Name of the person, where the user of the machine does not tell it. */
  readonly as?: string;
  readonly store?: string;
}

/** A command that changes what is stored. */
export interface Command extends WishOptions {
  readonly globals: GlobalOptions;
  /** The project, whose rules the operation may need. */
  readonly atHand: ProjectAtHand;
  /** Refuses what fits nothing since it names what there is not. */
  readonly checkNames?: () => Promise<void>;
}

/**
 * Says what would be done, asks, and does it: by the engine that has the store open, else by this process. Without a
 * terminal nothing is done unless `--yes` says so.
 */
export async function carryOut(context: CliContext, command: Command, wanted: Operation): Promise<ExitCode> {
  const { globals, yes } = command;
  const by = personOf(command);
  let reason = command.reason?.trim() ?? "";
  const { open, mayDo } = await operatorOf(context, command);
  const operate = async (operation: Operation, isPlan: boolean): Promise<ToldReport> => {
    // Not held while somebody thinks: an engine that starts meanwhile must find it free.
    const operator = await open();
    try {
      const report = await operator.operate({ operation, by, reason: reason === "" ? null : reason, isPlan });
      return { ...report, rulesOf: isByRules(operation) ? operator.rulesOf : null };
    } finally {
      await operator.close();
    }
  };
  const plan = await operate(wanted, true);
  if (plan.items.length === 0) await command.checkNames?.();
  if (plan.done === 0) {
    tell(context, globals, { wanted, report: { ...plan, isPlan: !yes } });
    return plan.refused === 0 ? EXIT.ok : EXIT.checkFailed;
  }
  if (!mayDo) {
    tell(context, globals, { wanted, report: plan });
    throw needsOperator("Nothing was done: this is the plan.");
  }
  if (!(await isWanted(context, { wanted, report: plan, yes, isJson: globals.json }))) {
    if (context.ask === null || globals.json) {
      tell(context, globals, { wanted, report: plan });
      throw new EngineError("USAGE", "Nothing was done: this is the plan, and --yes does it.");
    }
    context.note("Nothing was done.");
    return EXIT.checkFailed;
  }
  if (reason === "" && needsReason(wanted.kind)) reason = await askedReason(context, command);
  const report = await operate(asPlanned(wanted, plan), false);
  tell(context, globals, { wanted, report });
  return report.done === 0 ? EXIT.checkFailed : EXIT.ok;
}

/** What opens the operator that a command goes by, that of the engine that `--url` names or of the store, and whether it does more than plan. */
async function operatorOf(
  context: CliContext,
  { globals, atHand, store }: Command,
): Promise<{ readonly open: () => Promise<OpenOperator>; readonly mayDo: boolean }> {
  const remote = await remoteEngine(context, globals);
  if (remote !== null) {
    const operate: OpenOperator["operate"] = (request) => remote.operate(request);
    const open = (): Promise<OpenOperator> =>
      Promise.resolve({ operate, rulesOf: "engine", close: () => Promise.resolve() });
    return { open, mayDo: remote.role === "operate" };
  }
  const url = await existingStoreUrl(context, globals, store);
  const open = (): Promise<OpenOperator> =>
    openOperator(url, {
      inForce: () => {
        const { rules, config } = atHand.inForce();
        return { rules, settings: config.settings };
      },
      laneBlockMaxMs: atHand.project?.config.settings.laneBlockMaxMs ?? LANE_BLOCK_MAX_MS,
    });
  return { open, mayDo: true };
}

/** A report with whose rules it goes by; null when it goes by none. */
interface ToldReport extends OperationReport {
  readonly rulesOf: OpenOperator["rulesOf"] | null;
}

/** A report on what was wanted. */
interface Told {
  readonly wanted: Operation;
  readonly report: ToldReport;
}

/** Another machine may have other files, and an engine that runs other rules than those on its disk. */
const BY_FILES = "This goes by the rules in the files of this project; an engine evaluates by those it runs with.";

function isByRules(operation: Operation): boolean {
  return operation.kind === "replay" || (operation.kind === "resume" && operation.onNewVersion);
}

async function isWanted(
  context: CliContext,
  { yes, isJson, ...told }: Told & { readonly yes: boolean; readonly isJson: boolean },
): Promise<boolean> {
  if (yes) return true;
  if (context.ask === null || isJson) return false;
  for (const line of linesOf(told)) context.note(line);
  const { report: plan } = told;
  const twice = repeatsOf(plan);
  const though = twice === null ? "" : `, though ${twice}`;
  const answer = await context.ask(`Do this to ${countOf(plan.done, "item")}${though}? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

/** @throws EngineError USAGE when nobody says why. */
async function askedReason({ ask }: CliContext, { globals, yes }: Command): Promise<string> {
  const said = ask === null || yes || globals.json ? "" : (await ask("Why, for the audit? ")).trim();
  if (said === "") throw new EngineError("USAGE", 'Nothing was done: this needs --reason "…", why, for the audit.');
  return said;
}

function tell(context: CliContext, { json }: GlobalOptions, told: Told): void {
  if (json) printJson(context, "operation", { ...told.report });
  else for (const line of linesOf(told)) context.out(line);
}

function linesOf({ wanted, report }: Told): readonly string[] {
  const { isPlan, done, refused, items, rulesOf } = report;
  if (items.length === 0) return ["Nothing fits, so there is nothing to do."];
  const left = done + refused - items.length;
  const kind = items[0]?.kind;
  const noted = wanted.kind === "resolve" ? notedOf(wanted, report) : null;
  const waits = waitsOf(report);
  const counts = `${noted ?? `${done} ${isPlan && done > 0 ? "would be done" : "done"}`}${refused === 0 ? "" : `, ${refused} refused`}${kind === "rule" ? "" : sendsOf(report)}${waits === null ? "" : `: ${waits}`}`;
  const whose = rulesOf === "files" && done > 0 ? [BY_FILES] : [];
  const twice = done === 0 ? null : repeatsOf(report);
  return [
    ...items.flatMap(linesOfItem),
    ...(left > 0 ? [`… and ${left} more`] : []),
    ...whose,
    counts,
    ...(twice === null ? [] : [`${twice}.`]),
  ];
}

function linesOfItem(item: OperationItem): readonly string[] {
  return [lineOf(item), ...(item.fileChange?.diff ?? []).map((line) => `  ${printableLine(line)}`)];
}

function lineOf({ kind, id, ruleId, contact, does, refused, holds, waits, calledAs }: OperationItem): string {
  const held = holds === undefined ? "" : `; ${holdsWords(holds)}`;
  if (kind === "sending" && does !== null) return `✓ ${printable(does)}${held}`;
  const of = [ruleId, ...(kind === "contact" ? [] : [contact, calledAs ?? null])]
    .filter((part) => part !== null)
    .join(", ");
  const subject = `${kind} ${printable(id)}${of === "" ? "" : ` (${printable(of)})`}`;
  return `${refused === null ? "✓" : "✗"} ${subject} ${printable(`${does ?? refused ?? ""}${waitsWords(waits)}`)}`;
}
