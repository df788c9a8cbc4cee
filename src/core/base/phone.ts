import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";

/** Country whose way of writing numbers is meant where heyrules.yaml names none. ISO 3166-1 alpha-2. */
export const DEFAULT_COUNTRY = "US";

const HIDDEN = "•";
const NO_COUNTRY = "";
const MAXIMUM_LENGTH = 60;
const PHONE_TEXT = /^\+?[\d\s().\-/]+$/;
// North American numbers are most of the traffic; their shape is checked without the metadata (20 microseconds a number).
const NORTH_AMERICAN = /^\+?(1[2-9]\d{2}[2-9]\d{6})$/;
/** Mexican mobile numbers were written with a 1 after the country code until 2019; some systems still do. */
const MEXICAN_MOBILE = /^\+521(\d{10})$/;
const TRUNK = /^(?:00|011)(?=[1-9])/;
const EXTENSION = /(?:[;,]?\s*(?:ext(?:ension|n)?|x|#)[.:=]?\s*\d{1,7})$/i;

/**
 * A number as Heymarket tells it in E.164 with plus sign, or null when the value is none: the first of `vendorNumberReadings`.
 * Takes strings and whole numbers.
 */
export function readVendorNumber(value: unknown, country: string): string | null {
  return vendorNumberReadings(value, country)[0] ?? null;
}

/**
 * What a number as Heymarket tells it may be, in E.164 with plus sign: the reading that counts, and behind it the other one of digits
 * that are a number in two ways. Heymarket writes digits with country code (docs/heymarket.md); what is written as people of a country
 * write it, with brackets, a leading zero or groups, is of `country` (ISO 3166-1 alpha-2), or nobody's. Bare digits of a whole
 * North American number without the 1 are such a number first where `country` is there, elsewhere they are read as documented first.
 */
export function vendorNumberReadings(value: unknown, country: string): readonly string[] {
  const text = writtenText(value);
  if (text === null || !PHONE_TEXT.test(text)) return [];
  const isNorthAmerica = country === DEFAULT_COUNTRY || country === "CA";
  const northAmerican = isNorthAmerica || text.startsWith("+") ? NORTH_AMERICAN.exec(text)?.[1] : undefined;
  if (northAmerican !== undefined) return [`+${northAmerican}`];
  const international = readInternational(text.replace(TRUNK, "").replace(/\D/g, ""));
  if (text.startsWith("+") || TRUNK.test(text)) return international === null ? [] : [international.number];
  const national = readWrittenNumber(text, country);
  if (/^\d+$/.test(text) && !text.startsWith("0")) return readDigits(international, national);
  if (national !== null) return [national];
  // A country code that stands by itself, as in `44 20 7946 0958`.
  const isWithCode = international?.isValid === true && /^\d+/.exec(text)?.[0] === international.callingCode;
  return isWithCode ? [international.number] : [];
}

/** The readings of bare digits: with country code, as documented, and as the whole number of `country` that they are without it. */
function readDigits(international: InternationalNumber | null, national: string | null): readonly string[] {
  // Number ranges newer than the metadata have the right length at least.
  if (national === null) return international === null ? [] : [international.number];
  if (international?.isValid !== true) return [national];
  if (national.startsWith("+1")) return [...new Set([national, international.number])];
  // Where people dial a zero first, they write it: digits without it have their country code.
  const isWrittenWithZero = parsePhoneNumberFromString(national)?.formatNational().startsWith("0") === true;
  return isWrittenWithZero ? [international.number] : [...new Set([international.number, national])];
}

/**
 * A number as people of a country write it in E.164 with plus sign, or null when it is none or could be of several countries:
 * `+44 20 7946 0958`, `011 44 20 7946 0958` and `0044 20 7946 0958` are international, everything else is read as a number of
 * `country` (ISO 3166-1 alpha-2). Takes strings and whole numbers; an extension behind the number, which cannot be texted, is left out.
 */
export function readWrittenNumber(value: unknown, country: string): string | null {
  const text = writtenText(value)?.replace(/^tel:/i, "").replace(EXTENSION, "").trim();
  if (text === undefined || !PHONE_TEXT.test(text)) return null;
  const international = text.replace(TRUNK, "+");
  if (international.startsWith("+")) return readInternational(international.replace(/\D/g, ""))?.number ?? null;
  // The country code without its plus is written more often than a number of the country that begins with the same digits.
  const whole = readInternational(text.replace(/\D/g, ""));
  return whole?.isValid === true && whole.country === country ? whole.number : readNational(text, country);
}

/**
 * A number with its country code in E.164 with plus sign, or null: what a person types who may mean any country. Eleven digits that
 * are a number of country code 1 need no plus.
 */
export function readFullNumber(value: unknown): string | null {
  const northAmerican = NORTH_AMERICAN.exec(writtenText(value)?.replace(/[\s().-]/g, "") ?? "")?.[1];
  return northAmerican === undefined ? readWrittenNumber(value, NO_COUNTRY) : `+${northAmerican}`;
}

/**
 * A number that a person types, in E.164 with plus sign, or null: with its country code, else as people of `country` (ISO 3166-1
 * alpha-2) write it; null where nothing says of which country it is.
 */
export function readTypedNumber(value: unknown, country: string | null): string | null {
  return readFullNumber(value) ?? (country === null ? null : readWrittenNumber(value, country));
}

/** Whether a word is a country whose numbers are known, ISO 3166-1 alpha-2. */
export function isCountry(word: string): boolean {
  return isSupportedCountry(word);
}

interface InternationalNumber {
  readonly number: string;
  readonly isValid: boolean;
  readonly country: string | undefined;
  /** Such as `44`. */
  readonly callingCode: string;
}

/** Text with plain hyphens and spaces, without the marks that come along when a number is copied. */
function writtenText(value: unknown): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? String(value) : value;
  if (typeof text !== "string" || text.length > MAXIMUM_LENGTH) return null;
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Pd}|\u2212/gu, "-")
    .trim();
}

