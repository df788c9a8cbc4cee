import { DateTime, FixedOffsetZone, IANAZone } from "luxon";
import { memoized } from "../base/memo.ts";
import type { Calendar, CalendarDate, Span } from "../model/ruleset/settings.ts";
import type { WallClock } from "./strftime.ts";

/** What a calendar says of one moment; instants are epoch milliseconds. */
export interface CalendarState {
  readonly open: boolean;
  /** When the next span starts; while open, the one after the present one. Null: not within 400 days. */
  readonly nextOpenAt: number | null;
  /** When the present span ends, while closed the next one. Null: not within 400 days, so also when it never closes. */
  readonly nextCloseAt: number | null;
  /** The reason given for the local date, or null. */
  readonly reason: string | null;
}

/**
 * What a calendar says at `at`. A span belongs to the date it starts on; spans that touch or overlap are one. A local
 * time that a clock change leaves out is the first instant after the gap, a repeated one its first occurrence.
 *
 * @throws RangeError for a zone that does not exist.
 */
export function calendarAt(calendar: Calendar, at: number): CalendarState {
  const today = Math.floor(localMinute(offsetsOf(calendar.timezone), at) / MINUTES_A_DAY);
  const reason = planOf(calendar).dates.get(today)?.reason ?? null;
  const openings = findOpenings(calendar, at);
  for (const { openAt, closeAt } of openings) {
    if (closeAt !== null && closeAt <= at) continue;
    if (openAt > at) return { open: false, nextOpenAt: openAt, nextCloseAt: closeAt, reason };
    const next = openings.next();
    return { open: true, nextOpenAt: next.done === true ? null : next.value.openAt, nextCloseAt: closeAt, reason };
  }
  return { open: false, nextOpenAt: null, nextCloseAt: null, reason };
}

/** Minutes since midnight that a clock in a zone shows, 0 to 1439. @throws RangeError for an unknown zone. */
export function localMinutes(at: number, zone: string): number {
  return localMinute(offsetsOf(zone), at) % MINUTES_A_DAY;
}

/**
 * The first instant after `at` at which a clock in a zone shows a time, given in minutes since midnight. When a clock
 * change leaves that time out, the first instant after the gap. @throws RangeError for an unknown zone.
 */
export function nextLocalTime(at: number, zone: string, minutes: number): number {
  const offsetAt = offsetsOf(zone);
  const now = localMinute(offsetAt, at);
  const wait = MINUTES_A_DAY - ((now - minutes + MINUTES_A_DAY) % MINUTES_A_DAY);
  const withoutClockChange = (Math.floor(at / MINUTE_MS) + wait) * MINUTE_MS;
  const isSame = localMinute(offsetAt, withoutClockChange) === now + wait;
  return isSame ? withoutClockChange : instantOf(offsetAt, now + wait);
}

/** Minutes since 1970 that a clock in a zone shows. @throws RangeError for an unknown zone. */
export function localMinuteAt(at: number, zone: string): number {
  return localMinute(offsetsOf(zone), at);
}

/** When a clock in a zone shows a minute since 1970: the first time, or the first instant after the gap it falls into. @throws RangeError for an unknown zone. */
export function localInstant(minute: number, zone: string): number {
  return instantOf(offsetsOf(zone), minute);
}

const ZONES_KEPT = 1_000;

/** Tells whether a text is an IANA time zone this machine knows. */
export const isTimeZone = memoized((text: string): boolean => IANAZone.isValidZone(text), ZONES_KEPT);

/** Epoch milliseconds of an ISO 8601 date and time with `Z` or an offset; null for anything else. */
export function parseInstant(text: string): number | null {
  if (!INSTANT.test(text)) return null;
  const instant = DateTime.fromISO(text);
  return instant.isValid ? instant.toMillis() : null;
}

/**
 * An instant in ISO 8601 with the offset of a zone, `Z` for the zone `UTC` only; without milliseconds when there are
 * none. @throws RangeError for an unknown zone.
 */
export function isoInZone(at: number, zone: string): string {
  const offset = offsetsOf(zone)(at);
  const local = at + offset * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  const seconds = Math.floor((local - day * DAY_MS) / 1_000);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  const ms = local - day * DAY_MS - seconds * 1_000;
  const fraction = ms === 0 ? "" : `.${String(ms).padStart(3, "0")}`;
  const suffix = zone === "UTC" ? "Z" : FixedOffsetZone.instance(offset).formatOffset(at, "short");
  return `${isoDate(day)}T${time}${fraction}${suffix}`;
}

/**
 * What the clock shows for a time written in ISO 8601: its own wall clock when it has an offset, the one in `zone` when
 * it is in UTC, however that is spelled, midnight for a date alone. Null for anything else. @throws RangeError for an unknown zone.
 */
export function readWallClock(text: string, zone: string): WallClock | null {
  if (!INSTANT.test(text) && !DATE.test(text)) return null;
  const written = DateTime.fromISO(text, { zone: "utc", setZone: true });
  if (!written.isValid) return null;
  const isUtc = INSTANT.test(text) && written.offset === 0;
  const offset = isUtc ? offsetsOf(zone)(written.toMillis()) : written.offset;
  const time = written.setZone(FixedOffsetZone.instance(offset));
  const { year, month, day, weekday, ordinal: dayOfYear, hour, minute, second, millisecond } = time;
  return { year, month, day, weekday, dayOfYear, hour, minute, second, millisecond, offsetMinutes: offset };
}

