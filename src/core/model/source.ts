import { maskPhone } from "../base/phone.ts";
import type { Event } from "./event.ts";
import type { Settings, SourceSettings } from "./ruleset/settings.ts";

/** Stands between the name of a dry source and what is kept apart for it; names of sources and numbers do not hold it. */
const BORDER = "|";

/**
 * A key by which something is known, such as a lane or a dedupe key. A dry source has keys of its own: what is tried out there
 * is no part of what is known of real contacts, and nobody waits for it.
 */
export function keyApart(key: string, { source, dry }: Pick<Event, "source" | "dry">): string {
  return dry === true ? `${source}${BORDER}${key}` : key;
}

/** A key of {@link keyApart} as it was before. */
export function keyWithin(key: string, { source, dry }: Pick<Event, "source" | "dry">): string {
  return dry === true ? key.slice(source.length + BORDER.length) : key;
}

/** The number a lane is of, in E.164 with plus sign, also of a dry source; null when it is of none. */
export function phoneOfLane(lane: string): string | null {
  const whom = lane.slice(lane.lastIndexOf(BORDER) + 1);
  return whom.startsWith("+") ? whom : null;
}

/** A lane as people may see it: of a number no more than its country code and last four digits. */
export function maskedLane(lane: string): string {
  const phone = phoneOfLane(lane);
  return phone === null ? lane : lane.slice(0, -phone.length) + maskPhone(phone);
}

/** The lane of a number where another lane is: beside those of the same dry source, or of the live ones. */
export function laneBeside(lane: string, phone: string): string {
  return lane.slice(0, lane.lastIndexOf(BORDER) + 1) + phone;
}

/** Whether nothing may leave that is done because of an event: its source was dry when it came, or is by now. */
export function isDry({ source, dry }: Event, settings: Pick<Settings, "sources">): boolean {
  return dry === true || settingsOfSource(source, settings)?.dry === true;
}

/** What is configured of a source, or null. */
export function settingsOfSource(name: string, { sources }: Pick<Settings, "sources">): SourceSettings | null {
  return Object.hasOwn(sources, name) ? (sources[name] ?? null) : null;
}
