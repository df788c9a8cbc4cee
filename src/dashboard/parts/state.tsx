import type { Content } from "../html.ts";

/** How a state is to be taken. */
export type Tone = "good" | "quiet" | "wait" | "warn" | "bad";

const GLYPHS: Readonly<Record<Tone, string>> = { good: "✓", quiet: "–", wait: "…", warn: "!", bad: "✗" };

/** What does not go on without a person, the same wherever it is shown. */
export const STUCK = {
  parked: { tone: "bad", word: "parked" },
  failed: { tone: "bad", word: "failed" },
} as const satisfies Readonly<Record<string, { readonly tone: Tone; readonly word: string }>>;

/** Longer ones are sentences, which are broken into lines. */
const LONGEST_WORD = 24;

/** A state by glyph, word and colour; the word alone says it all, or what stands in its place says the same with links in it. */
export function State({
  tone,
  word,
  children,
}: {
  readonly tone: Tone;
  readonly word: string;
  readonly children?: Content;
}) {
  return (
    <span class={`state ${word.length > LONGEST_WORD ? "state-long " : ""}state-${tone}`}>
      <span aria-hidden="true">{GLYPHS[tone]}</span> {children ?? word}
    </span>
  );
}
