import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { memoized } from "../../core/base/memo.ts";
import { maskPhone, numberParts, spellingsOf, vendorNumber } from "../../core/base/phone.ts";
import { printable, shorten } from "./printable.ts";
import { maskNumbers } from "./redact.ts";

/** A text in which a contact's number is masked however it is spelled, and every other number that is written as one. */
export function maskedText(text: string, phone: string | null): string {
  if (!/\d/.test(text)) return text;
  if (phone === null) return maskNumbers(text);
  const masked = maskPhone(phone);
  const { grouped, longestFirst } = spellings(phone);
  const rest = text.replace(grouped, masked);
  return maskNumbers(longestFirst.reduce((left, spelling) => left.replaceAll(spelling, masked), rest));
}

/** Kept, since each text of a record is looked through for the number of its contact, and to read a number takes long. */
const spellings = memoized<string, { readonly grouped: RegExp; readonly longestFirst: readonly string[] }>(
  (phone) => ({
    grouped: groupedNumber(phone),
    // Nothing but digits may be a part of another number: what is grouped looks at what stands beside.
    longestFirst: spellingsOf(phone)
      .all.filter((spelling) => /\D/.test(spelling))
      .toSorted((one, other) => other.length - one.length),
  }),
  100,
);

/** A number with what people write before and between its digits: plus sign, `00` or `011`, country code, zero, brackets, signs. */
function groupedNumber(phone: string): RegExp {
  const { countryCode, digits } = numberParts(phone);
  const between = "[ \\u00a0().\\/\\u2010-\\u2015-]{0,3}";
  const spaced = (some: string): string => Array.from(some).join(between);
  const code = countryCode === "" ? "" : `(?:${spaced(countryCode)}${between})?`;
  return new RegExp(
    `(?:(?:\\+|%2B|\\b00|\\b011)${between}|(?<!\\d))${code}(?:\\(?0\\)? ?)?\\(?${spaced(digits)}(?!\\d)`,
    "gi",
  );
}

/** A value with the numbers in it masked, also those under the names that Heymarket has for numbers. */
export function maskedJson(value: JsonValue, phone: string | null): JsonValue {
  if (typeof value === "string") return maskedText(value, phone);
  if (typeof value === "number")
    return phone !== null && String(value) === vendorNumber(phone) ? maskPhone(phone) : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => maskedJson(item, phone));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      maskedText(name, phone),
      NUMBER_NAME.test(name) && isBareNumber(item) ? maskPhone(`+${String(item)}`) : maskedJson(item, phone),
    ]),
  );
}

const NUMBER_NAME = /(?:phone|target|mobile|number)$/i;

function isBareNumber(value: JsonValue): value is string | number {
  return (typeof value === "string" || typeof value === "number") && /^\d{10,15}$/.test(String(value));
}

const NAME_LENGTH = 40;

/** What a contact is called, as it is shown; null for no name. */
export function shownName(name: string | null, phone: string | null): string | null {
  return name === null ? null : shorten(maskedText(printable(name), phone), NAME_LENGTH);
}
