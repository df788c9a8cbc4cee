import { looksAt } from "../../../core/match/trigger.ts";
import { explainRules } from "../../records/explain/rule-outcomes.ts";
import type { EvaluatedEvent, RuleOutcome } from "../../records/explain/rule-outcomes.ts";
import { retell } from "../../text/instants.ts";
import { maskedText } from "../../text/masked.ts";
import { printable } from "../../text/printable.ts";
import type { ConditionView } from "./condition-view.ts";
import { conditionView } from "./condition-view.ts";

/** What became of one rule for an event. */
export interface OutcomeView extends Omit<RuleOutcome, "condition"> {
  readonly condition: ConditionView | null;
  /** Whether it listens to other events, or other ones were in force, so that it did not look. */
  readonly isElsewhere: boolean;
}

/** What every rule made of an event, numbers masked. */
export function shownOutcomes(evaluated: EvaluatedEvent): readonly OutcomeView[] {
  const { record, rules, settings } = evaluated;
  const { phone } = record.event;
  return explainRules(evaluated).map(({ condition, ...outcome }) => ({
    ...outcome,
    name: outcome.name === null ? null : printable(outcome.name),
    reason: maskedText(printable(retell(outcome.reason, settings?.timezone ?? "UTC")), phone),
    place: outcome.place === null ? null : printable(outcome.place),
    condition:
      condition === null
        ? null
        : conditionView(condition, { file: rules.find(({ id }) => id === outcome.rule)?.file ?? outcome.rule, phone }),
    isElsewhere: outcome.outcome === "not_considered" && (condition === null || !isNear(outcome.rule, evaluated)),
  }));
}

/** Whether the event is of a kind that a rule looks at. */
function isNear(ruleId: string, { record, rules, settings }: EvaluatedEvent): boolean {
  const rule = rules.find(({ id }) => id === ruleId);
  return rule !== undefined && settings !== null && looksAt(rule, record.event, settings);
}
