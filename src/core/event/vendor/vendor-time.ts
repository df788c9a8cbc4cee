import type { JsonValue } from "../../base/json.ts";

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
  if (month < 1 || month > 12 || day < 1) return null;
  if (Date.UTC(year, month - 1, day) > Date.UTC(year, month, 0)) return null;
  if (part(4) > 23 || part(5) > 59 || part(6) > 60) return null;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const local = Date.UTC(year, month - 1, day, part(4), part(5), part(6), milliseconds);
  return local - offsetMinutes(match[8]) * 60_000;
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(":", ""));
  return offset.startsWith("-") ? -minutes : minutes;
}
