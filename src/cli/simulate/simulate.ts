import { createSimulatedEngine } from "../../app-simulation.ts";
import { rowsOf } from "../../core/base/pages.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Event } from "../../core/model/event.ts";
import type { Effect } from "../../core/model/run.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { countOf } from "../../show/text/count-of.ts";
import { parseSince } from "../../show/text/instants.ts";
import { printable, printableJson } from "../../show/text/printable.ts";
import { maskPhone } from "../../core/base/phone.ts";
import { isSend, sendChanges, simulateEvents } from "../../sim/simulate-events.ts";
import type { SendChanges, SimulatedRun } from "../../sim/simulate-events.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";
import type { Project } from "../project.ts";
import { withProjectStore } from "../read/open-project-store.ts";

/** What `heyrules simulate` is asked for. */
export interface SimulateOptions {
  readonly since: string;
  /** Folder of the rules to compare with: those of before. */
  readonly diff?: string;
  /** Exit code 1 when more texts go out, with `diff` more that did not before. */
  readonly maxNewSends?: number;
  readonly store?: string;
}

/** More events than this are not run at once. */
const MOST_EVENTS = 50_000;
const PROGRESS_EVERY = 100;

/**
 * `heyrules simulate`: runs stored events through the rules; nothing leaves. Exit code 1 when over `--max-new-sends`.
 *
 * @throws EngineError CONFIG_INVALID or RULES_INVALID when a project does not load.
 */
export async function runSimulate(
  context: CliContext,
  globals: GlobalOptions,
  options: SimulateOptions,
): Promise<ExitCode> {
  const project = await runnable(context, globals);
  const before = options.diff === undefined ? null : await runnable(context, { ...globals, rules: options.diff });
  const { settings } = project.config;
  const { events, left } = await withProjectStore(context, globals, options.store, async (store) => {
    const since = parseSince(options.since, SYSTEM_CLOCK.now());
    const found: Event[] = [];
    const left: Record<LeftOut, number> = { echoes: 0, redacted: 0, own: 0 };
    for await (const { event } of rowsOf((page) => store.listEvents({ since, ...page }))) {
      const reason = whyLeftOut(event);
      if (reason === null) found.push(event);
      else left[reason] += 1;
      if (found.length > MOST_EVENTS)
        throw new EngineError("USAGE", `These are more than ${MOST_EVENTS} events; give a later --since.`);
    }
    return { events: found.toSorted((a, b) => a.receivedAt - b.receivedAt), left };
  });
  const onEvent = (done: number): void => {
    if (context.columns !== null && done % PROGRESS_EVERY === 0) context.note(`${done} of ${events.length}`);
  };
  const simulate = (rules: readonly Rule[]): Promise<SimulatedRun> =>
    simulateEvents(events, { rules, settings, createEngine: createSimulatedEngine, onEvent });
  const after = await simulate(project.rules);
  const changes = before === null ? null : sendChanges(await simulate(before.rules), after);
  const newSends = changes === null ? after.effects.filter(isSend).length : changes.added.length;
  const leftOut = left.echoes + left.redacted + left.own;
  if (globals.json) {
    printJson(context, "simulation", {
      ...{
        events: events.length,
        leftOut,
        leftOutBy: left,
        cutShort: after.cutShort,
        fired: after.fired,
        rules: summaryOf(after.effects),
      },
      ...{ newSends, changes: changes && changesJson(changes) },
    });
  } else {
    context.out(
      `${countOf(events.length, "event")}, ${leftOut} left out${reasonsOf(left)}, ${countOf(after.fired, "run")}`,
    );
    for (const line of cutShortLines(after)) context.out(line);
    for (const { rule, sent, blocked, others } of summaryOf(after.effects)) {
      context.out(`${rule}: ${countOf(sent, "text")} sent, ${blocked} held back, ${countOf(others, "other call")}`);
    }
    for (const line of changes === null ? [] : linesOf(changes)) context.out(line);
  }
  const { maxNewSends } = options;
  if (maxNewSends === undefined || newSends <= maxNewSends) return EXIT.ok;
  context.note(context.style.red(`${countOf(newSends, "new text")}, at most ${maxNewSends} wanted (--max-new-sends)`));
  return EXIT.checkFailed;
}

/** From outside: what the engine itself made of events, the simulation makes anew. */
const FROM_OUTSIDE: readonly Event["origin"][] = ["webhook", "sweep", "outside"];

/** Why an event is left out: echoes of the engine's own texts, what has lost its payload, what the engine makes anew. */
type LeftOut = "echoes" | "redacted" | "own";

function whyLeftOut({ author, redactedAt, origin }: Event): LeftOut | null {
  if (!FROM_OUTSIDE.includes(origin)) return "own";
  if (author === "automation") return "echoes";
  return redactedAt === undefined ? null : "redacted";
}

function cutShortLines({ cutShort }: SimulatedRun): readonly string[] {
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

async function runnable(
  context: CliContext,
  globals: GlobalOptions,
): Promise<Project & { readonly config: NonNullable<Project["config"]> }> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (isRunnable(project)) return project;
  const code = project.config === null ? "CONFIG_INVALID" : "RULES_INVALID";
  throw new FindingsError(code, "Nothing was simulated: correct the files and run it again.", project);
}

interface RuleSummary {
  readonly rule: string;
  readonly sent: number;
  /** Texts that the send gate kept from going out. */
  readonly blocked: number;
  readonly others: number;
}

function summaryOf(effects: readonly Effect[]): readonly RuleSummary[] {
  return [...new Set(effects.map(({ ruleId }) => ruleId))].toSorted().map((rule) => {
    const own = effects.filter(({ ruleId }) => ruleId === rule);
    const blocked = own.filter(({ guard, status }) => guard !== null && status !== "done").length;
    const sent = own.filter(isSend).length;
    return { rule, sent, blocked, others: own.length - sent - blocked };
  });
}

function linesOf({ added, removed, changed }: SendChanges): readonly string[] {
  const line = (sign: string, effect: Effect): string =>
    `${sign} ${effect.ruleId} ${maskPhone(effect.phone ?? "")} ${printable(textOf(effect))}`;
  return [
    `${added.length} texts added, ${removed.length} removed, ${changed.length} changed`,
    ...added.map((effect) => line("+", effect)),
    ...removed.map((effect) => line("-", effect)),
    ...changed.flatMap(({ before, after }) => [line("<", before), line(">", after)]),
  ];
}

function textOf({ request }: Effect): string {
  return "text" in request && request.text !== null ? request.text : printableJson(request);
}

function changesJson({ added, removed, changed }: SendChanges): object {
  const told = (effect: Effect): object => ({
    ...{ rule: effect.ruleId, event: effect.eventId, contact: maskPhone(effect.phone ?? ""), text: textOf(effect) },
  });
  return {
    added: added.map(told),
    removed: removed.map(told),
    changed: changed.map(({ before, after }) => ({ before: told(before), after: told(after) })),
  };
}
