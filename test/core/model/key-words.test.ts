import { expect, test } from "vitest";
import { keyWords, namesKey, withoutKey } from "../../../src/core/model/key-words.ts";

test.each(["8842", 'a "quoted" one', "back\\slash", "+12025550142|service"])(
  "the key %s is named, and can be taken out",
  (key) => {
    const sentence = `once_per 7d${keyWords(key)}: run run_1 did it, said "so"`;

    expect(sentence).toContain(JSON.stringify(key));
    expect([namesKey(sentence), withoutKey(sentence)]).toEqual([true, 'once_per 7d: run run_1 did it, said "so"']);
  },
);

test("of a long key the start is named", () => {
  expect(keyWords("🎉".repeat(61))).toBe(` for the key "${"🎉".repeat(59)}…"`);
});
