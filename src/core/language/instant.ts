import { isoInZone, parseInstant } from "../time/calendar.ts";

/** The instant a rule writes, ISO 8601 with its zone, in epoch milliseconds; null when it is none. */
export function writtenInstant(text: string): number | null {
  return parseInstant(text);
}

/** An instant as a rule would write it, in a zone. */
export function instantText(at: number, zone: string): string {
  return isoInZone(at, zone);
}
