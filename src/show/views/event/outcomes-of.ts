import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { EventRecord, Records } from "../../../ports/store/store.ts";
import { rulesAsThen } from "../../records/explain/as-then.ts";
import type { OutcomeView } from "./shown-outcomes.ts";
import { shownOutcomes } from "./shown-outcomes.ts";

/** Rules and settings in force, by which is told what became of those that did not look at an event. */
export interface RulesInForce {
  readonly rules: readonly Rule[];
  readonly ruleSet?: string;
  readonly settings: Settings;
}

/** What every rule made of an event: by the versions of then, and, of those that did not look, by the rules in force. */
export async function outcomesOf(
  store: Pick<Records, "getRule" | "ruleVersions">,
  record: EventRecord,
  { rules: inForce, ruleSet, settings }: RulesInForce,
): Promise<{ readonly rules: readonly Rule[]; readonly outcomes: readonly OutcomeView[] }> {
  const verdicts = record.evaluation?.verdicts ?? [];
  if (record.evaluation === null) return { rules: inForce, outcomes: [] };
  const stored = await Promise.all(verdicts.map(({ ruleVersion }) => store.getRule(ruleVersion)));
  const evaluatedBy = stored.filter((rule) => rule !== null);
  const known = new Set(verdicts.map(({ ruleId }) => ruleId));
  const rules = [...evaluatedBy, ...inForce.filter(({ id }) => !known.has(id))];
  const of = { rules, ...(ruleSet === undefined ? {} : { ruleSet }) };
  const asThen = await rulesAsThen((id) => store.ruleVersions(id), record, of);
  return { rules, outcomes: shownOutcomes({ record, settings, asThen, ...of }) };
}
