import { isTimeZone, localMinutes, parseInstant } from "../time/calendar.ts";
import type { Moment } from "../time/dates.ts";
import { isDate, momentOf, timeOfDay } from "../time/dates.ts";
import { ownValue, valueAt } from "../base/json.ts";
import type { JsonValue } from "../base/json.ts";
import { memoized } from "../base/memo.ts";
import { matchesPattern } from "./pattern.ts";

/** One operation the rule language adds to JSON Logic: never true for absent data; throws StepError for a bad pattern. */
export type Operation = (...values: readonly JsonValue[]) => boolean;

/** Operations beside those of json-logic-js, by name: the value first, then what was wanted. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  is: (value, wanted) => anyOf(wanted, (item) => isSame(value ?? null, item)),
  contains: (value, wanted) => onText(value, wanted, (text, part) => text.includes(part)),
  starts_with: (value, wanted) => onText(value, wanted, (text, part) => text.startsWith(part)),
  ends_with: (value, wanted) => onText(value, wanted, (text, part) => text.endsWith(part)),
  words: (value, wanted) => {
    if (typeof value !== "string") return false;
    const text = ` ${wordsOf(value).join(" ")} `;
    return anyOf(wanted, (phrase) => {
      const words = wordsOf(scalarText(phrase) ?? "");
      return words.length > 0 && text.includes(` ${words.join(" ")} `);
    });
  },
  matches: (value, pattern) => typeof value === "string" && typeof pattern === "string" && isFound(pattern, value),
  has_any: (list, wanted) => Array.isArray(list) && anyOf(wanted, (item) => holds(list, item)),
  has_all: (list, wanted) =>
    Array.isArray(list) &&
    Array.isArray(wanted) &&
    wanted.length > 0 &&
    wanted.every((item: JsonValue) => holds(list, item)),
  exists: (value) => isPresent(value),
  gt: (left, right) => compare(left, right, (a, b) => a > b),
  gte: (left, right) => compare(left, right, (a, b) => a >= b),
  lt: (left, right) => compare(left, right, (a, b) => a < b),
  lte: (left, right) => compare(left, right, (a, b) => a <= b),
  before: (value, wanted, zone) => compareTimes(value, wanted, zone, (at, limit) => at < limit.from),
  after: (value, wanted, zone) => compareTimes(value, wanted, zone, (at, limit) => at >= limit.until),
  older_than: (at, ms, now) => compare(ageOf(at, now), ms, (age, limit) => age > limit),
  newer_than: (at, ms, now) => compare(ageOf(at, now), ms, (age, limit) => age >= 0 && age < limit),
};

/** Operations that give a value to compare; null when there is none. */
export const VALUES: Readonly<Record<string, (...values: readonly JsonValue[]) => JsonValue>> = {
  number_in: (value) => (typeof value === "string" ? numberIn(value) : typeof value === "number" ? value : null),
  entry: (whole, name) => {
    const key = scalarText(name ?? null);
    if (key === null) return null;
    return Array.isArray(whole) ? valueAt(whole as JsonValue, key) : ownValue(whole, key);
  },
};

/** The number that a text is, whole: "9", " 9.5 ", "9!"; null for "9/10", "1,000", "9 of 10" and "nine". */
export function numberIn(text: string): number | null {
  const written = equalityKey(text);
  return /^[+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})$/.test(written) ? Number(written) : null;
}

/** A time as it lies to a date, an instant, or a time of day in a zone; false when one of them is none. */
function compareTimes(
  value: JsonValue | undefined,
  wanted: JsonValue | undefined,
  zone: JsonValue | undefined,
  test: (at: number, limit: Moment) => boolean,
): boolean {
  if (typeof zone !== "string" || !isTimeZone(zone)) return false;
  const isAlone = typeof value === "string" && isDate(value);
  const at = momentIn(value, zone)?.from ?? null;
  const minutes = typeof wanted === "string" ? timeOfDay(wanted) : null;
  const limit = minutes === null ? momentIn(wanted, zone) : { from: minutes, until: minutes };
  if (at === null || limit === null || (minutes !== null && isAlone)) return false;
  return test(minutes === null ? at : localMinutes(at, zone), limit);
}

/** What a text or a count since 1970 names; null when that is no time. */
export function momentIn(value: JsonValue | undefined, zone: string): Moment | null {
  if (typeof value === "string") return momentOf(value, zone);
  const at = instantOf(value);
  return at === null ? null : { from: at, until: at };
}

/**
 * Text as matchers compare it: NFKC, lower case, straight quotes, letters for pictures of them, no invisible characters, Latin letters without accents, no
 * outer space, single inner spaces.
 */
export function normaliseText(text: string): string {
  return text.length > LONG ? normalisedLong(text) : normalised(text);
}

/** Longer texts are kept: every rule reads the one at hand, and to normalise it takes as long as it is. */
const LONG = 400;
const LONG_KEPT = 4;
const normalisedLong = memoized(normalised, LONG_KEPT);
const wordsOfLong = memoized(wordsIn, LONG_KEPT);

function normalised(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return plainCharacters(text)
    .toLowerCase()
    .normalize("NFD")
    .replace(ACCENTS, "$1")
    .normalize("NFC")
    .replace(/\s+/g, " ");
}

/**
 * The whole of a text as `is` compares it: normalised, without full stops, exclamation marks and emoji around it unless nothing
 * else is there. Two texts are equal exactly when their keys are.
 */
