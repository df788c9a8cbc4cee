import type { Content } from "../html.ts";

/** How a state is to be taken. */
export type Tone = "good" | "quiet" | "wait" | "warn" | "bad";

const GLYPHS: Readonly<Record<Tone, string>> = { good: "✓", quiet: "–", wait: "…", warn: "!", bad: "✗" };

/** What does not go on without a person, the same wherever it is shown. */
export const STUCK = {
  parked: { tone: "bad", word: "parked" },
  failed: { tone: "bad", word: "failed" },
} as const satisfies Readonly<Record<string, { readonly tone: Tone; readonly word: string }>>;

/** Longer ones are sentences: of them only what stands before a colon is the state. */
const LONGEST_WORD = 24;

/** A state by glyph, word and colour; the word alone says it all, or what stands in its place says the same with links in it. Sentences are read as such, behind the glyph. */
export function State({
  tone,
  word,
  children,
}: {
  readonly tone: Tone;
  readonly word: string;
  readonly children?: Content;
}) {
  const glyph = <span aria-hidden="true">{GLYPHS[tone]}</span>;
  if (word.length <= LONGEST_WORD)
    return (
      <span class={`state state-${tone}`}>
        {glyph} {children ?? word}
      </span>
    );
  const colon = children === undefined ? word.indexOf(":") : -1;
  const head = colon <= LONGEST_WORD ? word.slice(0, Math.max(0, colon)) : "";
  return (
    <span>
      <span class={`state state-${tone}`}>
        {glyph}
        {head === "" ? "" : ` ${head}`}
      </span>
      {head === "" ? " " : ""}
      {children ?? word.slice(head.length)}
    </span>
  );
}
