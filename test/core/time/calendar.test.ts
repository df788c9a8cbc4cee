import { expect, test } from "vitest";
import {
  calendarAt,
  isoInZone,
  isTimeZone,
  localMinutes,
  nextLocalTime,
  parseInstant,
  readWallClock,
} from "../../../src/core/time/calendar.ts";
import type { Calendar, Span } from "../../../src/core/model/ruleset/settings.ts";
import table from "../../tables/calendar.json" with { type: "json" };

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

interface WrittenCalendar {
  readonly timezone: string;
  readonly weekly: Readonly<Record<string, readonly string[]>>;
  readonly dates: Readonly<Record<string, { readonly hours: readonly string[]; readonly reason: string | null }>>;
}

const calendars: Readonly<Record<string, WrittenCalendar>> = table.calendars;

function spanOf(text: string): Span {
  const [from = 0, to = 0] = text.split("-").map((clock) => {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    return hours * 60 + minutes;
  });
  return { from, to };
}

function calendarNamed(name: string): Calendar {
  const written = calendars[name];
  if (written === undefined) throw new Error(`the table has no calendar ${name}`);
  const dates = Object.entries(written.dates).map(([date, { hours, reason }]) => {
    return [date, { spans: hours.map(spanOf), reason }] as const;
  });
  return {
    name,
    timezone: written.timezone,
    weekly: DAYS.map((day) => (written.weekly[day] ?? []).map(spanOf)),
    dates: Object.fromEntries(dates),
  };
}

function instant(text: string): number {
  const at = parseInstant(text);
  if (at === null) throw new Error(`${text} is not an instant`);
  return at;
}

test.each(table.cases)("$calendar: $name", (given) => {
  const calendar = calendarNamed(given.calendar);

  const state = calendarAt(calendar, instant(given.at));

  const iso = (at: number | null): string | null => (at === null ? null : isoInZone(at, calendar.timezone));
  expect({ ...state, nextOpenAt: iso(state.nextOpenAt), nextCloseAt: iso(state.nextCloseAt) }).toEqual({
    open: given.open,
    nextOpenAt: given.nextOpen,
    nextCloseAt: given.nextClose,
    reason: given.reason,
  });
});

test("a calendar agrees with itself at every third hour of a year with two changes of clocks", () => {
  const calendar = calendarNamed("office");
  const from = instant("2026-01-01T00:00:00Z");

  for (let at = from; at < from + 365 * 86_400_000; at += 3 * 3_600_000) {
    const { open, nextOpenAt, nextCloseAt } = calendarAt(calendar, at);
    const changeAt = open ? nextCloseAt : nextOpenAt;
    if (changeAt === null) throw new Error("the office opens and closes all year");
    expect(changeAt).toBeGreaterThan(at);
    expect(calendarAt(calendar, changeAt - 1).open).toBe(open);
    expect(calendarAt(calendar, changeAt).open).toBe(!open);
  }
});

test("a day that the plan does not name is closed", () => {
  expect(calendarAt({ ...calendarNamed("never"), weekly: [] }, 0).open).toBe(false);
});

test("a zone that does not exist is refused by name", () => {
  const calendar = { ...calendarNamed("never"), timezone: "America/Atlantis" };

  expect(() => calendarAt(calendar, 0)).toThrow(new RangeError('"America/Atlantis" is not an IANA time zone'));
  expect(() => localMinutes(0, "America/Atlantis")).toThrow(RangeError);
  expect(isTimeZone("America/Atlantis")).toBe(false);
  expect(isTimeZone("America/New_York")).toBe(true);
});

test.each([
  ["2026-03-08T22:15:00-05:00", 1_773_026_100_000],
  ["2026-03-09T03:15:00Z", 1_773_026_100_000],
  ["2026-03-09T03:15Z", 1_773_026_100_000],
  ["2026-03-09T03:15:00.250Z", 1_773_026_100_250],
  ["2026-03-09T03:15:00.250999Z", 1_773_026_100_250],
  ["2026-03-09T08:45:00+0530", 1_773_026_100_000],
  ["2026-03-08T22:15:00-05", 1_773_026_100_000],
])("%s is an instant", (text, wanted) => {
  expect(parseInstant(text)).toBe(wanted);
});

