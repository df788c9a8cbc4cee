import { expect, test } from "vitest";
import { digestTokens, verifyToken } from "../../src/receive/verify.ts";

const DIGESTS = digestTokens(["first", "second"]);

test.each([
  ["first", 1],
  ["second", 2],
  ["third", null],
  ["", null],
  [null, null],
  ["First", null],
  ["first ", null],
  ["ﬁrst", null],
  ["fіrst", null],
  ["first\u0000", null],
  ["f".repeat(1_000_000), null],
])("%.20s is token %j", (token, expected) => {
  const label = verifyToken(token, DIGESTS);

  expect(label).toBe(expected);
});

test("an empty token is never accepted, not even when configured", () => {
  const label = verifyToken("", digestTokens([""]));

  expect(label).toBeNull();
});

test("a source without tokens accepts nothing", () => {
  const label = verifyToken("first", []);

  expect(label).toBeNull();
});
