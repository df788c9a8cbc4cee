import type { Event } from "../../model/event.ts";
import type { Calendar, Settings } from "../../model/ruleset/settings.ts";
import { calendarAt } from "../../time/calendar.ts";
import { inboundTexts } from "../reply-window.ts";

/**
 * Whether a text is an answer out of hours: it goes at once to whoever wrote the text that started its rule, and both came
 * about while every calendar was closed: that text was received then, and this one planned. Without a calendar none is.
 */
export function isAnswerOutOfHours(
  { phone, goesOutAt }: { readonly phone: string; readonly goesOutAt: number | null },
  { event, settings, now }: { readonly event: Event; readonly settings: Settings; readonly now: number },
): boolean {
  const [asked] = inboundTexts([event], phone);
  if (asked === undefined || goesOutAt !== null) return false;
  const calendars = Object.values(settings.calendars);
  return calendars.length > 0 && isClosed(calendars, asked.at) && isClosed(calendars, now);
}

function isClosed(calendars: readonly Calendar[], at: number): boolean {
  return calendars.every((calendar) => !calendarAt(calendar, at).open);
}
