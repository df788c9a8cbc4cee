import { expect, test } from "vitest";
import { parseSince, parseUntil } from "../../../src/core/time/past.ts";

const NEW_YORK = "America/New_York";
/** 8 PM of November 27 in New York, a day later in UTC. */
const AT = { now: Date.parse("2026-11-28T01:00:00Z"), zone: NEW_YORK };

test.each([
  ["2h", "2026-11-27T23:00:00Z", "2026-11-27T23:00:00Z"],
  ["2026-11-27T09:00:00-05:00", "2026-11-27T14:00:00Z", "2026-11-27T14:00:00Z"],
  ["today", "2026-11-27T05:00:00Z", "2026-11-28T05:00:00Z"],
  ["Yesterday", "2026-11-26T05:00:00Z", "2026-11-27T05:00:00Z"],
  ["2026-11-27", "2026-11-27T05:00:00Z", "2026-11-28T05:00:00Z"],
  // The clock goes back on the day: it has 25 hours.
  ["2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"],
])("%s in New York is from %s on, and until %s", (text, since, until) => {
  expect(parseSince(text, AT)).toBe(Date.parse(since));
  expect(parseUntil(text, AT)).toBe(Date.parse(until));
});

test.each(["", "tomorrow", "2026-02-30", "2026-11-27T09:00", "11/27/2026", "constructor", "2 h"])(
  "%j is no time to look back to",
  (text) => {
    expect([parseSince(text, AT), parseUntil(text, AT)]).toEqual([null, null]);
  },
);
