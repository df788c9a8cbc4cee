import { actionOf } from "../../../core/actions/registry.ts";
import { isTextToContact } from "../../../core/actions/text-to-contact.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { countOf } from "../../text/count-of.ts";
import type { RuleOutcome } from "./rule-outcomes.ts";
import { OUTCOME_WORDS } from "./rule-outcomes.ts";

/** What became of a rule, without what decided it. */
type Told = Pick<RuleOutcome, "rule" | "name" | "outcome" | "reason">;

/** Ids of the rules with a step that texts or mails the contact of their event. */
export function textingRules(rules: readonly Rule[]): ReadonlySet<string> {
  const texting = rules.filter(({ program }) =>
    program.some((step) => isTextToContact(step) && actionOf(step.effect.action).texts !== undefined),
  );
  return new Set(texting.map(({ id }) => id));
}

/** Of rules that would have texted, those that fitted and were kept from it: by a limit, `mode`, the group, shadow, an error. */
export function keptFromTexting<Outcome extends Told>(
  outcomes: readonly Outcome[],
  texting: ReadonlySet<string>,
): readonly Outcome[] {
  return outcomes.filter(({ rule, outcome }) => texting.has(rule) && KEPT.includes(outcome));
}

/** Rules with why each did not fire, at most three: `reply did not fire again: once_per 12h`. */
export function whyEach(outcomes: readonly Told[]): string {
  const told = outcomes
    .slice(0, MOST_TOLD)
    .map((told) => `${calledRule(told)} ${OUTCOME_WORDS[told.outcome]}: ${told.reason}`);
  const more = outcomes.length - told.length;
  return `${told.join("; ")}${more > 0 ? `; and ${countOf(more, "more rule")}` : ""}`;
}

/** What a rule is called in a sentence: by its name, or its id when it has none. */
export function calledRule({ rule, name }: Pick<RuleOutcome, "rule" | "name">): string {
  return name ?? rule;
}

const KEPT: readonly RuleOutcome["outcome"][] = ["limited", "skipped", "shadow", "error"];
const MOST_TOLD = 3;
