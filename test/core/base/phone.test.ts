import { expect, test } from "vitest";
import { maskPhone, toE164, vendorNumber } from "../../../src/core/base/phone.ts";

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
])("%j reads as %j", (value, expected) => {
  const phone = toE164(value);

  expect(phone).toBe(expected);
});

test("national numbers belong to the given country", () => {
  const phone = toE164("020 7946 0000", "GB");

  expect(phone).toBe("+442079460000");
});

test.each([
  ["+15105550100", "+1••••••0100"],
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
