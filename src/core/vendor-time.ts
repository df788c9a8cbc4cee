import type { JsonValue } from "./json.ts";

const EARLIEST = 946_684_800_000; // 2000-01-01
const LATEST = 4_102_444_800_000; // 2100-01-01
const SECONDS_BELOW = 100_000_000_000;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * An instant as the vendor writes it, in epoch milliseconds: ISO 8601 / RFC 3339 (UTC when no offset is given) or Unix
 * time in seconds or milliseconds, as number or digits. Null when it is none, or not between 2000 and 2100.
 * By hand because it runs for every delivery and luxon takes 15 microseconds.
 */
export function parseVendorTime(value: JsonValue): number | null {
  const at = typeof value === "string" && !/^\d+$/.test(value) ? isoToMs(value) : unixToMs(value);
  return at !== null && at >= EARLIEST && at < LATEST ? at : null;
}

function unixToMs(value: JsonValue): number | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const number = Number(value);
  return Math.floor(number < SECONDS_BELOW ? number * 1000 : number);
}

function isoToMs(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const year = part(1);
  const month = part(2);
  const day = part(3);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (part(4) > 23 || part(5) > 59 || part(6) > 60) return null;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const seconds = (daysSince1970(year, month, day) * 24 + part(4)) * 3600 + part(5) * 60 + part(6);
  return (seconds - offsetMinutes(match[8]) * 60) * 1000 + milliseconds;
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(":", ""));
  return offset.startsWith("-") ? -minutes : minutes;
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysSince1970(year + 1, 1, 1) : daysSince1970(year, month + 1, 1);
  return next - daysSince1970(year, month, 1);
}

/** Howard Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`; for years from 0 on. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
