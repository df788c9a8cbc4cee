import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";
import type { Calendar } from "../../../src/core/model/ruleset/settings.ts";

function compile(text: string): Calendar {
  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text: `version: 1\ntimezone: America/New_York\ncalendars:\n  hours: ${text}\n`,
    environment: {},
    requireEnvironment: true,
  });
  const calendar = config?.settings.calendars["hours"];
  if (calendar === undefined) throw new Error(JSON.stringify(diagnostics));
  return calendar;
}

test("days and ranges become seven lists of minutes, Monday first", () => {
  const calendar = compile('{ timezone: America/Chicago, weekly: { mon-wed: ["08:00-12:00"], sat: ["09:30-13:00"] } }');

  const workday = [{ from: 480, to: 720 }];
  expect(calendar).toEqual({
    name: "hours",
    timezone: "America/Chicago",
    weekly: [workday, workday, workday, [], [], [{ from: 570, to: 780 }], []],
    dates: {},
  });
});

test("a calendar without zone is in the zone of the configuration", () => {
  expect(compile("{ weekly: {} }").timezone).toBe("America/New_York");
});

test("a range may pass Sunday", () => {
  const { weekly } = compile('{ weekly: { sat-mon: ["10:00-11:00"] } }');

  expect(weekly.map((spans) => spans.length)).toEqual([1, 0, 0, 0, 0, 1, 1]);
});

test("spans come by their start, may pass midnight, and may fill the day", () => {
  const { weekly } = compile('{ weekly: { fri: ["22:00-02:00", "08:00-12:00"], sat: ["00:00-24:00"] } }');

  expect(weekly[4]).toEqual([
    { from: 480, to: 720 },
    { from: 1320, to: 1560 },
  ]);
  expect(weekly[5]).toEqual([{ from: 0, to: 1440 }]);
});

test("dates are closed or have their own hours, with a reason or without", () => {
  const { dates } = compile(
    '{ weekly: {}, dates: { 2028-02-29: { closed: true, reason: "for the leap day" }, "2026-12-24": { hours: ["08:00-12:00"] } } }',
  );

  expect(dates).toEqual({
    "2028-02-29": { spans: [], reason: "for the leap day" },
    "2026-12-24": { spans: [{ from: 480, to: 720 }], reason: null },
  });
});
