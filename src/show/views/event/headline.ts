import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { EventRecord, RunRecord } from "../../../ports/store/store.ts";
import { textingRules } from "../../records/explain/kept-from-texting.ts";
import type { RuleOutcome } from "../../records/explain/rule-outcomes.ts";
import type { runNote } from "../../records/run-note.ts";
import type { Answer } from "../events/answer.ts";
import { answerTo } from "../events/answer.ts";
import { runSentence } from "../run/run-sentence.ts";
import { eventSentence } from "./event-sentence.ts";

/** What is to be said first of an event. */
interface Headline {
  /** Whether its contact got a text for it; null where nobody waits for one, and where that is not known. */
  readonly answer: Answer | null;
  /** What came of it. */
  readonly sentence: string;
}

/** What came of an event in a sentence or two. */
export function headlineOf(
  record: EventRecord,
  {
    runs,
    outcomes,
    rules,
    look,
  }: {
    readonly runs: readonly RunRecord[];
    /** Numbers in the reasons are masked. */
    readonly outcomes: readonly (Omit<RuleOutcome, "condition"> & { readonly isElsewhere: boolean })[];
    /** The versions that it was evaluated by, and of the others those in force. */
    readonly rules: readonly Rule[];
    readonly look: Parameters<typeof runNote>[1];
  },
): Headline {
  const texting = textingRules(rules);
  const answer = answerTo(record, runs);
  const isOwn = ({ phone }: Effect): boolean => phone !== null && phone === record.event.phone;
  const told = runs.map((one) => ({
    id: one.run.id,
    sentence: runSentence(one, look),
    isText: one.effects.some(isOwn) || (texting.has(one.run.ruleId) && one.run.status !== "done"),
  }));
  return { answer, sentence: eventSentence(record, { answer, outcomes, runs: told, texting }) };
}
