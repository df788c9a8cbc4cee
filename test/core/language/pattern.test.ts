import { expect, test } from "vitest";
import { checkPattern, matchesPattern, MAXIMUM_PATTERN_LENGTH } from "../../../src/core/language/pattern.ts";

test("a pattern is found anywhere in the text, whatever the case", () => {
  const pattern = "\\b(refund|charge ?back)s?\\b";

  expect(checkPattern(pattern)).toBeNull();
  expect(matchesPattern(pattern, "How much is a REFUND?")).toBe(true);
  expect(matchesPattern(pattern, "refundable")).toBe(false);
});

test("case is ignored beyond ASCII too", () => {
  expect(matchesPattern("ÄRGER", "so ein ärger")).toBe(true);
});

test.each(["(a", "(?<=a)b", "(a)\\1", "a{5000}", ""])("the pattern %j is refused with a reason", (pattern) => {
  expect(checkPattern(pattern)).toMatch(/\w/);
});

test("a pattern may have 512 characters and not one more", () => {
  expect(checkPattern("a".repeat(MAXIMUM_PATTERN_LENGTH))).toBeNull();
  expect(checkPattern("a".repeat(MAXIMUM_PATTERN_LENGTH + 1))).toContain("513");
});

test("only the first 4,096 characters of a text are read", () => {
  expect(matchesPattern("end", `${" ".repeat(4_093)}end`)).toBe(true);
  expect(matchesPattern("end", `${" ".repeat(4_094)}end`)).toBe(false);
});

test("a pattern that makes backtracking engines explode takes no time", () => {
  expect(matchesPattern("^(a+)+$", `${"a".repeat(4_000)}!`)).toBe(false);
});

test("patterns beyond the cache still match", () => {
  for (let count = 0; count < 1_100; count += 1) matchesPattern(`cache${count}`, "");

  expect(matchesPattern("cache0$", "cache0")).toBe(true);
});
