import { historyNeed, stepHistories } from "../core/language/history.ts";
import type { Event } from "../core/model/event.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { RunContext } from "../core/run/run-context.ts";
import type { EngineParts } from "./engine-parts.ts";

/** Whether the steps of a rule count events of the contact, which are then to be read before a run of it is taken on. */
export function countsInSteps(rule: Rule): boolean {
  return stepHistories(rule).length > 0;
}

/** The events that the steps of some rules count, up to now: evaluated ones, whose author is known. */
export async function readStepHistory(
  { store, clock }: Pick<EngineParts, "store" | "clock">,
  lane: string,
  rules: readonly Rule[],
): Promise<Pick<RunContext, "history">> {
  const need = historyNeed(rules.flatMap(stepHistories));
  if (need === null) return {};
  const history: readonly Event[] = await store.history(lane, need.types, clock.now() - need.lastMs);
  return { history };
}
