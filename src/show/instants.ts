import { isoInZone, parseInstant } from "../core/time/calendar.ts";
import { formatDuration, parseDuration } from "../core/base/duration.ts";
import { EngineError } from "../core/base/errors.ts";

/** An instant in ISO 8601, UTC; null stays null. */
export function toIso(at: number): string;
export function toIso(at: number | null): string | null;
export function toIso(at: number | null): string | null {
  return at === null ? null : isoInZone(at, "UTC");
}

/** How far an instant lies from now, such as `5m ago` or `in 2h`. */
export function toDistance(at: number, now: number): string {
  return at > now ? `in ${formatDuration(at - now)}` : `${formatDuration(now - at)} ago`;
}

/**
 * The instant a `--since` names: a duration before now, or an instant with its zone.
 *
 * @throws EngineError USAGE for anything else.
 */
export function parseSince(text: string, now: number): number {
  const ms = parseDuration(text);
  const at = ms === null ? parseInstant(text) : now - ms;
  if (at !== null) return at;
  throw new EngineError("USAGE", `--since takes a duration such as 2h, or a time with its zone; "${text}" is neither.`);
}
