import type { CronFields } from "../model/ruleset/rule.ts";
import { localInstant, localMinuteAt } from "./calendar.ts";

/** When something is due: cron fields, read by the clock of a zone. */
export interface Timetable {
  readonly fields: CronFields;
  /** IANA name. */
  readonly timezone: string;
}

const MINUTES_A_DAY = 24 * 60;
/** From 29 February to the next it may be eight years. */
const SEARCH_DAYS = 8 * 366 + 1;

/** The first occurrence after an instant, epoch milliseconds; null when there is none in eight years. */
export function nextOccurrence(timetable: Timetable, after: number): number | null {
  const today = localDay(after, timetable.timezone);
  for (let day = today; day <= today + SEARCH_DAYS; day += 1) {
    const next = occurrencesOn(day, timetable).find((at) => at > after);
    if (next !== undefined) return next;
  }
  return null;
}

/** The last occurrence after one instant and up to another, both epoch milliseconds; null when there is none. */
export function latestOccurrence(
  timetable: Timetable,
  { after, until }: { readonly after: number; readonly until: number },
): number | null {
  const firstDay = localDay(after, timetable.timezone);
  for (let day = localDay(until, timetable.timezone); day >= firstDay; day -= 1) {
    const latest = occurrencesOn(day, timetable).findLast((at) => at <= until);
    if (latest !== undefined) return latest > after ? latest : null;
  }
  return null;
}

/**
 * The instants of a day since 1970, in order. A local time that a clock change leaves out is the first instant after the gap, so several
 * may be one; a repeated one is its first occurrence.
 */
function occurrencesOn(day: number, { fields, timezone }: Timetable): readonly number[] {
  if (!isOnDay(day, fields)) return [];
  return fields.hours.flatMap((hour) =>
    fields.minutes.map((minute) => localInstant(day * MINUTES_A_DAY + hour * 60 + minute, timezone)),
  );
}

/** Days since 1970 of the date that a clock in a zone shows. @throws RangeError for an unknown zone. */
function localDay(at: number, zone: string): number {
  return Math.floor(localMinuteAt(at, zone) / MINUTES_A_DAY);
}

/** As crontab(5) has it: where both the day of the month and the day of the week are restricted, one of them is enough. */
function isOnDay(day: number, { daysOfMonth, months, weekdays }: CronFields): boolean {
  const { month, dayOfMonth } = dateOf(day);
  if (!months.includes(month)) return false;
  const isWeekday = weekdays.includes((day + WEEKDAY_OF_DAY_ZERO) % 7);
  const isDayOfMonth = daysOfMonth.includes(dayOfMonth);
  const isEither = daysOfMonth.length < 31 && weekdays.length < 7;
  return isEither ? isWeekday || isDayOfMonth : isWeekday && isDayOfMonth;
}

// 1 January 1970 was a Thursday; Sunday is 0.
const WEEKDAY_OF_DAY_ZERO = 4;

/** Month and day of a day since 1970, both from 1 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days). */
function dateOf(day: number): { readonly month: number; readonly dayOfMonth: number } {
  const shifted = day + 719_468;
  const dayOfEra = shifted - Math.floor(shifted / 146_097) * 146_097;
  const year = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { month: fromMarch < 10 ? fromMarch + 3 : fromMarch - 9, dayOfMonth };
}
