import { isoInZone, localMinutes, nextLocalTime, parseInstant } from "../core/time/calendar.ts";
import { EngineError } from "../core/base/errors.ts";
import { printable } from "../show/text/printable.ts";

/** The time an `--at` is counted from. */
interface Now {
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA zone of a time of day. */
  readonly zone: string;
}

const DAY_MS = 86_400_000;

/**
 * The instant an `--at` names: a time of day such as `20:00`, today in the zone though it may have passed, or an instant
 * with its zone.
 *
 * @throws EngineError USAGE for anything else.
 */
export function parseTimeToday(text: string, { now, zone }: Now): number {
  const minutes = minutesOf(text);
  if (minutes === null) return instantOf(text);
  const next = nextLocalTime(now, zone, minutes);
  return dateOf(next, zone) === dateOf(now, zone) ? next : nextLocalTime(now - DAY_MS, zone, minutes);
}

/**
 * The instant an `--at` names for a clock that goes forward only: the next such time of day, now while it shows it, or an
 * instant with its zone.
 *
 * @throws EngineError USAGE for an instant before `now`, and for anything else.
 */
export function parseTimeAhead(text: string, { now, zone }: Now): number {
  const minutes = minutesOf(text);
  if (minutes !== null) return localMinutes(now, zone) === minutes ? now : nextLocalTime(now, zone, minutes);
  const at = instantOf(text);
  if (at >= now) return at;
  throw new EngineError("USAGE", `The clock of dev goes forward only, and it is ${isoInZone(now, zone)} already.`);
}

/** Minutes since midnight; null when the text is no time of day. */
function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

function instantOf(text: string): number {
  const at = parseInstant(text);
  if (at !== null) return at;
  const hint = "a time of day such as 20:00, or a time with its zone such as 2026-12-24T20:00:00-05:00";
  throw new EngineError("USAGE", `--at takes ${hint}; "${printable(text)}" is neither.`);
}

function dateOf(at: number, zone: string): string {
  return isoInZone(at, zone).slice(0, 10);
}
