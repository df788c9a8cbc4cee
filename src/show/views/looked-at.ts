import { looksAt } from "../../core/match/trigger.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord } from "../../ports/store/store.ts";

/** Rules and settings in force, named by the hash of their set. */
export interface LookedBy {
  readonly rules: readonly Rule[];
  readonly ruleSet: string;
  readonly settings: Settings;
}

/**
 * How many rules looked at an event: those with a verdict, and those that the index passed over since it lacks a word or a value they ask for. Null where other
 * rules were in force when it was evaluated.
 */
export function lookedAt(
  { event, evaluation }: Pick<EventRecord, "event" | "evaluation">,
  { rules, ruleSet, settings }: LookedBy,
): number | null {
  if (evaluation === null || evaluation.ruleSet !== ruleSet) return null;
  const ids = new Set(evaluation.verdicts.map(({ ruleId }) => ruleId));
  const only = event.replay?.ruleId ?? null;
  for (const rule of rules) if ((only ?? rule.id) === rule.id && looksAt(rule, event, settings)) ids.add(rule.id);
  return ids.size;
}
