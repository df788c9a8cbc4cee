import { expect, test } from "vitest";
import {
  isCountry,
  maskPhone,
  readFullNumber,
  readVendorNumber,
  readWrittenNumber,
  spellingsOf,
  vendorNumber,
  vendorNumberReadings,
} from "../../../src/core/base/phone.ts";

test.each([
  ["15105550100", "+15105550100"],
  [15105550100, "+15105550100"],
  ["+15105550100", "+15105550100"],
  ["5105550100", "+15105550100"],
  ["(510) 555-0100", "+15105550100"],
  ["+1 510.555.0100", "+15105550100"],
  [" 15105550100 ", "+15105550100"],
  ["442079460000", "+442079460000"],
  ["+44 20 7946 0000", "+442079460000"],
  [442079460000, "+442079460000"],
  ["72345", null],
  ["911", null],
  ["", null],
  ["+", null],
  ["support", null],
  ["1-800-FLOWERS", null],
  ["15105550100 15105550101", null],
  ["1".repeat(41), null],
  [-15105550100, null],
  [1.5, null],
  [null, null],
  [undefined, null],
  [["15105550100"], null],
  [{ phone: "15105550100" }, null],
  ["5215512345678", "+525512345678"],
])("%j of Heymarket reads as %j", (value, expected) => {
  const phone = readVendorNumber(value, "US");

  expect(phone).toBe(expected);
});

test.each([
  ["US", "(646) 555-0205", ["+16465550205"]],
  ["US", "646-555-0205", ["+16465550205"]],
  ["US", 6465550205, ["+16465550205", "+6465550205"]],
  ["US", "4792125550", ["+14792125550", "+4792125550"]],
  ["US", "44 20 7946 0958", ["+442079460958"]],
  ["US", "0044 20 7946 0958", ["+442079460958"]],
  ["US", "07911 123456", []],
  ["US", "+6465550205", ["+6465550205"]],
  ["US", "12125550143", ["+12125550143"]],
  ["US", "+5", []],
  ["CA", "(416) 555-0143", ["+14165550143"]],
  ["GB", "(20) 7946-0958", ["+442079460958"]],
  ["GB", "(020) 7946 0958", ["+442079460958"]],
  ["GB", "07911 123456", ["+447911123456"]],
  ["GB", "07911123456", ["+447911123456"]],
  ["GB", "447911123456", ["+447911123456"]],
  ["GB", "12125550143", ["+12125550143"]],
  ["GB", "1 212 555 0143", ["+12125550143"]],
  ["GB", "(646) 555-0205", []],
  ["GB", "646-555-0205", []],
  ["NZ", "6465550205", ["+6465550205"]],
  ["NO", "4792125550", ["+4792125550"]],
])("for an organisation of %s %j of Heymarket may be %j", (country, value, expected) => {
  expect(vendorNumberReadings(value, country)).toEqual(expected);
});

test.each([
  ["US", "(646) 555-0143", "+16465550143"],
  ["US", "(323) 555-0143", "+13235550143"],
  ["US", 6465550143, "+16465550143"],
  ["US", "1 646 555 0143", "+16465550143"],
  ["US", "+1 212-555-0143 x22", "+12125550143"],
  ["US", "212-555-0143 ext. 5", "+12125550143"],
  ["US", "212 555 0143;ext=5", "+12125550143"],
  ["US", "tel:+1-646-555-0143", "+16465550143"],
  ["US", "646\u2011555\u20110143", "+16465550143"],
  ["US", "\u202a+1 646 555 0143\u202c", "+16465550143"],
  ["US", "001 646 555 0143", "+16465550143"],
  ["US", "011 44 20 7946 0958", "+442079460958"],
  ["US", "+44 20 7946 0958", "+442079460958"],
  ["US", "442079460958", null],
  ["US", "61412345678", null],
  ["US", "555-0143", null],
  ["US", "5551234567", null],
  ["US", "911", null],
  ["US", "1-800-FLOWERS", null],
  ["US", "+1 646 555 0143, +1 646 555 0144", null],
  ["US", "", null],
  ["US", null, null],
  ["GB", "020 7946 0000", "+442079460000"],
  ["GB", "442079460000", "+442079460000"],
  ["GB", "0044 20 7946 0958", "+442079460958"],
  ["GB", "6465550143", null],
  ["FR", "06 12 34 56 78", "+33612345678"],
  ["DE", "4915112345678", "+4915112345678"],
  ["MX", "55 1234 5678", "+525512345678"],
  ["MX", "+52 1 55 1234 5678", "+525512345678"],
  ["MX", "5215512345678", "+525512345678"],
  ["XX", "(646) 555-0143", null],
])("in %s %j reads as %j", (country, value, expected) => {
  expect(readWrittenNumber(value, country)).toBe(expected);
});

test.each([
  ["+525512345678", "+525512345678"],
  ["0052 55 1234 5678", "+525512345678"],
  ["15105550100", "+15105550100"],
  ["1 (510) 555-0100", "+15105550100"],
  ["(510) 555-0100", null],
  ["55 1234 5678", null],
  ["525512345678", null],
])("a person who may mean any country types %j: %j", (value, expected) => {
  expect(readFullNumber(value)).toBe(expected);
});

test("every area code that is also the beginning of a country's numbers is read as ours", () => {
  const abroad = Array.from({ length: 800 }, (_, index) => `${index + 200}`)
    .map((area) => `${area}5550143`)
    .filter((number) => readWrittenNumber(`1${number}`, "US") !== null);

  expect(abroad.length).toBeGreaterThan(300);
  expect(abroad.filter((number) => readWrittenNumber(number, "US") !== `+1${number}`)).toEqual([]);
});

test.each([
  ["US", true],
  ["GB", true],
  ["UK", false],
  ["us", false],
  ["", false],
])("%j is a country: %j", (word, expected) => {
  expect(isCountry(word)).toBe(expected);
});

test.each([
  ["+15105550100", "+1••••••0100"],
  ["+1••••••0100", "+1••••••0100"],
  ["+442079460000", "+44••••••0000"],
  ["+999", "+999"],
])("%s is shown as %s", (phone, expected) => {
  const masked = maskPhone(phone);

  expect(masked).toBe(expected);
});

test("the vendor's form has no plus sign", () => {
  const number = vendorNumber("+15105550100");

  expect(number).toBe("15105550100");
});

test.each([
  ["+15105550100", "5105550100", ["+15105550100", "15105550100", "(510) 555-0100", "510-555-0100", "+1 510 555 0100"]],
  ["+442079460000", "2079460000", ["+442079460000", "442079460000", "020 7946 0000", "+44 20 7946 0000"]],
  ["+999", "999", ["+999", "999"]],
])("%s is written in its country as %s, and otherwise", (phone, national, spellings) => {
  const { national: found, all } = spellingsOf(phone);

  expect(found).toBe(national);
  expect(all).toEqual(expect.arrayContaining(spellings));
  expect(new Set(all).size).toBe(all.length);
});
