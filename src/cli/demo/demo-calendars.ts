import { isoInZone } from "../../core/time/calendar.ts";
import type { Calendar, Settings } from "../../core/model/ruleset/settings.ts";

const DAILY = [{ from: 8 * 60, to: 17 * 60 }];

/**
 * The calendars, closed for the whole of the day `now` falls on and otherwise open every day from 8:00 to 17:00, so that
 * the hour of the demo makes no difference. Their other dates stay as they are.
 */
export function closeToday(calendars: Settings["calendars"], now: number): Settings["calendars"] {
  const closed = Object.entries(calendars).map(([name, calendar]): [string, Calendar] => {
    const today = isoInZone(now, calendar.timezone).slice(0, 10);
    const dates = { ...calendar.dates, [today]: { spans: [], reason: null } };
    return [name, { ...calendar, weekly: Array(7).fill(DAILY), dates }];
  });
  return Object.fromEntries(closed);
}
