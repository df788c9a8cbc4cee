import { userInfo } from "node:os";
import { openOperator } from "../../app-operator.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Operation, OperationItem, OperationReport } from "../../ports/operator.ts";
import { countOf } from "../../show/count-of.ts";
import { printable } from "../../show/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../findings-error.ts";
import { loadProject } from "../project.ts";
import type { Project } from "../project.ts";
import { existingStoreUrl } from "../read/open-project-store.ts";

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
  /** A project whose rules the operation may need, loaded already. */
  readonly project: ProjectInForce;
}

/** What of a project operations need. */
export type ProjectInForce = Project & { readonly config: NonNullable<Project["config"]> };

/** The project, its configuration without an error. @throws FindingsError CONFIG_INVALID. */
export async function loadProjectInForce(context: CliContext, globals: GlobalOptions): Promise<ProjectInForce> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  const { config } = project;
  if (config !== null) return { ...project, config };
  throw new FindingsError("CONFIG_INVALID", "Nothing was done: correct this first.", project);
}

/**
 * Says what would be done, asks, and does it: by the engine that has the store open, else by this process. Without a
 * terminal nothing is done unless `--yes` says so.
 */
export async function carryOut(context: CliContext, command: Command, operation: Operation): Promise<ExitCode> {
  const { globals, project, yes, reason = null } = command;
  const by = personOf(command);
  const url = await existingStoreUrl(context, globals, command.store);
  const operate = async (isPlan: boolean): Promise<OperationReport> => {
    // Not held while somebody thinks: an engine that starts meanwhile must find it free.
    const operator = await openOperator(url, { rules: project.rules, settings: project.config.settings });
    try {
      return await operator.operate({ operation, by, reason, isPlan });
    } finally {
      await operator.close();
    }
  };
  const plan = await operate(true);
  if (plan.done === 0) {
    tell(context, globals, { ...plan, isPlan: !yes });
    return plan.refused === 0 ? EXIT.ok : EXIT.checkFailed;
  }
  if (!(await isWanted(context, { plan, yes, isJson: globals.json }))) {
    if (context.ask === null || globals.json) {
      tell(context, globals, plan);
      throw new EngineError("USAGE", "Nothing was done: this is the plan, and --yes does it.");
    }
    context.note("Nothing was done.");
    return EXIT.checkFailed;
  }
  const report = await operate(false);
  tell(context, globals, report);
  return report.done === 0 ? EXIT.checkFailed : EXIT.ok;
}

function personOf({ as: given }: WishOptions): string {
  if (given !== undefined && given.trim() === "") throw new EngineError("USAGE", "--as takes a name.");
  if (given !== undefined) return given.trim();
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that has no name.
    return `user ${process.getuid?.() ?? "without a name"}`;
  }
}

async function isWanted(
  context: CliContext,
  { plan, yes, isJson }: { readonly plan: OperationReport; readonly yes: boolean; readonly isJson: boolean },
): Promise<boolean> {
  if (yes) return true;
  if (context.ask === null || isJson) return false;
  for (const line of linesOf(plan)) context.note(line);
  const answer = await context.ask(`Do this to ${countOf(plan.done, "item")}? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

function tell(context: CliContext, { json }: GlobalOptions, report: OperationReport): void {
  if (json) printJson(context, "operation", { ...report });
  else for (const line of linesOf(report)) context.out(line);
}

function linesOf({ isPlan, done, refused, items }: OperationReport): readonly string[] {
  if (items.length === 0) return ["Nothing fits, so there is nothing to do."];
  const left = done + refused - items.length;
  const counts = `${done} ${isPlan && done > 0 ? "would be done" : "done"}${refused === 0 ? "" : `, ${refused} refused`}`;
  return [...items.map(lineOf), ...(left > 0 ? [`… and ${left} more`] : []), counts];
}

function lineOf({ kind, id, ruleId, contact, does, refused }: OperationItem): string {
  if (kind === "sending" && does !== null) return `✓ ${printable(does)}`;
  const of = [ruleId, kind === "contact" ? null : contact].filter((part) => part !== null).join(", ");
  const subject = `${kind} ${printable(id)}${of === "" ? "" : ` (${printable(of)})`}`;
  return `${refused === null ? "✓" : "✗"} ${subject} ${printable(does ?? refused ?? "")}`;
}
