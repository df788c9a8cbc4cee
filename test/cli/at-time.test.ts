import { expect, test } from "vitest";
import { parseTimeAhead, parseTimeToday } from "../../src/cli/at-time.ts";
import { isoInZone } from "../../src/core/time/calendar.ts";

const zone = "America/New_York";
const now = Date.parse("2026-05-05T14:00:30-04:00");
const iso = (at: number): string => isoInZone(at, zone);

test.each([
  ["20:00", "2026-05-05T20:00:00-04:00"],
  ["8:05", "2026-05-05T08:05:00-04:00"],
  ["14:00", "2026-05-05T14:00:00-04:00"],
  ["2026-12-25T01:00:00Z", "2026-12-24T20:00:00-05:00"],
])("--at %s of dev is %s", (text, expected) => {
  expect(iso(parseTimeToday(text, { now, zone }))).toBe(expected);
});

test.each([
  ["20:00", "2026-05-05T20:00:00-04:00"],
  ["08:05", "2026-05-06T08:05:00-04:00"],
  ["14:00", "2026-05-05T14:00:30-04:00"],
  ["2026-12-25T01:00:00Z", "2026-12-24T20:00:00-05:00"],
])("--at %s of send is %s, never back", (text, expected) => {
  expect(iso(parseTimeAhead(text, { now, zone }))).toBe(expected);
});

test("an instant that has passed is refused by send", () => {
  expect(() => parseTimeAhead("2026-05-05T13:00:00-04:00", { now, zone })).toThrow(
    "The clock of dev goes forward only, and it is 2026-05-05T14:00:30-04:00 already.",
  );
});

test.each(["24:00", "8pm", "2026-12-24T20:00", "20:60", ""])("%j is no time", (text) => {
  expect(() => parseTimeToday(text, { now, zone })).toThrow("--at takes a time of day such as 20:00");
  expect(() => parseTimeAhead(text, { now, zone })).toThrow("--at takes a time of day such as 20:00");
});
