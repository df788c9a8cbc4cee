import { isoInZone, parseInstant } from "../../core/time/calendar.ts";
import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";

/** An instant in ISO 8601, UTC, for JSON; null stays null. */
export function toIso(at: number): string;
export function toIso(at: number | null): string | null;
export function toIso(at: number | null): string | null {
  return at === null ? null : isoInZone(at, "UTC");
}

/** An instant in a zone, to the second: for a table. */
export function toSecond(at: number, zone: string): string {
  return isoInZone(at - (at % 1_000), zone);
}

/**
 * A sentence of the engine with the instants in it told in another zone, so that a line holds one zone only. What it says
 * was written when it was decided, in the zone of then.
 */
export function retell(sentence: string, zone: string): string {
  return sentence.replace(INSTANT, (written) => {
    const at = parseInstant(written);
    return at === null ? written : isoInZone(at, zone);
  });
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

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
