import { isTimeZone, localMinutes, nextLocalTime } from "../../time/calendar.ts";
import { AREA_CODES_BY_ZONES, COUNTRY_CODES_BY_ZONES } from "./zones-of-numbers.ts";
import type { QuietHours, Span } from "../../model/ruleset/settings.ts";

/** Whose clocks decide on quiet hours. */
export interface QuietZonesInput {
  readonly quietHours: QuietHours;
  /** The number to be texted, E.164 with plus sign. */
  readonly phone: string;
  /** Zone known of the person with that number, or null; a name that is no zone counts as not known. */
  readonly timezone: string | null;
  /** IANA zone of the organisation, for numbers of no known country. */
  readonly orgTimezone: string;
}

/** Zones in all of which it must be day, each once. */
export interface QuietZones {
  /** The contact's own, where it is known. */
  readonly known: string | null;
  /** Those of the number; only {@link known} matters when there are none. */
  readonly ofNumber: readonly string[];
}

/**
 * The zones in all of which quiet hours must be over: the contact's own where it is known, and every zone in which the area code of
 * the number is in use: a number of New York may have moved to Denver, and what is known of a contact may be old. Where the number
 * tells no such place (toll-free numbers, new codes) all mainland zones stand in for a zone that is not known, and outside country
 * code 1 every zone of the country; a known zone is held against a country of one zone alone.
 */
export function quietZones({ quietHours, phone, timezone, orgTimezone }: QuietZonesInput): QuietZones {
  if (quietHours.zone === "org") return { known: null, ofNumber: [orgTimezone] };
  const known = timezone !== null && isTimeZone(timezone) ? timezone : null;
  const areaZones = phone.startsWith("+1") ? ZONES_BY_AREA_CODE.get(phone.slice(2, 5)) : undefined;
  const zones = areaZones ?? zonesOfCountry(phone) ?? [orgTimezone];
  if (known === null) return { known, ofNumber: zones };
  const tellsPlace = areaZones !== undefined || zonesOfCountry(phone)?.length === 1;
  return { known, ofNumber: tellsPlace ? zones.filter((zone) => zone !== known) : [] };
}

function zonesOfCountry(phone: string): readonly string[] | undefined {
  if (phone.startsWith("+1")) return MAINLAND_ZONES;
  const countryCodes = COUNTRY_CODE_LENGTHS.map((length) => phone.slice(1, 1 + length));
  return countryCodes.map((code) => ZONES_BY_COUNTRY_CODE.get(code)).find((zones) => zones !== undefined);
}

/**
 * The first instant from `at` on at which the clocks of all zones are outside the window: `at` itself when they are now,
 * null when there is no such instant. Epoch milliseconds.
 */
export function quietHoursEndAt(window: Span, zones: readonly string[], at: number): number | null {
  let candidate = at;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const quiet = zones.filter((zone) => isQuiet(window, localMinutes(candidate, zone)));
    if (quiet.length === 0) return candidate;
    candidate = Math.max(...quiet.map((zone) => nextLocalTime(candidate, zone, window.to % MINUTES_A_DAY)));
  }
  return null;
}

/** A window as people write it: `21:00-08:00`. */
export function formatWindow(window: Span): string {
  return `${formatMinutes(window.from)}-${formatMinutes(window.to)}`;
}

const ZONES_BY_AREA_CODE = zonesByCode(AREA_CODES_BY_ZONES);
const ZONES_BY_COUNTRY_CODE = zonesByCode(COUNTRY_CODES_BY_ZONES);
/** No country code is the beginning of another. */
const COUNTRY_CODE_LENGTHS = [1, 2, 3];
const MAINLAND_ZONES: readonly string[] = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
];

const MINUTES_A_DAY = 1_440;
// Each round waits for the zone that is last; zones that are never awake together would go on for ever.
const MAXIMUM_ROUNDS = 20;

function zonesByCode(codesByZones: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(codesByZones).flatMap(([zones, codes]) =>
      codes.split(" ").map((code): readonly [string, readonly string[]] => [code, zones.split(" ")]),
    ),
  );
}

function isQuiet({ from, to }: Span, minutes: number): boolean {
  const passed = minutes + MINUTES_A_DAY;
  return (minutes >= from && minutes < to) || (passed >= from && passed < to);
}

function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60) % 24;
  return `${String(hours).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
