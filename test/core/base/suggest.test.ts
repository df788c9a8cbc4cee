import { expect, test } from "vitest";
import { suggest } from "../../../src/core/base/suggest.ts";

const WORDS = ["text", "inbox", "author", "status", "starts_with"];

test.each([
  ["txt", 'did you mean "text"?'],
  ["Inbxo", 'did you mean "inbox"?'],
  ["startswith", 'did you mean "starts_with"?'],
  ["authors", 'did you mean "author"?'],
])("%s is near to a word", (word, wanted) => {
  expect(suggest(word, WORDS)).toBe(wanted);
});

test.each(["colour", "", "xy"])("%j is near to none", (word) => {
  expect(suggest(word, WORDS)).toBeNull();
});