test.each([
  "2026-03-08T22:15:00",
  "2026-03-08",
  "22:15Z",
  "2026-02-30T00:00:00Z",
  "2026-03-08 22:15:00Z",
  "2026-W10-7T22:15:00Z",
  "1773026100000",
  "tomorrow",
  "",
])("%j is not an instant", (text) => {
  expect(parseInstant(text)).toBeNull();
});

test.each([
  ["2026-07-01T12:00:00Z", "America/Chicago", "2026-07-01T07:00:00-05:00"],
  ["2026-01-01T12:00:00Z", "America/Chicago", "2026-01-01T06:00:00-06:00"],
  ["2026-01-01T12:00:00Z", "Europe/London", "2026-01-01T12:00:00+00:00"],
  ["2026-01-01T12:00:00Z", "Asia/Kathmandu", "2026-01-01T17:45:00+05:45"],
  ["2026-01-01T12:00:00.250Z", "UTC", "2026-01-01T12:00:00.250Z"],
  ["2026-01-01T12:00:00Z", "UTC", "2026-01-01T12:00:00Z"],
])("%s in %s is %s", (text, zone, wanted) => {
  expect(isoInZone(instant(text), zone)).toBe(wanted);
});

test("the minutes of the day are those of the clock on the wall", () => {
  expect(localMinutes(instant("2026-03-08T01:59:59-06:00"), "America/Chicago")).toBe(119);
  expect(localMinutes(instant("2026-03-08T03:00:00-05:00"), "America/Chicago")).toBe(180);
});

test.each([
  ["later today", "2026-03-10T06:00:30-05:00", "America/Chicago", 480, "2026-03-10T08:00:00-05:00"],
  [
    "tomorrow when it is that minute now",
    "2026-03-10T08:00:00-05:00",
    "America/Chicago",
    480,
    "2026-03-11T08:00:00-05:00",
  ],
  ["tomorrow when it is over", "2026-03-10T09:00:00-05:00", "America/Chicago", 480, "2026-03-11T08:00:00-05:00"],
  ["over the missing hour", "2026-03-07T22:00:00-06:00", "America/Chicago", 480, "2026-03-08T08:00:00-05:00"],
  ["over the repeated hour", "2026-10-31T22:00:00-05:00", "America/Chicago", 480, "2026-11-01T08:00:00-06:00"],
  ["in the missing hour", "2026-03-07T22:00:00-06:00", "America/Chicago", 150, "2026-03-08T03:00:00-05:00"],
  [
    "in the repeated hour, from before",
    "2026-11-01T00:30:00-05:00",
    "America/Chicago",
    105,
    "2026-11-01T01:45:00-05:00",
  ],
  [
    "in the repeated hour, second time",
    "2026-11-01T01:30:00-06:00",
    "America/Chicago",
    105,
    "2026-11-01T01:45:00-06:00",
  ],
])("the next local time is %s", (_, text, zone, minutes, wanted) => {
  expect(isoInZone(nextLocalTime(instant(text), zone, minutes), zone)).toBe(wanted);
});

test("a written time keeps the wall clock of its own offset", () => {
  expect(readWallClock("2026-03-09T08:05:06.007-05:00", "Asia/Tokyo")).toEqual({
    year: 2026,
    month: 3,
    day: 9,
    weekday: 1,
    dayOfYear: 68,
    hour: 8,
    minute: 5,
    second: 6,
    millisecond: 7,
    offsetMinutes: -300,
  });
});

test("a time written in UTC, in whatever spelling, is shown in the zone, a date alone at its midnight", () => {
  for (const utc of ["Z", "+00:00", "+0000", "+00", "-00:00"]) {
    const shown = readWallClock(`2026-03-09T13:00:00${utc}`, "America/Chicago");
    expect(shown).toMatchObject({ hour: 8, offsetMinutes: -300 });
  }
  expect(readWallClock("2026-11-26", "America/Chicago")).toMatchObject({ day: 26, hour: 0, minute: 0 });
});

test.each(["2026-02-30", "2026-03-09T08:00:00", "soon"])("%j has no wall clock", (text) => {
  expect(readWallClock(text, "America/Chicago")).toBeNull();
});
