import { expect, test } from "vitest";
import type { Calendar } from "../../../src/core/model/ruleset/settings.ts";
import { openTimeEnd } from "../../../src/core/time/open-time.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 5, 12);

/** Open from 9 to 17 on weekdays, New Year's Day 2026 (a Thursday) apart. */
const SHOP = makeCalendar([540, 1_020]);

function makeCalendar([from, to]: readonly [number, number], days = 5): Calendar {
  const weekly = Array.from({ length: 7 }, (_, day) => (day < days ? [{ from, to }] : []));
  return { name: "shop", timezone: "UTC", weekly, dates: { "2026-01-01": { spans: [], reason: "New Year" } } };
}

test.each([
  ["within one opening", [30, 10], 2 * HOUR, [30, 12]],
  ["to the very end of an opening", [30, 15], 2 * HOUR, [30, 17]],
  ["from before it opens", [30, 6], HOUR, [30, 10]],
  ["from after it closed", [30, 20], HOUR, [31, 10]],
  ["over a night", [30, 16], 2 * HOUR, [31, 10]],
  ["over a day on which it stays closed, and a weekend", [31, 16], 10 * HOUR, [31 + 5, 10]],
] as const)("open time is counted %s", (_, [day, hour], ms, [endDay, endHour]) => {
  const end = openTimeEnd(SHOP, Date.UTC(2025, 11, day, hour), ms);

  expect(end).toBe(Date.UTC(2025, 11, endDay, endHour));
});

test("what never closes counts all time", () => {
  expect(openTimeEnd(makeCalendar([0, 1_440], 7), NOON, 3 * HOUR)).toBe(NOON + 3 * HOUR);
});

test("what never opens has no end of open time", () => {
  expect(openTimeEnd(makeCalendar([540, 1_020], 0), NOON, MINUTE)).toBeNull();
});

test("what opens for a minute a day is not open for a month within reason", () => {
  expect(openTimeEnd(makeCalendar([540, 541], 7), NOON, 31 * 24 * HOUR)).toBeNull();
});
