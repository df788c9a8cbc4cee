import type { MergedLine } from "./line-diff.ts";
import { mergedLines } from "./line-diff.ts";

/** A part of a text, and whether the other text has it too. */
export interface Part {
  readonly text: string;
  readonly isSame: boolean;
}

/** Two texts in parts, so that what differs can be marked by words; the parts of each together are the text. */
export function wordDiff(
  before: string,
  after: string,
): { readonly before: readonly Part[]; readonly after: readonly Part[] } {
  const merged = mergedLines(wordsOf(before), wordsOf(after));
  return { before: partsOf(merged, "-"), after: partsOf(merged, "+") };
}

/** Words with the space before them, and the signs at their ends by themselves: a word before a full stop is the same elsewhere. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S*[\p{L}\p{M}\p{N}]|\s*\S+|\s+$/gu) ?? [];
}

/** The parts of one side; space before what differs stays outside of it. */
function partsOf(merged: readonly MergedLine[], side: "-" | "+"): readonly Part[] {
  const parts: Part[] = [];
  const add = (text: string, isSame: boolean): void => {
    const last = parts.at(-1);
    if (text === "") return;
    if (last?.isSame === isSame) parts.splice(-1, 1, { text: last.text + text, isSame });
    else parts.push({ text, isSame });
  };
  for (const { sign, text } of merged) {
    const space = /^\s*/.exec(text)?.[0] ?? "";
    const isFirst = parts.at(-1)?.isSame !== false;
    if (sign === " ") add(text, true);
    else if (sign === side && isFirst && space !== text) {
      add(space, true);
      add(text.slice(space.length), false);
    } else if (sign === side) add(text, false);
  }
  return parts;
}
