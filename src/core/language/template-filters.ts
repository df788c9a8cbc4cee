import { readWallClock } from "../time/calendar.ts";
import type { JsonValue } from "../base/json.ts";
import { maskPhone } from "../base/phone.ts";
import { parseDuration } from "../base/duration.ts";
import { numberIn } from "./operators.ts";
import { shiftedDate } from "../time/dates.ts";
import { checkFormat, formatWallClock } from "../time/strftime.ts";

/** A filter of texts, by its name in {@link FILTERS}. */
export interface Filter {
  /** Fewest and most arguments. */
  readonly arguments: readonly [minimum: number, maximum: number];
  /** Whether its value and arguments may be absent (null); only `default` knows what to do then. */
  readonly acceptsAbsent: boolean;
  /** Why a first argument written in the template cannot be used, or null when it can. */
  readonly check?: (argument: string | number | boolean) => string | null;
  /** Null when there is nothing to give. @throws FilterError */
  readonly apply: (value: JsonValue, values: readonly JsonValue[], zone: string) => JsonValue;
}

/** A value that does not suit its filter; the message is the end of a sentence and never holds the value. */
export class FilterError extends Error {
  override readonly name = "FilterError";
}

/** A text as a part of a URL: whatever has a meaning there is encoded (RFC 3986 2.1). */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
}

/**
 * Every filter there is: names and meaning as in Liquid, but for `mask_phone`, `url_encode` (`%20` for a space) and `default`
 * (which leaves a false as it is: a no is not absent).
 */
export const FILTERS: Readonly<Record<string, Filter>> = {
  default: {
    arguments: [1, 1],
    acceptsAbsent: true,
    apply: (value, [other]) => (isEmpty(value) ? (other ?? null) : value),
  },
  date: {
    arguments: [1, 1],
    acceptsAbsent: false,
    check: (format) => checkFormat(String(format)),
    apply: formatDate,
  },
  append: ofText([1, 1], (text, [end = ""]) => bounded(text + end)),
  capitalize: ofText([0, 0], (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()),
  downcase: ofText([0, 0], (text) => text.toLowerCase()),
  escape: ofText([0, 0], (text) => bounded(text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign))),
  mask_phone: ofText([0, 0], (text) => maskPhone(text)),
  prepend: ofText([1, 1], (text, [start = ""]) => bounded(start + text)),
  replace: ofText([2, 2], (text, [old = "", fresh = ""]) => joinText(text.split(old), fresh)),
  split: ofText([1, 1], (text, [separator = ""]) => text.split(separator)),
  strip: ofText([0, 0], (text) => text.trim()),
  truncate: ofText([0, 2], (text, [length = "50", end = "..."]) => truncate(text, toNumber(length), end)),
  upcase: ofText([0, 0], (text) => text.toUpperCase()),
  url_encode: ofText([0, 0], percentEncoded),
  first: ofList([0, 0], (list) => list[0] ?? null),
  join: ofList([0, 1], (list, separator) => joinText(list.map(toText), separator)),
  last: ofList([0, 0], (list) => list.at(-1) ?? null),
  size: {
    arguments: [0, 0],
    acceptsAbsent: false,
    apply: (value) => (Array.isArray(value) ? value.length : Array.from(toText(value)).length),
  },
  minus: ofNumberOrDate(-1),
  number: {
    arguments: [0, 0],
    acceptsAbsent: false,
    apply: (value) => {
      const number = typeof value === "string" ? numberIn(value) : value;
      if (typeof number === "number") return number;
      throw new FilterError("needs a text that is a number, such as 9 or 9.5");
    },
  },
  plus: ofNumberOrDate(1),
  round: ofNumber([0, 1], (number, digits) => round(number, digits)),
};

type Arity = Filter["arguments"];

const MAXIMUM_LENGTH = 1_000_000;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

function ofText(arity: Arity, apply: (text: string, values: readonly string[]) => JsonValue): Filter {
  return {
    arguments: arity,
    acceptsAbsent: false,
    apply: (value, values) => apply(toText(value), values.map(toText)),
  };
}

function ofList(arity: Arity, apply: (list: readonly JsonValue[], separator: string) => JsonValue): Filter {
  return {
    arguments: arity,
    acceptsAbsent: false,
    apply: (value, [separator = " "]) => {
      if (!Array.isArray(value)) throw new FilterError("it is not a list");
      return apply(value, toText(separator));
    },
  };
}

function ofNumber(arity: Arity, apply: (number: number, other: number) => number): Filter {
  return {
    arguments: arity,
    acceptsAbsent: false,
    apply: (value, [other = 0]) => {
      const result = apply(toNumber(value), toNumber(other));
      if (!Number.isFinite(result)) throw new FilterError("the result is not a number");
      return result;
    },
  };
}

/** A number and a number, or a date or time and a duration such as `1d`. */
function ofNumberOrDate(sign: 1 | -1): Filter {
  const ofNumbers = ofNumber([1, 1], (number, other) => number + sign * other);
  return {
    ...ofNumbers,
    check: (argument) =>
      typeof argument === "string" && parseDuration(argument) === null && !Number.isFinite(Number(argument))
        ? "a number or a duration such as 1d is wanted"
        : null,
    apply: (value, values, zone) => {
      const [by] = values;
      if (typeof by !== "string" || parseDuration(by) === null) return ofNumbers.apply(value, values, zone);
      const shifted = typeof value === "string" ? shiftedDate(value, { by, sign, zone }) : null;
      if (shifted === null) throw new FilterError("it is not a date or time, or a date alone is moved by hours");
      return shifted;
    },
  };
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** An instant with an offset keeps its own wall clock, one in UTC (`Z`, `+00:00`) is shown in `zone`. */
function formatDate(value: JsonValue, [format = ""]: readonly JsonValue[], zone: string): string {
  const clock = typeof value === "string" ? readWallClock(value, zone) : null;
  if (clock === null) throw new FilterError("it is not an ISO 8601 date or time with zone");
  const written = toText(format);
  if (checkFormat(written) !== null) throw new FilterError("its format has parts that are none of a date");
  return formatWallClock(clock, written);
}

function truncate(text: string, length: number, end: string): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  return characters.slice(0, Math.max(0, length - Array.from(end).length)).join("") + end;
}

function round(number: number, digits: number): number {
  const factor = 10 ** Math.trunc(digits);
  return (Math.sign(number) * Math.round(Math.abs(number) * factor)) / factor;
}

function joinText(parts: readonly string[], separator: string): string {
  const [first = "", ...others] = parts;
  return others.reduce((text, part) => bounded(text + separator + part), first);
}

function bounded(text: string): string {
  if (text.length > MAXIMUM_LENGTH) throw new FilterError(`the result has more than ${MAXIMUM_LENGTH} characters`);
  return text;
}

function toText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new FilterError("a text is wanted, not a list or object");
}

function toNumber(value: JsonValue): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw new FilterError("a number is wanted");
  return number;
}
