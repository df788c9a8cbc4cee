import type { JsonValue } from "../../core/base/json.ts";
import type { Literal } from "../../core/language/proof/formula.ts";
import { answers, timesFor } from "../../core/language/proof/representatives.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { calendarAt, isoInZone, localInstant } from "../../core/time/calendar.ts";

/** Whether a field goes by the moment of the event. */
export function isOfMoment(field: string): boolean {
  return ["now", "event.at", "event.received_at"].includes(field) || field.startsWith("calendar.");
}

/** A moment at which every question about it is answered as asked, epoch milliseconds; null when none was found. */
export function fittingMoment(fields: ReadonlyMap<string, readonly Literal[]>, settings: Settings): number | null {
  const asked = [...fields].filter(([field]) => isOfMoment(field));
  const moments =
    asked.length === 0
      ? [localInstant(USUAL, settings.timezone)]
      : momentsFor(
          asked.flatMap(([, each]) => each),
          settings,
        );
  const fits = (at: number): boolean =>
    asked.every(([field, literals]) => answers(literals, valueAtMoment(field, at, settings), isoInZone(at, "UTC")));
  return moments.find(fits) ?? null;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Minutes of local time since 1970: Tuesday, 5 May 2026, ten o'clock. */
const USUAL = Date.UTC(2026, 4, 5, 10) / MINUTE_MS;
const DAYS = 8;

/** The usual one, half hours of a week, the edges of what is asked for, and the days that calendars name. */
function momentsFor(literals: readonly Literal[], { timezone, calendars }: Settings): readonly number[] {
  const halfHours = Array.from({ length: DAYS * 48 }, (_, index) => USUAL + index * 30);
  const edges = (["instant", "minute", "age"] as const)
    .flatMap((scale) => timesFor(literals, scale))
    .map((text) => Date.parse(text));
  const minutes = edges.map((at) => Math.floor(at / MINUTE_MS) * MINUTE_MS);
  const days = Object.values(calendars).flatMap(({ dates }) => Object.keys(dates));
  const ofDays = days.flatMap((day) =>
    Array.from({ length: 48 }, (_, index) => Date.parse(`${day}T00:00:00Z`) / MINUTE_MS + index * 30),
  );
  const weekOfEdges = minutes.flatMap((at) =>
    Array.from({ length: DAYS }, (_, day) => at + day * DAY_MINUTES * MINUTE_MS),
  );
  return [...[...halfHours, ...ofDays].map((minute) => localInstant(minute, timezone)), ...edges, ...weekOfEdges];
}

function valueAtMoment(field: string, at: number, settings: Settings): JsonValue {
  const [root, name = "", part] = field.split(".");
  if (root !== "calendar") return isoInZone(at, "UTC");
  const calendar = settings.calendars[name];
  if (calendar === undefined) return null;
  const { open, nextOpenAt, nextCloseAt, reason } = calendarAt(calendar, at);
  const iso = (instant: number | null): string | null =>
    instant === null ? null : isoInZone(instant, calendar.timezone);
  if (part === "open") return open;
  return part === "reason" ? reason : iso(part === "next_open" ? nextOpenAt : nextCloseAt);
}
