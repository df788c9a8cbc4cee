import type { Calendar } from "../model/ruleset/settings.ts";
import { calendarAt } from "./calendar.ts";

/** No calendar opens more often in the 400 days it is looked ahead. */
const MAXIMUM_SPANS = 20_000;

/**
 * The instant, epoch milliseconds, at which so many milliseconds of open time have passed since `from`; null when the calendar
 * does not open for so long.
 */
export function openTimeEnd(calendar: Calendar, from: number, ms: number): number | null {
  let at = from;
  let leftMs = ms;
  for (let span = 0; span < MAXIMUM_SPANS; span += 1) {
    const { open, nextOpenAt, nextCloseAt } = calendarAt(calendar, at);
    if (open) {
      if (nextCloseAt === null || at + leftMs <= nextCloseAt) return at + leftMs;
      leftMs -= nextCloseAt - at;
      at = nextCloseAt;
    } else {
      if (nextOpenAt === null) return null;
      at = nextOpenAt;
    }
  }
  return null;
}
