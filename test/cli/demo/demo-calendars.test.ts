import { expect, test } from "vitest";
import { closeToday } from "../../../src/cli/demo/demo-calendars.ts";
import { calendarAt, isoInZone } from "../../../src/core/time/calendar.ts";
import type { Calendar } from "../../../src/core/model/ruleset/settings.ts";

const ZONE = "America/New_York";
const OFFICE: Calendar = {
  name: "office",
  timezone: ZONE,
  weekly: [[{ from: 540, to: 1_020 }], [], [], [], [], [], []],
  dates: {
    "2026-11-26": { spans: [], reason: "for Thanksgiving" },
    "2026-11-27": { spans: [{ from: 600, to: 720 }], reason: null },
  },
};

function nextOpen(now: string): string {
  const office = closeToday({ office: OFFICE }, Date.parse(now))["office"];
  const nextOpenAt = office === undefined ? null : calendarAt(office, Date.parse(now)).nextOpenAt;
  return nextOpenAt === null ? "never" : isoInZone(nextOpenAt, ZONE);
}

test("the office is closed all of today, at any hour, and opens the next day at 8:00", () => {
  expect(nextOpen("2026-05-05T00:00:00-04:00")).toBe("2026-05-06T08:00:00-04:00");
  expect(nextOpen("2026-05-05T23:59:00-04:00")).toBe("2026-05-06T08:00:00-04:00");
});

test("on the eve of a holiday it does not open on the holiday, but when the date after says", () => {
  expect(nextOpen("2026-11-25T14:00:00-05:00")).toBe("2026-11-27T10:00:00-05:00");
});

test("today is the date in the zone of the calendar", () => {
  expect(nextOpen("2026-05-06T03:00:00Z")).toBe("2026-05-06T08:00:00-04:00");
});
