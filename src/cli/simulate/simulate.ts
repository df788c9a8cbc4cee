import { relative } from "node:path";
import { createSimulatedEngine } from "../../app/simulation.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Price } from "../../core/model/ruleset/settings.ts";
import type { Forecast, LeftOut, RuleSummary } from "../../ports/backtest.ts";
import type { FailureView } from "../../show/views/playground/failures.ts";
import { failureView } from "../../show/views/playground/failures.ts";
import { countOf } from "../../show/text/count-of.ts";
import { printable } from "../../show/text/printable.ts";
import { readSince } from "../../show/text/instants.ts";
import { shownZone } from "../../show/text/style.ts";
import { backtest, eventsToRun } from "../../sim/past/backtest.ts";
import { isSend } from "../../sim/past/send-changes.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";
import type { Project } from "../project.ts";
import { progressBar } from "./progress.ts";
import { comparedRules } from "./rules-of-revision.ts";
import { readSimulatedEvents } from "./simulated-events.ts";
import { changeLines, changesJson, costOf, failureLines, formatMoney, summaryLines } from "./simulation-lines.ts";

/** What `heyrules simulate` is asked for. */
export interface SimulateOptions {
  readonly since: string;
  /** A file that the events are read from in place of the store. */
  readonly events?: string;
  /** Folder of the rules to compare with, or a revision of git: those of before. */
  readonly diff?: string;
  /** Exit code 1 when more texts go out, with `diff` more that did not before. */
  readonly maxNewSends?: number;
  /** Exit code 1 when all texts cost more, in the currency of `sending.segment_price`. */
  readonly maxCost?: number;
  readonly store?: string;
}

type Runnable = Project & { readonly config: NonNullable<Project["config"]> };

/**
 * `heyrules simulate`: runs stored events through the rules; nothing leaves. Exit code 1 when over `--max-new-sends` or `--max-cost`.
 *
 * @throws EngineError CONFIG_INVALID or RULES_INVALID when a project does not load; USAGE for a `--diff` that is nothing to compare with.
 */
export async function runSimulate(
  context: CliContext,
  globals: GlobalOptions,
  options: SimulateOptions,
): Promise<ExitCode> {
  const project = await runnable(context, globals);
  const before = options.diff === undefined ? null : await projectOf(context, globals, options.diff);
  const { settings } = project.config;
  const price = settings.sending.segmentPrice ?? null;
  if (options.maxCost !== undefined && price === null)
    throw new EngineError("USAGE", "--max-cost needs a price: write sending.segment_price in heyrules.yaml.");
  const since = readSince(options.since)(SYSTEM_CLOCK.now(), shownZone(context, settings));
  const past = await readSimulatedEvents(context, globals, { ...options, since });
  const simulated = await backtest(past, {
    ...{ rules: project.rules, before: before?.rules ?? null, settings, createEngine: createSimulatedEngine },
    onEvent: progressBar(context, eventsToRun(past, before !== null)),
  });
  const { events, earlier, left, after, sends: changes } = simulated;
  const { rules: forecasts } = after;
  const summaries = forecasts.filter(isOfUse).map(summaryOf);
  const given = new Set(past.events.map(({ id }) => id));
  const failures = after.failures.map((failure) => failureView(failure, given));
  const newSends = changes === null ? after.effects.filter(isSend).length : changes.added.length;
  const leftOut = left.echoes + left.redacted + left.own;
  const cost = price === null ? null : { amount: costOf(summaries, price), currency: price.currency };
  if (globals.json) {
    printJson(context, "simulation", {
      ...{ events, earlier, leftOut, leftOutBy: left, cutShort: after.cutShort },
      ...{ fired: after.fired, failed: after.failed, failures: failures.map(failureJson) },
      ...{ rules: summaries, cost, newSends, changes: changes && changesJson(changes) },
    });
  } else {
    const known = earlier === 0 ? "" : `, ${earlier} from before known`;
    const failed = after.failed === 0 ? "" : `, ${after.failed} failed`;
    context.out(
      `${countOf(events, "event")}, ${leftOut} left out${reasonsOf(left)}, ${countOf(after.fired, "run")}${failed}${known}`,
    );
    for (const line of cutShortLines(after)) context.out(line);
    for (const line of summaryLines(summaries, price)) context.out(line);
    for (const line of failureLines(failures)) context.out(context.style.red(line));
    for (const line of changes === null ? [] : changeLines(changes)) context.out(line);
  }
  return judge(context, options, { newSends, cost });
}

/** Says which limit is passed. */
function judge(
  context: CliContext,
  { maxNewSends, maxCost }: SimulateOptions,
  { newSends, cost }: { readonly newSends: number; readonly cost: Price | null },
): ExitCode {
  const over: string[] = [];
  if (maxNewSends !== undefined && newSends > maxNewSends)
    over.push(`${countOf(newSends, "new text")}, at most ${maxNewSends} wanted (--max-new-sends)`);
  if (maxCost !== undefined && cost !== null && cost.amount > maxCost)
    over.push(`about ${formatMoney(cost.amount, cost)}, at most ${formatMoney(maxCost, cost)} wanted (--max-cost)`);
  for (const line of over) context.note(context.style.red(line));
  return over.length === 0 ? EXIT.ok : EXIT.checkFailed;
}

async function projectOf(context: CliContext, globals: GlobalOptions, name: string): Promise<Runnable> {
  const { folder, remove } = await comparedRules(name, globals.rules);
  try {
    return await runnable(context, { ...globals, rules: folder });
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    const diagnostics = error.diagnostics.map((finding) => {
      const inside = relative(folder, finding.file);
      return folder === name || inside.startsWith("..")
        ? finding
        : { ...finding, file: `${printable(name)}:${inside}` };
    });
    const message = `Nothing was simulated: the rules of ${printable(name)}, to compare with, do not load with this configuration.`;
    throw new FindingsError(error.code, message, { diagnostics, problems: error.problems });
  } finally {
    remove();
  }
}

function isOfUse({ fired, sent, blocked, others }: RuleSummary): boolean {
  return fired + sent + blocked + others > 0;
}

function summaryOf(summary: RuleSummary): RuleSummary {
  const { rule, fired, failed, sent, blocked, approvals, others, segments, unmeasured } = summary;
  return { rule, fired, failed, sent, blocked, approvals, others, segments, unmeasured };
}

function cutShortLines({ cutShort }: Pick<Forecast, "cutShort">): readonly string[] {
  if (cutShort === 0) return [];
  const times = countOf(cutShort, "time");
  return [`${times} more was due between two events than is looked at: the rest of the wait was left out`];
}

function reasonsOf({ echoes, redacted, own }: Readonly<Record<LeftOut, number>>): string {
  const reasons = [
    ...(echoes === 0 ? [] : [`${countOf(echoes, "text")} of our own come back`]),
    ...(redacted === 0 ? [] : [`${redacted} whose text was removed`]),
    ...(own === 0 ? [] : [`${own} that the engine made, and makes anew`]),
  ];
  return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}

/** What failed, for machines. */
function failureJson({ kind, rule, step, code, message, count, eventId }: FailureView): object {
  return { kind, rule, step, code, message, count, event: eventId };
}

async function runnable(context: CliContext, globals: GlobalOptions): Promise<Runnable> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (isRunnable(project)) return project;
  const code = project.config === null ? "CONFIG_INVALID" : "RULES_INVALID";
  throw new FindingsError(code, "Nothing was simulated: correct the files and run it again.", project);
}
