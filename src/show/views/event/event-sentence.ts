import type { EventRecord } from "../../../ports/store/store.ts";
import { OUTCOME_WORDS } from "../../records/explain/rule-outcomes.ts";
import type { RuleOutcome } from "../../records/explain/rule-outcomes.ts";
import { countOf } from "../../text/count-of.ts";
import { maskedText } from "../../text/masked.ts";
import { printable } from "../../text/printable.ts";
import type { Answer } from "../events/answer.ts";

/** What every rule made of an event, and its runs in short. */
interface Came {
  readonly outcomes: readonly (Omit<RuleOutcome, "condition"> & { readonly isElsewhere: boolean })[];
  readonly runs: readonly { readonly id: string; readonly sentence: string }[];
}

/** What came of an event, in a sentence or two: first that its contact got no text, where one might have been waited for. */
export function eventSentence(
  { status, error, evaluation, event }: EventRecord,
  { answer, ...came }: Came & { readonly answer: Answer | null },
): string {
  if (status === "parked")
    return `No rule could be evaluated on it, and a person has to look: ${maskedText(printable(error ?? "unknown error"), event.phone)}`;
  if (evaluation === null) return "It waits to be evaluated.";
  const sentence = sentenceOf(came);
  if (answer !== "none") return sentence;
  const reason = sentence.startsWith(NOTHING) ? `n${sentence.slice(1)}` : sentence;
  return `No text went to the contact: ${reason}`;
}

const NOTHING = "Nothing fired";

function sentenceOf({ outcomes, runs }: Came): string {
  const looked = outcomes.filter(({ outcome }) => outcome !== "not_considered");
  const fired = looked.filter(({ outcome }) => outcome === "fired");
  if (fired.length > 0) {
    const told = fired.slice(0, MOST_TOLD).map(({ rule, run }) => {
      const sentence = runs.find(({ id }) => id === run)?.sentence;
      return sentence === undefined ? `${rule} fired` : `${rule} fired: ${sentence}`;
    });
    const more = fired.length > MOST_TOLD ? `; and ${fired.length - MOST_TOLD} more rules fired` : "";
    return `${told.join("; ")}${more}.`.replace(/[.][.]$/, ".");
  }
  // Where none looked, those are told that would have but for what their trigger asks.
  const near = looked.length > 0 ? looked : outcomes.filter(({ isElsewhere }) => !isElsewhere);
  // A rule that fitted and was kept from it says more than those that looked for something else.
  const kept = near.filter(({ outcome }) => outcome !== "not_matched" && outcome !== "not_considered");
  const [only, second] = kept.length > 0 ? kept : near;
  if (only === undefined) return `${NOTHING}: no rule listens to events of this kind.`;
  if (second === undefined) return `${NOTHING}. ${only.rule} ${OUTCOME_WORDS[only.outcome]}: ${only.reason}`;
  return `${NOTHING}: each of ${countOf(near.length, "rule")} says below why it did not.`;
}

const MOST_TOLD = 3;
