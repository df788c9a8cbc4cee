import { expect, test } from "vitest";
import { foreignSigns, inGsm, segmentsOf } from "../../../src/core/texting/segments.ts";

test.each([
  ["", "gsm", 1],
  ["a".repeat(160), "gsm", 1],
  ["a".repeat(161), "gsm", 2],
  ["a".repeat(306), "gsm", 2],
  ["a".repeat(307), "gsm", 3],
  ["€".repeat(80), "gsm", 1],
  ["€".repeat(81), "gsm", 2],
  ["’" + "a".repeat(69), "unicode", 1],
  ["’" + "a".repeat(70), "unicode", 2],
  ["🙂".repeat(35), "unicode", 1],
  ["🙂".repeat(36), "unicode", 2],
])("%s travels as %s in %i", (text, encoding, count) => {
  expect(segmentsOf(text)).toEqual({ encoding, count });
});

test("what makes a text Unicode is named once, with what says the same", () => {
  expect(foreignSigns("It’s “here” — or 🙂, it’s not")).toEqual([
    { sign: "’", instead: "'" },
    { sign: "“", instead: '"' },
    { sign: "”", instead: '"' },
    { sign: "—", instead: "-" },
    { sign: "🙂", instead: null },
  ]);
  expect(inGsm("It’s “here” — or 🙂 …")).toBe('It\'s "here" - or 🙂 ...');
});
