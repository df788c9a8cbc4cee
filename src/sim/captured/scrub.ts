import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { DEFAULT_COUNTRY, readVendorNumber } from "../../core/base/phone.ts";
import { parseInstant } from "../../core/time/calendar.ts";
import { TEST_PHONE } from "../test-events.ts";

/** Takes what tells who somebody is out of what is to be shown around. */
export interface Scrubber {
  /** The number that stands for the contact's, E.164. */
  readonly phone: string;
  /** The name that stands for the contact's; null where none is known. */
  readonly name: string | null;
  text(text: string): string;
  json(value: JsonObject): JsonObject;
}

/**
 * A scrubber for what concerns a contact: each number becomes one of those kept for fiction, 555-0100 to 555-0199, in the contact's area code, so
 * that zones stay; names become "Ada Example", e-mail addresses and links those of example.com. With `hidesTexts` the words of texts go too,
 * letter by letter.
 */
export function createScrubber(contact: {
  readonly phone: string | null;
  /** The whole name and its parts, as far as they are known. */
  readonly names: readonly string[];
  readonly hidesTexts: boolean;
}): Scrubber {
  const area = /^\+1(\d{3})/.exec(contact.phone ?? "")?.[1] ?? TEST_PHONE.slice(2, 5);
  const known = new Map<string, string>();
  const fictional = (number: string): string => {
    const given = known.get(number) ?? `+1${area}55501${String(known.size % 100).padStart(2, "0")}`;
    known.set(number, given);
    return given;
  };
  const phone = fictional(contact.phone ?? TEST_PHONE);
  // The whole name first: a part of it stands in it.
  const names = [...new Set(contact.names)].filter((name) => name.length > 1).toSorted((a, b) => b.length - a.length);
  const text = (written: string): string => {
    const plain = written.replace(EMAIL, "someone@example.com").replace(LINK, "https://example.com/");
    const unnamed = names.reduce((rest, name) => rest.replace(wholeWords(name), shownName(name)), plain);
    return unnamed.replace(NUMBER, (found) => {
      const digits = found.replace(/x\d+$/i, "").replace(/\D/g, "");
      if (digits.length < 7 || digits.length > 15 || DATE.test(found)) return found;
      const given = fictional(readNumber(digits) ?? readNumber(`1${digits}`) ?? digits);
      return found.startsWith("+") ? given : given.slice(digits.length === 11 ? 1 : 2);
    });
  };
  const value = (key: string, given: JsonValue): JsonValue => {
    if (Array.isArray(given)) return given.map((item: JsonValue) => value(key, item));
    if (isJsonObject(given)) return object(given);
    const words = wordsOf(key);
    if (words.some((word) => NUMBERED.has(word))) {
      const number = readNumber(given);
      if (number !== null) {
        const digits = fictional(number).slice(1);
        return typeof given === "number" ? Number(digits) : digits;
      }
    }
    if (typeof given !== "string" || words.at(-1) === "id" || parseInstant(given) !== null) return given;
    if (words.some((word) => NAMED.has(word))) return "Ada Example";
    const scrubbed = text(given);
    return contact.hidesTexts && key === "text" ? hidden(scrubbed) : scrubbed;
  };
  const object = (given: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(given).map(([key, item]): [string, JsonValue] => [key, value(key, item)]));
  const shown = (written: string): string => (contact.hidesTexts ? hidden(text(written)) : text(written));
  return { phone, name: names.length === 0 ? null : "Ada Example", text: shown, json: object };
}

/** Which country is meant does not matter: every number becomes one for fiction. */
const readNumber = (value: unknown): string | null => readVendorNumber(value, DEFAULT_COUNTRY);

const EMAIL = /[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}/gi;
const LINK = /(?:https?:\/\/|www\.)[^\s"<>]+/gi;
/** Digits as people group them, with dashes of any length, and an extension behind. */
const NUMBER = /(?<!\d|\d[.,])\+?\(?\d[\d\s()./\u2010-\u2015-]{5,17}\d(?:x\d+)?(?!\w)/gi;
const DATE = /^\d{4}-\d{2}-\d{2}/;
/** Words in keys of what is a number to call. */
const NUMBERED = new Set("phone number target to from mobile cell tel telephone fax msisdn sms whatsapp".split(" "));
/** Words in keys of what names a person or a place. */
const NAMED = new Set(
  "name first last firstname lastname fullname surname email mail address street city zip postcode".split(" "),
);

/** The words of a key, in lower case: of `customer_phone`, `customerPhone` and `customer-phone` alike. */
function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

function wholeWords(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "giu");
}

function shownName(name: string): string {
  return name.includes(" ") ? "Ada Example" : "Ada";
}

/** A text of the same length and shape without its words. */
function hidden(text: string): string {
  return text.replace(/\p{Lu}/gu, "X").replace(/\p{L}/gu, (letter) => (letter === "X" ? "X" : "x"));
}
