import examples from "libphonenumber-js/examples.mobile.json" with { type: "json" };
import { getCountries, getExampleNumber } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { readOtherwise, vendorNumber, vendorNumberReadings } from "../../../src/core/base/phone.ts";

const MOBILES = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
const NORTH_AMERICA = ["US", "CA", "PR", "JM", "DO"] as const;
const ELSEWHERE = [
  "GB",
  "DE",
  "AT",
  "FR",
  "ES",
  "IT",
  "NO",
  "DK",
  "AU",
  "SG",
  "BR",
  "IN",
  "CN",
  "MX",
  "JP",
  "ZA",
  "LU",
] as const;

/** Mobiles that are read as another number when Heymarket tells their digits with country code, as documented. */
const misreadBy = (country: string): readonly string[] =>
  MOBILES.filter((number) => vendorNumberReadings(vendorNumber(number), country)[0] !== number);

describe("numbers of all countries, as documented: digits with country code", () => {
  test.each(ELSEWHERE)("are what they are for a business in %s, and texted", (country) => {
    expect(MOBILES.length).toBeGreaterThan(200);
    expect(misreadBy(country)).toEqual([]);
    expect(MOBILES.filter((number) => readOtherwise(number, country) !== null)).toEqual([]);
  });

  test.each(NORTH_AMERICA)("are what they are for a business in %s, but those of ten digits in all", (country) => {
    const misread = misreadBy(country);

    expect(misread.filter((number) => vendorNumber(number).length !== 10)).toEqual([]);
    expect(misread).toEqual(MOBILES.filter((number) => readOtherwise(number, country) !== null));
    expect(misread.length).toBeLessThan(20);
  });

  test.each(NORTH_AMERICA)("and every number of North America and its neighbours is texted from %s", (country) => {
    const neighbours = ["US", "CA", "MX", "GB", "PR", "JM", "DO", "BS", "TT"] as const;

    for (const neighbour of neighbours) {
      const number = getExampleNumber(neighbour, examples)?.number ?? "";
      expect(readOtherwise(number, country), number).toBeNull();
    }
  });
});