/** `YYYY-MM-DD` of a day since 1970; kept, since luxon takes a microsecond and every event asks three times. */
const isoDate = memoized(
  (day: number): string => DateTime.fromMillis(day * DAY_MS, { zone: "utc" }).toISODate() ?? "",
  1_000,
);

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1_440;
const DAY_MS = MINUTES_A_DAY * MINUTE_MS;
const SEARCH_DAYS = 400;
// After the last date that differs, the weeks are all the same.
const DAYS_UNTIL_REPEATED = 9;
// More than any clock was moved since 2012; conversions are spared for spans that ended longer ago.
const LARGEST_CLOCK_CHANGE = 180;

/** A span in instants; `closeAt` is null when it goes on beyond the days searched. */
interface Opening {
  readonly openAt: number;
  readonly closeAt: number | null;
}

/** Spans that end near or after `at`, in order; those that fall into the gap of a clock change are left out. */
function* findOpenings(calendar: Calendar, at: number): Generator<Opening, void> {
  // Spans that only such a gap parts touch as instants.
  for (const { from, to } of joined(instantsOf(calendar, at))) {
    if (to > from) yield { openAt: from, closeAt: to === Infinity ? null : to };
  }
}

/** Spans that end near or after `at`, in epoch milliseconds; without end when they go on beyond the days searched. */
function* instantsOf(calendar: Calendar, at: number): Generator<Span, void> {
  const offsetAt = offsetsOf(calendar.timezone);
  const now = localMinute(offsetAt, at);
  const today = Math.floor(now / MINUTES_A_DAY);
  const endDay = Math.min(today + SEARCH_DAYS, Math.max(today, planOf(calendar).lastDate) + DAYS_UNTIL_REPEATED);
  for (const { from, to } of joined(spansOf(calendar, today - 1, endDay))) {
    if (to <= now - LARGEST_CLOCK_CHANGE) continue;
    const until = to < endDay * MINUTES_A_DAY ? instantOf(offsetAt, to) : Infinity;
    yield { from: instantOf(offsetAt, from), to: until };
  }
}

/** Spans of the days from `firstDay` until before `endDay`, in minutes of local time since 1970. */
function* spansOf(calendar: Calendar, firstDay: number, endDay: number): Generator<Span, void> {
  const { weekly, dates } = planOf(calendar);
  for (let day = firstDay; day < endDay; day++) {
    const spans: readonly Span[] = dates.get(day)?.spans ?? weekly[(day + WEEKDAY_OF_DAY_ZERO) % 7] ?? [];
    const midnight = day * MINUTES_A_DAY;
    for (const { from, to } of spans) yield { from: midnight + from, to: midnight + to };
  }
}

/** Spans in order, those that touch or overlap as one. */
function* joined(spans: Iterable<Span>): Generator<Span, void> {
  let current: Span | null = null;
  for (const span of spans) {
    if (current !== null && span.from <= current.to) {
      current = { from: current.from, to: Math.max(current.to, span.to) };
    } else {
      if (current !== null) yield current;
      current = span;
    }
  }
  if (current !== null) yield current;
}

// 1 January 1970 was a Thursday; Monday is at index 0.
const WEEKDAY_OF_DAY_ZERO = 3;

/** A calendar with the spans of each day in order and its dates by days since 1970. */
interface Plan {
  readonly weekly: readonly (readonly Span[])[];
  readonly dates: ReadonlyMap<number, CalendarDate>;
  /** Day of the last date; 0 when there is none. */
  readonly lastDate: number;
}

const plans = new WeakMap<Calendar, Plan>();

function planOf(calendar: Calendar): Plan {
  const known = plans.get(calendar);
  if (known !== undefined) return known;
  const inOrder = (spans: readonly Span[]): readonly Span[] => [...spans].sort((a, b) => a.from - b.from);
  const dates = Object.entries(calendar.dates).map(
    ([date, { spans, reason }]) =>
      [DateTime.fromISO(date, { zone: "utc" }).toMillis() / DAY_MS, { spans: inOrder(spans), reason }] as const,
  );
  const plan: Plan = {
    weekly: calendar.weekly.map(inOrder),
    dates: new Map(dates),
    lastDate: Math.max(0, ...dates.map(([day]) => day)),
  };
  plans.set(calendar, plan);
  return plan;
}

/** Minutes east of UTC at an instant. */
type OffsetAt = (at: number) => number;

const OFFSETS_KEPT = 2_000;
// Clocks are changed on quarters of an hour of UTC, in every zone since 1972.
const QUARTER_MS = 15 * MINUTE_MS;

/** The offsets of a zone; asking Intl takes microseconds, so what it said is kept by quarter of an hour. */
const offsetsOf = memoized((name: string): OffsetAt => {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`"${name}" is not an IANA time zone`);
  const offsetOf = memoized((quarter: number) => zone.offset(quarter * QUARTER_MS), OFFSETS_KEPT);
  return (at) => offsetOf(Math.floor(at / QUARTER_MS));
}, ZONES_KEPT);

/** Minutes since 1970 that the clock on the wall shows. */
function localMinute(offsetAt: OffsetAt, at: number): number {
  return Math.floor(at / MINUTE_MS) + offsetAt(at);
}

/** The instant of a local minute: its first occurrence, or the first instant after the gap it falls into. */
function instantOf(offsetAt: OffsetAt, local: number): number {
  const before = offsetAt((local - MINUTES_A_DAY) * MINUTE_MS);
  const first = (local - before) * MINUTE_MS;
  if (offsetAt(first) === before) return first;
  const after = offsetAt((local + MINUTES_A_DAY) * MINUTE_MS);
  const second = (local - after) * MINUTE_MS;
  if (offsetAt(second) === after) return second;
  let at = first;
  while (offsetAt(at - MINUTE_MS) === after) at -= MINUTE_MS;
  return at;
}
