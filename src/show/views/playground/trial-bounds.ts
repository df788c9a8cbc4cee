import { withoutRunIds } from "../../records/explain/kind-of-reason.ts";
import { shorten } from "../../text/printable.ts";
import { boundedCondition } from "../event/bounded-condition.ts";
import type { OutcomeView } from "../event/shown-outcomes.ts";
import type { RuleLine } from "../run/rule-lines.ts";
import type { EffectView, RunView } from "../run/run-view.ts";
import { listed } from "../listed.ts";

const WORDS_SHOWN = 300;
const TEXT_SHOWN = 1_600;
const SENTENCE_LENGTH = 600;
const LINES_SHOWN = { most: 120, bytes: 7_000 };
const EFFECTS_SHOWN = { most: 40, bytes: 7_000 };
const NOTES_SHOWN = { most: 100, bytes: 2_000 };

/** What a rule made of the event of a trial, as much as a page takes. */
export function boundedOutcome({ reason, condition, ...outcome }: OutcomeView): OutcomeView {
  // Runs of a trial have no page of their own.
  return {
    ...{ ...outcome, run: null, reason: shorten(withoutRunIds(reason), WORDS_SHOWN) },
    condition: condition && boundedCondition(condition),
  };
}

/** A run of a trial, and how much of it is not listed. */
export interface TriedRun extends RunView {
  readonly more: { readonly lines: number; readonly effects: number };
}

/** A run of a trial, as much as a page takes. */
export function boundedRun(run: RunView): TriedRun {
  const { notes, words, sentence, why } = run;
  const lines = run.lines && listed(withoutTests(run.lines).map(boundedLine), LINES_SHOWN);
  const effects = listed(run.effects.map(boundedEffect), EFFECTS_SHOWN);
  return {
    ...run,
    sentence: shorten(sentence, SENTENCE_LENGTH),
    why: why && shorten(why, WORDS_SHOWN),
    words: listed(words, LINES_SHOWN).rows,
    ...{ lines: lines && lines.rows, effects: effects.rows, notes: listed(notes, NOTES_SHOWN).rows },
    more: {
      lines: lines === null ? 0 : lines.count - lines.rows.length,
      effects: effects.count - effects.rows.length,
    },
  };
}

function boundedLine({ text, marks, number }: RuleLine): RuleLine {
  // Not with what makes text printable: its indentation says what belongs where.
  return {
    number,
    text: text.length > WORDS_SHOWN ? `${text.slice(0, WORDS_SHOWN)}…` : text,
    marks: marks.slice(0, 5),
  };
}

function boundedEffect(effect: EffectView): EffectView {
  const { text, request, sentence } = effect;
  return {
    ...effect,
    sentence: shorten(sentence, WORDS_SHOWN),
    text: text && { ...text, words: shorten(text.words, TEXT_SHOWN) },
    request: request.length > TEXT_SHOWN ? `${request.slice(0, TEXT_SHOWN)}…` : request,
    // What a stand-in answered, and how fast, says nothing.
    ...{ attempts: [], answer: null },
  };
}

/** The tests of a rule stand behind what it does. */
function withoutTests(lines: readonly RuleLine[]): readonly RuleLine[] {
  const begin = lines.findIndex(({ text }) => /^\s+tests:/.test(text));
  const shown = begin === -1 ? lines : lines.slice(0, begin);
  const last = shown.findLastIndex(({ text }) => !/^\s*(#.*)?$/.test(text));
  return shown.slice(0, last + 1);
}
