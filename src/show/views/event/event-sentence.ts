import type { EventRecord } from "../../../ports/store/store.ts";
import { consentNote } from "../../records/consent-note.ts";
import { calledRule, keptFromTexting, whyEach } from "../../records/explain/kept-from-texting.ts";
import type { RuleOutcome } from "../../records/explain/rule-outcomes.ts";
import { countOf } from "../../text/count-of.ts";
import { maskedText } from "../../text/masked.ts";
import { printable } from "../../text/printable.ts";
import type { Answer } from "../events/answer.ts";

/** What every rule made of an event, and its runs in short. */
interface Came {
  readonly outcomes: readonly (Omit<RuleOutcome, "condition"> & { readonly isElsewhere: boolean })[];
  readonly runs: readonly {
    readonly id: string;
    readonly sentence: string;
    /** Whether it has a text to the contact, sent or not, or may yet come to one. */
    readonly isText: boolean;
  }[];
  /** Ids of the rules that would text the contact. */
  readonly texting: ReadonlySet<string>;
}

/**
 * What came of an event, in a few sentences: what it changed of who may be texted, its texts to the contact first and, where none went out, what kept the rules from it that
 * would have texted; last what fired beside them.
 */
export function eventSentence(
  { status, error, evaluation, event }: EventRecord,
  { answer, ...came }: Came & { readonly answer: Answer | null },
): string {
  if (status === "parked")
    return `No rule could be evaluated on it, and a person has to look: ${maskedText(printable(error ?? "unknown error"), event.phone)}`;
  if (evaluation === null) return "It waits to be evaluated.";
  const consent = consentNote(event);
  const changed = consent === null ? "" : `It ${consent}. `;
  const fired = firedSentence(came);
  if (answer !== "none") return `${changed}${fired ?? `N${nothingFired(came).slice(1)}`}`;
  return `${changed}No text went to the contact: ${fired === null ? nothingFired(came) : whyNoText(came, fired)}`;
}

/** Where rules fired and no text went out. */
function whyNoText({ outcomes, runs, texting }: Came, fired: string): string {
  // A text that was held back, refused or not accepted is the reason itself.
  if (runs.some(({ isText }) => isText)) return fired;
  const kept = keptFromTexting(outcomes, texting);
  if (kept.length > 0) return `${sentenceOf(whyEach(kept))} ${fired}`;
  // One that fired, and whose steps left the text out, is told by its run.
  if (outcomes.some(({ rule, outcome }) => outcome === "fired" && texting.has(rule))) return fired;
  const unfit = outcomes.filter(({ rule, outcome }) => outcome === "not_matched" && texting.has(rule));
  if (unfit.length === 0) return fired;
  if (unfit.length === 1) return `${sentenceOf(whyEach(unfit))} ${fired}`;
  return `each of ${countOf(unfit.length, "rule")} that would have texted says below why it did not. ${fired}`;
}

/** The rules that fired and what came of each, those with texts first; null when none did. */
function firedSentence({ outcomes, runs, texting }: Came): string | null {
  const rankOf = ({ rule, run }: { readonly rule: string; readonly run: string | null }): number =>
    runs.some(({ id, isText }) => id === run && isText) ? 0 : texting.has(rule) ? 1 : 2;
  const fired = outcomes
    .filter(({ outcome }) => outcome === "fired")
    .toSorted((one, other) => rankOf(one) - rankOf(other));
  if (fired.length === 0) return null;
  const told = fired.slice(0, MOST_TOLD).map(({ run, ...rule }) => {
    const sentence = runs.find(({ id }) => id === run)?.sentence;
    return `${calledRule(rule)} fired${sentence === undefined ? "" : `: ${sentence}`}`;
  });
  const more = fired.length > MOST_TOLD ? `; and ${fired.length - MOST_TOLD} more rules fired` : "";
  return sentenceOf(`${told.join("; ")}${more}`);
}

function nothingFired({ outcomes, texting }: Came): string {
  const looked = outcomes.filter(({ outcome }) => outcome !== "not_considered");
  // Where none looked, those are told that would have but for what their trigger asks.
  const near = looked.length > 0 ? looked : outcomes.filter(({ isElsewhere }) => !isElsewhere);
  if (near.length === 0) return "nothing fired: no rule listens to events of this kind.";
  // A rule that fitted and was kept from it says more than those that looked for something else, most of all one that texts.
  const kept = near.filter(({ outcome }) => outcome !== "not_matched" && outcome !== "not_considered");
  const able = keptFromTexting(kept, texting);
  const [told] = [able, kept, near].filter(({ length }) => length > 0);
  if (told === able || told?.length === 1) return `nothing fired. ${whyEach(told)}`;
  return `nothing fired: each of ${countOf(near.length, "rule")} says below why it did not.`;
}

function sentenceOf(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

const MOST_TOLD = 3;
