import { parseDuration } from "../base/duration.ts";
import { isoInZone, localInstant, parseInstant } from "./calendar.ts";

/** What a time that somebody looks back to is read by. */
export interface LookingBack {
  readonly now: number;
  /** IANA zone of days. */
  readonly zone: string;
}

/** Forms of a time that somebody looks back to, for a sentence. */
export const PAST_FORMS =
  "a length of time such as 2h or 7d, today, yesterday, a date such as 2026-03-01, or an instant with its zone such as 2026-03-01T09:00:00Z";

/** Why no time lies between two instants; null when some does. */
export function spanProblem(since: number | undefined, until: number | undefined): string | null {
  if (since === undefined || until === undefined || since < until) return null;
  return "until is not after since, so that no time lies between them.";
}

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1_440;

/**
 * From when on, epoch milliseconds: a length of time before now, the first instant of `today`, `yesterday` or a date in the zone, or an
 * instant with its zone; null for anything else. @throws RangeError for an unknown zone.
 */
export function parseSince(text: string, at: LookingBack): number | null {
  return parsePast(text, at, 0);
}

/** Until when: the same, but of a day its end, which is in it whole. @throws RangeError for an unknown zone. */
export function parseUntil(text: string, at: LookingBack): number | null {
  return parsePast(text, at, 1);
}

function parsePast(text: string, { now, zone }: LookingBack, daysOn: number): number | null {
  const ageMs = parseDuration(text);
  if (ageMs !== null) return now - ageMs;
  const minute = firstMinuteOf(text, isoInZone(now, zone).slice(0, 10));
  return minute === null ? parseInstant(text) : localInstant(minute + daysOn * MINUTES_A_DAY, zone);
}

const DAYS_ON: ReadonlyMap<string, number> = new Map([
  ["today", 0],
  ["yesterday", -1],
]);
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Minutes from 1970 to the first one of a day by its own clock; null when it is none. */
function firstMinuteOf(text: string, today: string): number | null {
  const days = DAYS_ON.get(text.toLowerCase());
  if (days === undefined && !DATE.test(text)) return null;
  const first = parseInstant(`${days === undefined ? text : today}T00:00:00Z`);
  return first === null ? null : first / MINUTE_MS + (days ?? 0) * MINUTES_A_DAY;
}
