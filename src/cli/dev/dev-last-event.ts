import { messageOf } from "../../core/base/errors.ts";
import { createSimulatedEngine } from "../../app/simulation.ts";
import { formatEvaluation } from "../../show/records/explain/explain.ts";
import { newestFor } from "../../show/views/playground/event-choices.ts";
import { knownBefore } from "../../sim/past/contact-before.ts";
import { simulateEvents } from "../../sim/simulate-events.ts";
import type { CliContext } from "../context.ts";
import type { DevStart } from "./dev-start.ts";
import { changedRules } from "./print/dev-changes.ts";
import type { InForce } from "./print/dev-arrivals.ts";

/** More than one event starts. */
const RUNS = 100;

/** Tells what rules that a reload has changed make of the event that whoever changes them is likely trying them on. Never throws. */
export async function tellLastEvent(
  context: CliContext,
  { describeNow, logger }: Pick<DevStart, "describeNow" | "logger">,
  { before, session }: { readonly before: InForce["rules"]; readonly session: InForce },
): Promise<void> {
  const changed = changedRules(before, session.rules);
  try {
    const [event, ...lines] = await verdictOnLastEvent(context, session, { changed, before });
    if (event === undefined) return;
    const head = `${describeNow()} Now on the last event, without sending anything: ${event}`;
    context.out([head, ...lines.map((line) => `  ${line}`), ""].join("\n"));
  } catch (error) {
    logger.warn({ error: messageOf(error) }, "what has changed could not be tried on the last event");
  }
}

/**
 * What changed rules make of the newest event that one of them looks at, as lines: with what came of its contact before it, by the rules
 * from before the reload. Nothing leaves, and nothing is kept. Empty where there is no such event.
 */
async function verdictOnLastEvent(
  context: CliContext,
  { store, rules, settings }: InForce,
  { changed, before }: { readonly changed: ReadonlySet<string>; readonly before: InForce["rules"] },
): Promise<readonly string[]> {
  const own = rules.filter(({ id }) => changed.has(id));
  const last = await newestFor(store, own, settings);
  if (last === null) return [];
  const { event } = last;
  const { earlier: events, contact, optState } = await knownBefore(store, event, last);
  let lines: readonly string[] = [];
  await simulateEvents([event], {
    ...{ rules, settings, createEngine: createSimulatedEngine },
    earlier: {
      ...{ events, rules: before },
      optStates: optState === null ? [] : [optState],
      contacts: contact === null ? [] : [contact],
    },
    look: async (simulated) => {
      const came = await simulated.getEvent(event.id);
      if (came?.evaluation == null) return;
      const verdicts = came.evaluation.verdicts.filter(({ ruleId }) => changed.has(ruleId));
      const record = { ...came, evaluation: { ...came.evaluation, verdicts } };
      const { rows: runs } = await simulated.listRuns({ eventId: event.id, limit: RUNS });
      lines = formatEvaluation(context, { record, runs, rules: own, settings, showsNumbers: true });
    },
  });
  return lines;
}
