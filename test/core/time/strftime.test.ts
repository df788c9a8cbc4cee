import { expect, test } from "vitest";
import { readWallClock } from "../../../src/core/time/calendar.ts";
import { checkFormat, formatWallClock } from "../../../src/core/time/strftime.ts";

function format(text: string, written: string): string {
  const clock = readWallClock(text, "America/Chicago");
  if (clock === null) throw new Error(`${text} is not a time`);
  return formatWallClock(clock, written);
}

test.each([
  ["%A %a %B %b %h", "Sunday Sun March Mar Mar"],
  ["%d %-d %e %_d %0e %j %u", "08  8  8  8 08 067 7".replace("08  8  8  8", "08 8  8  8")],
  ["%Y %y %m %-m %F %D", "2026 26 03 3 2026-03-08 03/08/26"],
  ["%H %-H %k %I %-I %l %M %S %L", "07 7  7 07 7  7 05 09 042"],
  ["%p %P %T %R", "AM am 07:05:09 07:05"],
  ["%z %:z", "-0500 -05:00"],
  ["%^A %^p 100%% 5% %Q", "SUNDAY AM 100% 5% %Q"],
])("%s is %s", (written, wanted) => {
  expect(format("2026-03-08T07:05:09.042-05:00", written)).toBe(wanted);
});

test.each([
  ["2026-03-08T00:30:00-05:00", "12:30 AM"],
  ["2026-03-08T11:59:00-05:00", "11:59 AM"],
  ["2026-03-08T12:00:00-05:00", "12:00 PM"],
  ["2026-03-08T23:00:00-05:00", "11:00 PM"],
])("%s is %s on a clock of twelve hours", (text, wanted) => {
  expect(format(text, "%-I:%M %p")).toBe(wanted);
});

test("an offset east of UTC has a plus sign and its minutes", () => {
  expect(format("2026-03-08T07:05:09+05:45", "%z %:z")).toBe("+0545 +05:45");
});

test("a format is checked for parts there are not", () => {
  expect(checkFormat("%A at %-I:%M %p, 100%%")).toBeNull();
  expect(checkFormat("%A %-Q")).toBe('"%-Q" is not a part of a date');
  expect(checkFormat("no parts, 100 %")).toBeNull();
});
