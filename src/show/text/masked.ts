import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { memoized } from "../../core/base/memo.ts";
import { maskPhone, spellingsOf, vendorNumber } from "../../core/base/phone.ts";
import { printable, shorten } from "./printable.ts";
import { maskNumbers } from "./redact.ts";

/** A text in which a contact's number is masked however it is spelled, and every other number that has its plus sign. */
export function maskedText(text: string, phone: string | null): string {
  if (!/\d/.test(text)) return text;
  if (phone === null) return maskNumbers(text);
  const masked = maskPhone(phone);
  return maskNumbers(spellingsLongestFirst(phone).reduce((rest, spelling) => rest.replaceAll(spelling, masked), text));
}

/** Kept, since each text of a record is looked through for the number of its contact, and to read a number takes long. */
const spellingsLongestFirst = memoized<string, readonly string[]>(
  (phone) => spellingsOf(phone).all.toSorted((one, other) => other.length - one.length),
  100,
);

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
