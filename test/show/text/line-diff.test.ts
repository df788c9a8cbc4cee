import { expect, test } from "vitest";
import { unifiedDiff } from "../../../src/show/text/line-diff.ts";

const NAMES = ["old", "new"] as const;

function diff(before: string, after: string): readonly string[] {
  return unifiedDiff({ before: before.split(" "), after: after.split(" "), names: NAMES });
}

test("equal texts have no diff", () => {
  expect(diff("a b c", "a b c")).toEqual([]);
});

test("a line that is another stands with three lines before and behind it", () => {
  expect(diff("a b c d e f g h i", "a b c d X f g h i")).toEqual([
    "--- old",
    "+++ new",
    "@@ -2,7 +2,7 @@",
    " b",
    " c",
    " d",
    "-e",
    "+X",
    " f",
    " g",
    " h",
  ]);
});

test("changes that lie far apart are told apart, and those near by together", () => {
  const lines = diff("a 1 2 3 4 5 6 7 b 8 c", "A 1 2 3 4 5 6 7 B 8");

  expect(lines.filter((line) => line.startsWith("@@"))).toEqual(["@@ -1,4 +1,4 @@", "@@ -6,6 +6,5 @@"]);
  expect(lines.filter((line) => /^[-+]\w/.test(line))).toEqual(["-a", "+A", "-b", "+B", "-c"]);
});

test("what is put in or taken out has an empty range in the other text", () => {
  expect(unifiedDiff({ before: [], after: ["a"], names: NAMES })).toEqual([
    "--- old",
    "+++ new",
    "@@ -0,0 +1,1 @@",
    "+a",
  ]);
  expect(unifiedDiff({ before: ["a"], after: [], names: NAMES })).toEqual([
    "--- old",
    "+++ new",
    "@@ -1,1 +0,0 @@",
    "-a",
  ]);
});
