import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { quietZones } from "../../../../src/core/texting/hours/quiet-hours.ts";

const QUIET = { appliesTo: ["service"], zone: "contact", window: { from: 1_260, to: 1_920 }, onHit: "defer" } as const;

/** Where a number may be of which nothing else is known. */
function zonesOf(phone: string): readonly string[] {
  return quietZones({ quietHours: QUIET, phone, timezone: null, orgTimezone: "Etc/UTC" }).ofNumber;
}

test.each([
  ["689", "407"],
  ["474", "306"],
  ["257", "250"],
  ["778", "250"],
  ["581", "418"],
  ["367", "418"],
  ["986", "208"],
])("area code %s is where %s is, over which it was laid", (overlay, area) => {
  expect(zonesOf(`+1${overlay}5550123`)).toEqual(zonesOf(`+1${area}5550123`));
});

test.each([
  ["+213551234567", "Africa/Algiers"],
  ["+218912345678", "Africa/Tripoli"],
  ["+50581234567", "America/Managua"],
  ["+212612345678", "Africa/Casablanca"],
  ["+211912345678", "Africa/Juba"],
  ["+299221234", "America/Danmarkshavn"],
  ["+79111234567", "Europe/Kaliningrad"],
])("where %s may be it is as late as in %s, all year", (phone, zone) => {
  const months = Array.from({ length: 12 }, (_, month) => DateTime.utc(2026, month + 1, 20));
  const clockOf = (name: string): string => months.map((at) => at.setZone(name).offset).join(" ");

  expect(zonesOf(phone).map(clockOf)).toContain(clockOf(zone));
});
