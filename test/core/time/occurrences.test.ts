import { expect, test } from "vitest";
import { isoInZone } from "../../../src/core/time/calendar.ts";
import { latestOccurrence, nextOccurrence } from "../../../src/core/time/occurrences.ts";
import type { Timetable } from "../../../src/core/time/occurrences.ts";
import { readCron } from "../../../src/compile/rules/triggers/cron.ts";

const NEW_YORK = "America/New_York";

function timetable(expression: string, timezone = NEW_YORK): Timetable {
  const reading = readCron(expression);
  if ("problem" in reading) throw new Error(reading.problem);
  return { fields: reading.fields, timezone };
}

/** The next occurrences after an instant, as a clock in the zone shows them. */
function following(expression: string, after: string, count: number, zone = NEW_YORK): readonly string[] {
  const table = timetable(expression, zone);
  const found: string[] = [];
  let at = Date.parse(after);
  while (found.length < count) {
    const next = nextOccurrence(table, at);
    if (next === null) break;
    found.push(isoInZone(next, zone));
    at = next;
  }
  return found;
}

test("the weekdays of a week, and not the weekend", () => {
  expect(following("0 9 * * 1-5", "2026-05-07T12:00:00-04:00", 3)).toEqual([
    "2026-05-08T09:00:00-04:00",
    "2026-05-11T09:00:00-04:00",
    "2026-05-12T09:00:00-04:00",
  ]);
});

test("an occurrence is not after itself", () => {
  expect(following("0 9 * * *", "2026-05-07T09:00:00-04:00", 1)).toEqual(["2026-05-08T09:00:00-04:00"]);
});

test("a local time that the clock change leaves out is the first instant after the gap, once", () => {
  expect(following("*/20 2 * * *", "2026-03-07T12:00:00-05:00", 4)).toEqual([
    "2026-03-08T03:00:00-04:00",
    "2026-03-09T02:00:00-04:00",
    "2026-03-09T02:20:00-04:00",
    "2026-03-09T02:40:00-04:00",
  ]);
});

test("a local time that is repeated is its first occurrence", () => {
  expect(following("30 1 * * *", "2026-10-31T12:00:00-04:00", 2)).toEqual([
    "2026-11-01T01:30:00-04:00",
    "2026-11-02T01:30:00-05:00",
  ]);
  expect(following("30 * * * *", "2026-11-01T01:30:00-04:00", 1)).toEqual(["2026-11-01T02:30:00-05:00"]);
});

test("a half hour of summer time, and a day that a zone left out", () => {
  expect(following("15 2 * * *", "2026-10-03T12:00:00Z", 1, "Australia/Lord_Howe")).toEqual([
    "2026-10-04T02:30:00+11:00",
  ]);
  expect(following("0 9 30 12 *", "2011-12-29T00:00:00Z", 1, "Pacific/Apia")).toEqual(["2011-12-31T00:00:00+14:00"]);
});

test("where both days are restricted one of them is enough, as crontab(5) has it", () => {
  expect(following("0 0 13 * 5", "2026-02-01T00:00:00-05:00", 3)).toEqual([
    "2026-02-06T00:00:00-05:00",
    "2026-02-13T00:00:00-05:00",
    "2026-02-20T00:00:00-05:00",
  ]);
});

test("29 February is found over eight years, and no other year has it", () => {
  expect(following("0 0 29 2 *", "2096-03-01T00:00:00Z", 1, "UTC")).toEqual(["2104-02-29T00:00:00Z"]);
});

test("the latest is the last one up to an instant, and none that is not after the other", () => {
  const table = timetable("0 9 * * 1-5");
  const friday = Date.parse("2026-05-08T09:00:00-04:00");

  const at = (after: string, until: string): number | null =>
    latestOccurrence(table, { after: Date.parse(after), until: Date.parse(until) });

  expect(at("2026-05-01T00:00:00-04:00", "2026-05-10T23:00:00-04:00")).toBe(friday);
  expect(at("2026-05-08T08:59:59-04:00", "2026-05-08T09:00:00-04:00")).toBe(friday);
  expect(at("2026-05-08T09:00:00-04:00", "2026-05-10T23:00:00-04:00")).toBeNull();
});

test("every day of four centuries is the date of the calendar", () => {
  const everyDay = timetable("0 0 * * *", "UTC");
  const firstOfMarch = timetable("0 0 1 3 *", "UTC");

  for (const year of [1970, 1999, 2000, 2024, 2096, 2100, 2399]) {
    const after = Date.UTC(year, 0, 1, 12);
    expect(nextOccurrence(everyDay, after)).toBe(Date.UTC(year, 0, 2));
    expect(nextOccurrence(firstOfMarch, after)).toBe(Date.UTC(year, 2, 1));
  }
});
