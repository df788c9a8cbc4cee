import { expect, test } from "vitest";
import { retell, toClock, toDistance, toSecond } from "../../../src/show/text/instants.ts";

const AT = Date.UTC(2026, 4, 5, 12, 0, 0, 250);

test("a table tells an instant to the second", () => {
  expect(toSecond(AT, "America/New_York")).toBe("2026-05-05T08:00:00-04:00");
  expect(toSecond(AT, "UTC")).toBe("2026-05-05T12:00:00Z");
});

test("instants in a sentence are told in one zone, and the rest stays", () => {
  const sentence =
    "quiet hours; the text waits until 2026-05-05T08:00:00-04:00, not 2026-05-05T12:00:00.250Z or 2026-05-05";

  expect(retell(sentence, "Europe/Berlin")).toBe(
    "quiet hours; the text waits until 2026-05-05T14:00:00+02:00, not 2026-05-05T14:00:00.250+02:00 or 2026-05-05",
  );
});

test("what only looks like an instant stays", () => {
  expect(retell("until 2026-13-45T99:00:00Z", "UTC")).toBe("until 2026-13-45T99:00:00Z");
});

test.each([
  ["of the same day by its clock", "2026-05-05T23:30:00Z", "7:30 PM"],
  ["of another day with its date, also when less than a day lies between", "2026-05-06T04:05:00Z", "May 6, 12:05 AM"],
  ["of another year with its year", "2025-12-31T17:00:00Z", "Dec 31, 2025, 12:00 PM"],
])("people read an instant %s", (_what, at, words) => {
  const look = { now: AT, zone: "America/New_York" };

  expect(toClock(Date.parse(at), look)).toBe(words);
});

test.each([
  [0, "just now"],
  [-999, "just now"],
  [-1_000, "1s ago"],
  [-300_000, "5m ago"],
  [7_200_000, "in 2h"],
])("how far an instant lies from now is told to the second: %i ms", (offset, words) => {
  expect(toDistance(AT + offset, AT)).toBe(words);
});
