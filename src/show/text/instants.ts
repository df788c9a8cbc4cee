import { isoInZone, parseInstant, readWallClock } from "../../core/time/calendar.ts";
import { PAST_FORMS, parseSince, parseUntil } from "../../core/time/past.ts";
import { formatWallClock } from "../../core/time/strftime.ts";
import { formatDuration } from "../../core/base/duration.ts";
import { EngineError } from "../../core/base/errors.ts";
import { printable } from "./printable.ts";

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
 * An instant as the clock and the calendar on a wall show it, in a zone: `2:30 PM` of the day that `now` is in, else
 * `Apr 30, 2:30 PM`, and with its year when that is another one.
 */
export function toClock(at: number, { now, zone }: { readonly now: number; readonly zone: string }): string {
  const [then, today] = [isoInZone(at, zone), isoInZone(now, zone)];
  const clock = readWallClock(then, zone);
  if (clock === null) return then;
  const isOf = (characters: number): boolean => then.slice(0, characters) === today.slice(0, characters);
  const day = isOf(10) ? "" : isOf(4) ? "%b %-d, " : "%b %-d, %Y, ";
  return formatWallClock(clock, `${day}%-I:%M %p`);
}

/**
 * A sentence of the engine with the instants in it told in another zone, so that a line holds one zone only. What it says
 * was written when it was decided, in the zone of then.
 */
export function retell(
  sentence: string,
  zone: string,
  tell: (at: number) => string = (at) => isoInZone(at, zone),
): string {
  return sentence.replace(INSTANT, (written) => {
    const at = parseInstant(written);
    return at === null ? written : tell(at);
  });
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

/** How far an instant lies from now, such as `5m ago`, `just now` within a second, or `in 2h`. */
export function toDistance(at: number, now: number): string {
  if (at <= now && now - at < 1_000) return "just now";
  return at > now ? `in ${formatDuration(at - now)}` : `${formatDuration(now - at)} ago`;
}

/** The instant a `--since` or `--until` names, once somebody knows what time it is, and in which zone days are. */
export type Since = (now: number, zone: string) => number;

/** What a `--since` names: {@link parseSince}. @throws EngineError USAGE for anything else. */
export function readSince(text: string): Since {
  return lookingBack(text, "--since", parseSince);
}

/** What an `--until` names: {@link parseUntil}. @throws EngineError USAGE for anything else. */
export function readUntil(text: string): Since {
  return lookingBack(text, "--until", parseUntil);
}

function lookingBack(text: string, option: string, parse: typeof parseSince): Since {
  const read = (now: number, zone: string): number => {
    const at = parse(text, { now, zone });
    if (at !== null) return at;
    throw new EngineError("USAGE", `${option} takes ${PAST_FORMS}; "${printable(text)}" is none of them.`);
  };
  // What is none is so at any time.
  read(0, "UTC");
  return read;
}
