import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { EventRecord, RunRecord } from "../../../ports/store/store.ts";
import { keptFromTexting, textingRules, whyEach } from "../../records/explain/kept-from-texting.ts";
import type { RuleOutcome } from "../../records/explain/rule-outcomes.ts";
import { printable } from "../../text/printable.ts";
import { answerTo } from "../events/answer.ts";

/**
 * By ids, as the lines below it are: what kept the rules that would have texted from it, where a contact waits for a text and none went out: `No text went to the contact: reply
 * did not fire again: once_per 12h`. Null where nothing did, and where one was sent or held back.
 */
export function noTextSentence({
  record,
  runs,
  rules,
  outcomes,
}: {
  readonly record: EventRecord;
  readonly runs: readonly RunRecord[];
  /** The versions it was evaluated by. */
  readonly rules: readonly Rule[];
  readonly outcomes: readonly Pick<RuleOutcome, "rule" | "name" | "outcome" | "reason">[];
}): string | null {
  if (answerTo(record, runs) !== "none") return null;
  const { phone: own } = record.event;
  // The line of the run tells it.
  if (runs.some(({ effects }) => effects.some(({ phone }) => phone === own))) return null;
  const kept = keptFromTexting(outcomes, textingRules(rules));
  return kept.length === 0
    ? null
    : printable(`No text went to the contact: ${whyEach(kept.map((one) => ({ ...one, name: null })))}`);
}