export function equalityKey(text: string): string {
  const normalised = normaliseText(text);
  return normalised.replace(OUTER_MARKS, "") || normalised;
}

/** NFKC, straight quotes, letters for pictures of them, nothing invisible, no outer space; letters stay as they are. */
function plainCharacters(text: string): string {
  return text
    .normalize("NFKC")
    .replace(PICTURED_LETTER, (letter) => String.fromCodePoint(65 + (((letter.codePointAt(0) ?? 0) - 0x1f150) % 32)))
    .replace(PICTURED_WORD, (picture) => ` ${PICTURED_WORDS[picture] ?? ""} `)
    .replace(INVISIBLE, "")
    .replace(/[‘’‛ʼ]/g, "'")
    .replace(/[“”‟]/g, '"')
    .trim();
}

/** What joins or directs what is seen, and the choice among pictures of one sign: its style, the key around a digit, the colour of a skin. */
const INVISIBLE = /[\p{Cf}\uFE0E\uFE0F\u20E3\p{Emoji_Modifier}]/gu;
/** White letters on a round, and on a square, which NFKC leaves as they are: `🅱️`. */
const PICTURED_LETTER = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu;
/** Emoji of a word or a number, which it leaves as well. */
const PICTURED_WORDS: Readonly<Record<string, string>> = {
  "🆎": "AB",
  "🆑": "CL",
  "🆒": "COOL",
  "🆓": "FREE",
  "🆔": "ID",
  "🆕": "NEW",
  "🆖": "NG",
  "🆗": "OK",
  "🆘": "SOS",
  "🆙": "UP!",
  "🆚": "VS",
  "🔟": "10",
};
const PICTURED_WORD = new RegExp(Object.keys(PICTURED_WORDS).join("|"), "gu");
/** In other scripts a mark may make another letter. */
const ACCENTS = /(\p{Script=Latin})\p{Mn}+/gu;

/** Emoji that turn what they stand beside into its contrary. */
const DENYING = "👎❌🚫🙅⛔🛑😡🤬😠🖕";
const MARKS = `(?![${DENYING}])[\\s.!¡,;:…。、।۔،؛\\p{Extended_Pictographic}\\p{Regional_Indicator}]`;
// A sign before a digit makes another number.
const OUTER_MARKS = new RegExp(`^(?:(?![.,][0-9])${MARKS})+|(?:${MARKS})+$`, "gu");

/** Printable ASCII with single inner spaces: what most texts are, and all of it that lower case leaves to do. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

// Vowel signs and accents belong to their letter.
const WORD_PART = "[\\p{L}\\p{N}]+(?:\\p{M}[\\p{L}\\p{N}]*)*";
const WORDS = new RegExp(`${WORD_PART}(?:'${WORD_PART})*`, "gu");

/** The words of a text, normalised, punctuation dropped; an apostrophe inside a word stays. */
export function wordsOf(text: string): readonly string[] {
  return text.length > LONG ? wordsOfLong(text) : wordsIn(text);
}

function wordsIn(text: string): readonly string[] {
  return normaliseText(text).match(WORDS) ?? [];
}

/** A pattern is looked for in what was written, and in what people see of it. */
function isFound(pattern: string, text: string): boolean {
  return matchesPattern(pattern, text) || (!PLAIN.test(text) && matchesPattern(pattern, plainCharacters(text)));
}

function anyOf(wanted: JsonValue | undefined, test: (item: JsonValue) => boolean): boolean {
  return Array.isArray(wanted) ? wanted.some((item: JsonValue) => test(item)) : wanted !== undefined && test(wanted);
}

function onText(
  value: JsonValue | undefined,
  wanted: JsonValue | undefined,
  test: (text: string, part: string) => boolean,
): boolean {
  if (typeof value !== "string") return false;
  const text = normaliseText(value);
  return anyOf(wanted, (item) => {
    const part = normaliseText(scalarText(item) ?? "");
    return part !== "" && test(text, part);
  });
}

/**
 * Equality of the rule language: booleans strictly, everything else by its {@link equalityKey}, so that `101` is `"101"`.
 * Absent data, lists and objects are equal to nothing.
 */
function isSame(value: JsonValue, wanted: JsonValue): boolean {
  if (typeof value === "boolean" || typeof wanted === "boolean") return value === wanted;
  const left = scalarText(value);
  const right = scalarText(wanted);
  return left !== null && right !== null && equalityKey(left) === equalityKey(right);
}

function holds(list: readonly JsonValue[], wanted: JsonValue): boolean {
  return list.some((item) => isSame(item, wanted));
}

function scalarText(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

function isPresent(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "string") return value.trim() !== "";
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function compare(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  test: (left: number, right: number) => boolean,
): boolean {
  return typeof left === "number" && typeof right === "number" && test(left, right);
}

/** Milliseconds between an instant and now; null when either is not an instant. */
function ageOf(at: JsonValue | undefined, now: JsonValue | undefined): number | null {
  const from = instantOf(at);
  const until = instantOf(now);
  return from === null || until === null ? null : until - from;
}

/** ISO 8601, or a count since 1970: of seconds where milliseconds would be before 1974. */
function instantOf(value: JsonValue | undefined): number | null {
  if (typeof value === "string") return parseInstant(value);
  if (typeof value !== "number") return null;
  return Math.abs(value) < 125_000_000_000 ? value * 1_000 : value;
}