function readInternational(digits: string): InternationalNumber | null {
  const number = `+${digits}`.replace(MEXICAN_MOBILE, "+52$1");
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isPossible() === true
    ? {
        number: parsed.number,
        isValid: parsed.isValid(),
        country: parsed.country,
        callingCode: parsed.countryCallingCode,
      }
    : null;
}

function readNational(text: string, country: string): string | null {
  const parsed = isSupportedCountry(country) ? parsePhoneNumberFromString(text, country) : undefined;
  return parsed?.isValid() === true && parsed.country !== undefined ? parsed.number : null;
}

/** An E.164 number for people: its country code and last four digits, such as `+1••••••0100`. */
export function maskPhone(e164: string): string {
  // Of an engine elsewhere numbers may come masked already.
  if (e164.includes(HIDDEN)) return e164;
  const digits = vendorNumber(e164);
  const shown = parsePhoneNumberFromString(`+${digits}`)?.countryCallingCode ?? "";
  const hidden = Math.max(digits.length - shown.length - 4, 0);
  return `+${shown}${HIDDEN.repeat(hidden)}${digits.slice(-4)}`;
}

/**
 * A text that is kept for good, without numbers of people: masked is whatever may be one in some country, from nine digits on, in
 * groups or not, and with a plus sign from seven on. Dates and times stay.
 */
export function withoutNumbers(text: string): string {
  return text.replace(NUMBER_LIKE, (written) => {
    const digits = written.replace(/\D/g, "");
    const isShort = digits.length < (written.startsWith("+") ? 7 : 9);
    if (isShort || digits.length > 15 || DATED.test(written)) return written;
    return written.startsWith("+") ? maskPhone(`+${digits}`) : HIDDEN.repeat(digits.length - 4) + digits.slice(-4);
  });
}

const NUMBER_LIKE = /(?<![\p{L}\p{N}_•])\+?\(?\d(?:[ ().\-/\u00a0\u2010-\u2015]{0,2}\d){6,}(?![\p{L}\p{N}_])/gu;
const DATED = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)/;

/** How people write an E.164 number: with plus and without, in digits of its country, and as its country writes it. */
export function spellingsOf(e164: string): { readonly national: string; readonly all: readonly string[] } {
  const parsed = parsePhoneNumberFromString(e164);
  const digits = vendorNumber(e164);
  if (parsed === undefined) return { national: digits, all: [e164, digits] };
  const local = parsed.formatNational();
  const dashed = local.replace(/[()]/g, "").replace(/\s+/g, "-");
  const national = parsed.nationalNumber;
  return { national, all: [...new Set([e164, digits, national, local, dashed, parsed.formatInternational()])] };
}

/** The country code of an E.164 number and its digits behind that; no code where it is none of a country. */
export function numberParts(e164: string): { readonly countryCode: string; readonly digits: string } {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return { countryCode: "", digits: vendorNumber(e164) };
  return { countryCode: parsed.countryCallingCode, digits: parsed.nationalNumber };
}

/** An E.164 number as Heymarket writes it: digits without the plus sign. */
export function vendorNumber(e164: string): string {
  return e164.replace(/^\+/, "");
}

/**
 * The number of `country` (ISO 3166-1 alpha-2) that Heymarket may text when it is given the digits of an E.164 number of another
 * country, or null when they are read in one way.
 */
export function readOtherwise(e164: string, country: string): string | null {
  const first = readVendorNumber(vendorNumber(e164), country);
  return first === e164 ? null : first;
}

/** Kept for fiction by the North American Numbering Plan, and not the one of `heyrules send`: limits count by contact, and that one may have had its answer. */
const SAMPLES = ["+12025550142", "+12025550157"] as const;

/** A number in E.164 that nobody has, and that is not the one of the contact at hand. */
export function sampleNumberBeside(phone: string | null): string {
  const [first, second] = SAMPLES;
  return phone === first ? second : first;
}
