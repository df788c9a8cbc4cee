import { expect, test } from "vitest";
import { nearestOrAll, suggest } from "../../../src/core/base/suggest.ts";

const WORDS = ["text", "inbox", "author", "status", "starts_with"];

test.each([
  ["txt", 'did you mean "text"?'],
  ["Inbxo", 'did you mean "inbox"?'],
  ["startswith", 'did you mean "starts_with"?'],
  ["authors", 'did you mean "author"?'],
])("%s is near to a word", (word, wanted) => {
  expect(suggest(word, WORDS)).toBe(wanted);
});

test.each([
  ["a", "b"],
  ["a", "ab"],
  ["ab", "ac"],
  ["ab", "ba"],
])("of %s and %s neither is taken for the other: too little is the same", (word, other) => {
  expect(suggest(word, [other])).toBeNull();
  expect(suggest(other, [word])).toBeNull();
});

test("a short name in other letters, or with one that is missing, is meant", () => {
  expect(suggest("OK", ["ok"])).toBe('did you mean "ok"?');
  expect(suggest("vi", ["vip"])).toBe('did you mean "vip"?');
});

test.each(["colour", "", "xy"])("%j is near to none", (word) => {
  expect(suggest(word, WORDS)).toBeNull();
});

test.each([
  [["red", "blue"], "blu", 'did you mean "blue"?'],
  [["red", "blue"], "yellow", "there are red, blue."],
  [["red"], "yellow", "there is red."],
  [[], "yellow", "there is none."],
])("in place of a name that is none of %j there is what is near, or all: %s", (names, name, hint) => {
  expect(nearestOrAll(name, names)).toBe(hint);
});
