import { placeOf } from "../../../core/base/diagnostic.ts";
import { whyNotConsidered } from "../../../core/match/trigger.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { eventTypesOf } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { ConditionTrace, Verdict } from "../../../core/model/trace.ts";
import type { EventRecord } from "../../../ports/store/store.ts";
import { REMOVED } from "../../text/removed.ts";

/** An event and the rules to explain it by. */
export interface EvaluatedEvent {
  readonly record: EventRecord;
  /** The rules in force; those the event did not reach are explained too. */
  readonly rules: readonly Rule[];
  /** Hash of the rule set in force; absent where those it was evaluated by are still there. */
  readonly ruleSet?: string;
  /** Ids of those that were so when the event was evaluated, though another set is in force by now; absent for none. */
  readonly asThen?: ReadonlySet<string>;
  /** Null when no project is at hand; then only stored verdicts are told. */
  readonly settings: Settings | null;
  /** Shows phone numbers in full: for the sandbox, whose numbers are fiction. Default false. */
  readonly showsNumbers?: boolean;
}

/** What became of one rule for one event. */
export interface RuleOutcome {
  readonly rule: string;
  /** What people call it; null when it has no name, or its version is not at hand. */
  readonly name: string | null;
  readonly outcome: Verdict["outcome"] | "not_considered";
  /** One sentence. */
  readonly reason: string;
  /** `file:line:column` of what decided it, or null. */
  readonly place: string | null;
  /** What decided it, with the values seen; null when no condition did. */
  readonly condition: ConditionTrace | null;
  readonly run: string | null;
}

/** How the reason of a rule begins of which nobody knows what it made of an event. */
export const NOT_KEPT = "nothing of it was kept";

/** An outcome behind the name of its rule. */
export const OUTCOME_WORDS: Readonly<Record<RuleOutcome["outcome"], string>> = {
  fired: "fired",
  not_matched: "did not fire",
  limited: "did not fire again",
  skipped: "did not fire",
  shadow: "would have fired",
  error: "failed",
  not_considered: "did not fire",
};

/** What became of every rule: the stored verdicts first, then the rules the event did not reach and why. */
export function explainRules({ record, rules, ruleSet, asThen, settings }: EvaluatedEvent): readonly RuleOutcome[] {
  const isSameSet = ruleSet === undefined || record.evaluation?.ruleSet === ruleSet;
  const verdicts = record.evaluation?.verdicts ?? [];
  const onlyRule = record.event.replay?.ruleId ?? null;
  const nameOf = (id: string, rule: Rule | undefined): string | null =>
    (rule ?? rules.find((other) => other.id === id))?.name ?? null;
  const stored = verdicts.map(({ ruleId, ruleVersion, outcome, reason, runId, condition }): RuleOutcome => {
    const rule = rules.find(({ id, version }) => id === ruleId && version === ruleVersion);
    const at = outcome === "not_matched" || outcome === "error" ? decidingPlace(condition) : null;
    const place = rule === undefined || at === null ? null : placeOf({ file: rule.file, ...at });
    return { rule: ruleId, name: nameOf(ruleId, rule), outcome, reason, place, condition, run: runId };
  });
  const others = rules
    .filter(({ id }) => settings !== null && verdicts.every(({ ruleId }) => ruleId !== id))
    .map((rule): RuleOutcome => {
      if (onlyRule !== null && rule.id !== onlyRule) return leftOut(rule, onlyRule);
      // Of an event without its text a filter would say something else than when it came.
      const isUntold = record.event.redactedAt !== undefined && eventTypesOf(rule.triggers).includes(record.event.type);
      const isAsThen = isSameSet || asThen?.has(rule.id) === true;
      const why = settings === null ? null : whyNotConsidered(rule, record.event, settings);
      const reason = isUntold
        ? `what the event said was ${REMOVED}`
        : isAsThen
          ? (why?.reason ?? "it was not in force when the event was evaluated")
          : `${NOT_KEPT}: rules were changed since, or another engine on this store had others; as it is now, ${why?.reason ?? "it would be looked at"}`;
      const condition = isUntold || !isAsThen ? null : (why?.condition ?? null);
      const at = decidingPlace(condition);
      const place = at === null ? null : placeOf({ file: rule.file, ...at });
      return { rule: rule.id, name: rule.name, outcome: "not_considered", reason, place, condition, run: null };
    });
  return [...stored, ...others];
}

function leftOut({ id, name }: Rule, onlyRule: string): RuleOutcome {
  const reason = `the event was replayed for the rule ${onlyRule} alone`;
  return { rule: id, name, outcome: "not_considered", reason, place: null, condition: null, run: null };
}

/** Where in the file the leaf stands that decided a condition. */
export function decidingPlace(trace: ConditionTrace | null): ConditionTrace["place"] | null {
  if (trace === null) return null;
  const children = trace.children ?? [];
  const deciding = children.find(({ result }) => result === trace.result) ?? children[0];
  return deciding === undefined ? trace.place : decidingPlace(deciding);
}
