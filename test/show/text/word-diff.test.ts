import { expect, test } from "vitest";
import { wordDiff } from "../../../src/show/text/word-diff.ts";

/** Both texts, with brackets around what the other has not. */
function marked(before: string, after: string): readonly string[] {
  const sides = wordDiff(before, after);
  return [sides.before, sides.after].map((parts) =>
    parts.map(({ text, isSame }) => (isSame ? text : `[${text}]`)).join(""),
  );
}

test.each([
  ["one word", "It is 90 dollars.", "It is 95 dollars.", ["It is [90] dollars.", "It is [95] dollars."]],
  ["a word before a full stop", "See you soon.", "See you soon, Ada.", ["See you soon.", "See you soon[, Ada]."]],
  ["a phrase", "We open at 9 today", "We are closed today", ["We [open at 9] today", "We [are closed] today"]],
  ["words put at the end", "Thanks", "Thanks a lot", ["Thanks", "Thanks [a lot]"]],
  ["signs alone", "Hello 👍", "Hello 👍🏽", ["Hello [👍]", "Hello [👍🏽]"]],
  ["nothing", "The same.", "The same.", ["The same.", "The same."]],
  ["all of it", "Good morning", "Guten Tag", ["[Good morning]", "[Guten Tag]"]],
  ["lines", "One\nTwo", "One\nThree", ["One\n[Two]", "One\n[Three]"]],
  ["an empty text", "", "Now there is one", ["", "[Now there is one]"]],
])("%s is marked", (_name, before, after, both) => {
  expect(marked(before, after)).toEqual(both);
});
