import type { RetentionPolicy } from "../model/ruleset/settings.ts";

/** What goes with time: `texts` are taken out of records that stay, everything else is dropped. */
export type Passing = "texts" | "events" | "dedupe_keys" | "reservations" | "audit" | "tallies";

/** Instants before which each of it is old; epoch milliseconds. */
export type Horizons = Readonly<Record<Passing, number>>;

const DAY_MS = 86_400_000;

/** How long things are kept where nothing else is written. */
export const DEFAULT_RETENTION: RetentionPolicy = {
  textsMs: 30 * DAY_MS,
  eventsMs: 90 * DAY_MS,
  auditMs: 400 * DAY_MS,
};

/** A delivery that comes again within this time is the same event, however soon the event itself is dropped. */
const DEDUPE_MS = 90 * DAY_MS;

/** What was counted by the hour tells nothing of anybody, and is kept for a comparison with the year before. */
const TALLIES_MS = 400 * DAY_MS;

/** What is old at `now`. Reservations know themselves when they run out. */
export function horizonsAt({ textsMs, eventsMs, auditMs }: RetentionPolicy, now: number): Horizons {
  return {
    texts: now - textsMs,
    events: now - eventsMs,
    dedupe_keys: now - Math.max(DEDUPE_MS, eventsMs),
    reservations: now,
    audit: now - auditMs,
    tallies: now - TALLIES_MS,
  };
}
