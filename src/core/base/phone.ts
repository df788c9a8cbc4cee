import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { CountryCode } from "libphonenumber-js/min";

const MAXIMUM_LENGTH = 40;
const PHONE_TEXT = /^\+?[\d\s().\-/]+$/;
// North American numbers are most of the traffic; their shape is checked without the metadata (20 microseconds a number).
const NORTH_AMERICAN = /^\+?(1[2-9]\d{2}[2-9]\d{6})$/;

/**
 * A phone number in E.164 with plus sign, or null when the value is none. Digits without plus are read as international,
 * the form Heymarket uses (docs/heymarket.md), and only if that is no number, as a number of `defaultCountry`.
 * Takes strings and whole numbers.
 */
export function toE164(value: unknown, defaultCountry: CountryCode = "US"): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? String(value) : value;
  if (typeof text !== "string" || text.length > MAXIMUM_LENGTH) return null;
  const northAmerican = NORTH_AMERICAN.exec(text)?.[1];
  if (northAmerican !== undefined) return `+${northAmerican}`;
  const trimmed = text.trim();
  if (!PHONE_TEXT.test(trimmed)) return null;
  const digits = trimmed.replace(/\D/g, "");
  const international = parsePhoneNumberFromString(`+${digits}`);
  if (international?.isValid() === true) return international.number;
  if (!trimmed.startsWith("+")) {
    const national = parsePhoneNumberFromString(digits, defaultCountry);
    if (national?.isValid() === true) return national.number;
  }
  // Number ranges newer than the metadata have the right length at least.
  return international?.isPossible() === true ? international.number : null;
}

/** An E.164 number for people: its country code and last four digits, such as `+1••••••0100`. */
export function maskPhone(e164: string): string {
  const digits = vendorNumber(e164);
  const shown = parsePhoneNumberFromString(`+${digits}`)?.countryCallingCode ?? "";
  const hidden = Math.max(digits.length - shown.length - 4, 0);
  return `+${shown}${"•".repeat(hidden)}${digits.slice(-4)}`;
}

/** An E.164 number as Heymarket writes it: digits without the plus sign. */
export function vendorNumber(e164: string): string {
  return e164.replace(/^\+/, "");
}
