import { parseDuration } from "../base/duration.ts";
import { isoInZone, localInstant, localMinuteAt, parseInstant } from "./calendar.ts";

/** What a date or time names: from its first instant on, up to the one behind it. Epoch milliseconds. */
export interface Moment {
  readonly from: number;
  readonly until: number;
}

/**
 * What a date (`2026-12-24`, from midnight to midnight), or a date and time, names; one without an offset is that of a clock
 * in `zone`. Null for anything else. @throws RangeError for an unknown zone.
 */
export function momentOf(text: string, zone: string): Moment | null {
  const day = dayOf(text);
  if (day !== null) return { from: midnightOn(day, zone), until: midnightOn(day + 1, zone) };
  const at = instantIn(text, zone);
  return at === null ? null : { from: at, until: at };
}

/** Minutes since midnight of a time of day such as `17:00`; null for anything else. */
export function timeOfDay(text: string): number | null {
  const [, hours = "", minutes = ""] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === "" ? null : Number(hours) * 60 + Number(minutes);
}

/** Whether a text names a date alone. */
export function isDate(text: string): boolean {
  return dayOf(text) !== null;
}

/**
 * A date or time moved by a duration such as `1d`, forwards or backwards (`sign` -1). Days and weeks are those of the calendar
 * in `zone`, so that nine o'clock stays nine o'clock; a time with an offset that is not the zone's keeps its own. Null when
 * the text is neither, or a date alone is moved by less than a day. @throws RangeError for an unknown zone.
 */
export function shiftedDate(
  text: string,
  { by, sign, zone }: { readonly by: string; readonly sign: 1 | -1; readonly zone: string },
): string | null {
  const ms = parseDuration(by);
  if (ms === null) return null;
  const isDays = /[dw]$/.test(by);
  const day = dayOf(text);
  if (day !== null) return isDays ? dateText(day + (sign * ms) / DAY_MS) : null;
  const at = instantIn(text, zone);
  if (at === null) return null;
  const offset = OFFSET.exec(text)?.[0] ?? null;
  if (offset !== null && !/^(?:Z|[+-]00:?(?:00)?)$/.test(offset) && !isOffsetOf(zone, at, offset)) {
    const local = wallTime(text) + sign * ms;
    return isoInZone(local, "UTC").replace("Z", offset);
  }
  return isoInZone(isDays ? shiftedDays(at, (sign * ms) / DAY_MS, zone) : at + sign * ms, zone);
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const OFFSET = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function instantIn(text: string, zone: string): number | null {
  if (!LOCAL.test(text)) return parseInstant(text);
  const wall = parseInstant(`${text.replace(" ", "T")}Z`);
  return wall === null ? null : atWall(wall, zone);
}

/** Days since 1970 of a date; null for anything else. */
function dayOf(text: string): number | null {
  const midnight = DATE.test(text) ? parseInstant(`${text}T00:00Z`) : null;
  return midnight === null ? null : midnight / DAY_MS;
}

function dateText(day: number): string {
  return isoInZone(day * DAY_MS, "UTC").slice(0, 10);
}

function midnightOn(day: number, zone: string): number {
  return atWall(day * DAY_MS, zone);
}

/** What the clock on the wall shows in a text with offset, as if it were UTC. */
function wallTime(text: string): number {
  return parseInstant(text.replace(OFFSET, "Z")) ?? 0;
}

/** When a clock in a zone shows what is given as if it were UTC. */
function atWall(wall: number, zone: string): number {
  const minute = Math.floor(wall / MINUTE_MS);
  return localInstant(minute, zone) + (wall - minute * MINUTE_MS);
}

function shiftedDays(at: number, days: number, zone: string): number {
  const rest = at - Math.floor(at / MINUTE_MS) * MINUTE_MS;
  return localInstant(localMinuteAt(at, zone) + (days * DAY_MS) / MINUTE_MS, zone) + rest;
}

function isOffsetOf(zone: string, at: number, offset: string): boolean {
  return parseInstant(isoInZone(at, zone).replace(OFFSET, offset)) === at;
}
