import { isJsonObject } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { EVENT_TYPES } from "../../../core/event/vocabulary.ts";
import { FORMS, MEANT } from "./foreign-words.ts";

/** A smaller number has too few digits for that of a phone. */
const SHORTEST_NUMBER = 1_000_000;

/** What to write instead of a word of another tool, `write "any"`, else the known word nearest by spelling; null when neither is known here. */
export function intended(word: string, allowed: readonly string[]): string | null {
  const known = word.toLowerCase().replaceAll("-", "_");
  if (word.startsWith("//")) return "a comment begins with #";
  const form = FORMS.find(({ beside, words }) => words.includes(known) && allowed.includes(beside));
  if (form !== undefined) return form.hint;
  const meant = (Object.hasOwn(MEANT, known) ? MEANT[known] : undefined)?.find((name) => allowed.includes(name));
  return meant === undefined ? suggest(word, allowed) : `write "${meant}"`;
}

/** What to write instead of a word that stands for a combination of conditions, `write "any"`; null for any other word. */
export function intendedCombination(word: string | number): string | null {
  return typeof word === "string" && Object.hasOwn(COMBINATIONS, word) ? (COMBINATIONS[word] ?? null) : null;
}

/** How to write a value of which the kind is wrong, by the key it stands at; null when nothing more can be said. */
export function intendedForm(
  key: string | number | undefined,
  value: unknown,
  expected: readonly string[] = [],
): string | null {
  const isSteps = ["do", "else", "choose"].includes(String(key)) || (key === "on_error" && typeof value === "object");
  if (isSteps) return isDashed(value) ? "put a space behind the -" : "write a list: each step begins with -";
  if (key === "rules" && Array.isArray(value))
    return "write each rule under its id, without -: my-rule: { on: …, do: … }";
  if (key === "rules" && value === null) return "write each rule below it, under its id: my-rule: { on: …, do: … }";
  if (key === "if" && typeof value === "string")
    return "write fields with what they must be: if: { text: { contains: price } }";
  if (key === "tag" && typeof value === "string") return `write tag: { add: ${value} }`;
  if (key === "send_message" && typeof value === "string") return "write send_message: { purpose: reply, text: … }";
  if (key === "notify" && typeof value === "string") return "write notify: { connection: …, text: … }";
  if (key === "emit" && typeof value === "string") return `write emit: { event: ${value} }`;
  if (key === "wait" && typeof value === "number") return `write a unit, such as ${value}m for minutes`;
  if (key === "priority") return "such as priority: 10; the highest comes first";
  if (key === "retry" && typeof value === "number") return `write retry: { max: ${value} }`;
  if (key === "inboxes" && Array.isArray(value)) return "give each a name, such as inboxes: { support: 101 }";
  if (key === "quiet_hours" && typeof value === "string") return `write quiet_hours: { window: "${value}" }`;
  if ((key === "open" || key === "closed") && expected.includes("a text"))
    return `write the name of a calendar of heyrules.yaml, such as ${key}: office`;
  if (typeof key === "number" && expected.includes("a mapping") && isWord(value)) {
    return EVENT_TYPES.includes(value) ? `write { event: ${value} }` : `write "${value}:" and behind it what it needs`;
  }
  if (key === "yes_no" && typeof value === "boolean") return "write answers: yes_no";
  if (key === "auth" && typeof value === "string") return "write auth: { bearer: … }";
  if (expected.includes("a list") && typeof value === "string") return listOf(value);
  if (expected.includes("a mapping") && value === "closed") return "write { closed: true }";
  return expected.includes("a text") && ["number", "boolean"].includes(typeof value)
    ? `put it in quotes: "${String(value)}"`
    : intendedBoolean(value, expected);
}

/** Whether steps were meant by a mapping: `-log: hi` is one to YAML. */
function isDashed(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).some((key) => /^-\w/.test(key));
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && /^[a-z_]+$/.test(value);
}

/** A value of which the kind is one, as YAML of today reads it: `yes` is a text. */
function intendedBoolean(value: unknown, expected: readonly string[]): string | null {
  const word = typeof value === "string" ? BOOLEANS[value.toLowerCase()] : undefined;
  return word !== undefined && expected.includes("true or false") ? `write ${word}, without quotes` : null;
}

const BOOLEANS: Readonly<Record<string, string>> = {
  yes: "true",
  on: "true",
  true: "true",
  no: "false",
  off: "false",
  false: "false",
};

function listOf(value: string): string {
  return value === "closed" ? "write [] for a day on which it is closed" : `write a list: ["${value}"]`;
}

/** A value that is written in the way of another tool, as it is written here, by the form that is wanted; null for anything else. */
export function intendedValue(value: unknown, wanted: string): string | null {
  if (wanted.includes("duration")) return intendedDuration(value);
  if (wanted.includes("a rate")) return intendedRate(value);
  if (wanted.includes("span of hours")) return intendedSpan(value);
  if (wanted.includes("contact, chat") && typeof value === "number")
    return value >= SHORTEST_NUMBER
      ? `put it in quotes: "${value}"`
      : 'write contact, chat, or a number with + and country code such as "+15105550100"';
  return intendedBoolean(value, wanted.includes("true") ? ["true or false"] : []);
}

/** A duration such as `2 hours`, `1.5h`, `1h30m`, `00:15:00` or `PT15M`, as it is written here; null for anything else. */
export function intendedDuration(value: unknown): string | null {
  if (typeof value === "number" && value > 0)
    return `write a unit, such as ${value}s for seconds or ${value}m for minutes`;
  const seconds = typeof value === "string" ? secondsOf(value.trim().toLowerCase()) : null;
  if (seconds === null) return null;
  if (seconds === 0) return "leave it out: no time at all is what comes without it";
  if (seconds > LONGEST_DAYS * DAY) return `${LONGEST_DAYS}d is the longest: nobody waits for what comes in a lifetime`;
  const [unit, length] = UNITS.find(([, each]) => seconds % each === 0) ?? ["s", 1];
  return `write ${seconds / length}${unit}`;
}

function secondsOf(text: string): number | null {
  const clock = /^(\d{1,2}):(\d{2}):(\d{2})$/.exec(text);
  if (clock !== null) return Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3]);
  const parts = [...text.replace(/^p(\d+d)?t?/, "$1").matchAll(/(\d{1,6}(?:\.\d+)?)\s*([a-z]+)\.?\s*/g)];
  const isWhole = parts.map(([whole]) => whole).join("") === text.replace(/^p(\d+d)?t?/, "$1");
  if (parts.length === 0 || !isWhole) return null;
  const lengths = parts.map(
    ([, count, word]) => Number(count) * (UNIT_WORDS.find(([pattern]) => pattern.test(word ?? ""))?.[1] ?? NaN),
  );
  const seconds = Math.round(lengths.reduce((sum, each) => sum + each, 0));
  return Number.isFinite(seconds) ? seconds : null;
}

/** A rate such as `4 per day` or `4`, as it is written here. */
function intendedRate(value: unknown): string | null {
  const [, count, unit] = /^(\d{1,6})(?:\s*(?:\/|per|an?|each)\s*([a-z]+))?$/i.exec(String(value).trim()) ?? [];
  if (count === undefined) return null;
  if (unit === undefined) return `write for what time, such as ${count}/24h`;
  const seconds = UNIT_WORDS.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1];
  return seconds === undefined
    ? null
    : `write ${count}/${seconds === DAY ? "24h" : (UNITS.find(([, each]) => each === seconds)?.[0] ?? unit)}`;
}

/** Hours such as `8am-5pm` or `8:00 - 17:00`, as they are written here. */
function intendedSpan(value: unknown): string | null {
  const [from, to, ...others] = String(value)
    .split(/\s*(?:-|–|to)\s*/i)
    .map(timeOf);
  // A day ends at 24:00 and begins at 00:00.
  const begin = from?.replace(/^24:/, "00:");
  return begin == null || to == null || others.length > 0 ? null : `write "${begin}-${to}"`;
}

function timeOf(text: string): string | null {
  const [, hours = "", minutes = "00", half] = /^(\d{1,2})(?:[:.h](\d{2}))?\s*([ap]m)?$/i.exec(text.trim()) ?? [];
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  return hours === "" || hour > 24 || Number(minutes) > 59 ? null : `${String(hour).padStart(2, "0")}:${minutes}`;
}

const DAY = 86_400;
/** As the pattern of a duration in the schemas has it. */
const LONGEST_DAYS = 3_999;
const UNITS: readonly (readonly [unit: string, seconds: number])[] = [
  ["d", DAY],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];

const UNIT_WORDS: readonly (readonly [pattern: RegExp, seconds: number])[] = [
  [/^s(ec(ond)?s?)?$/, 1],
  [/^m(in(ute)?s?)?$/, 60],
  [/^h((ou)?rs?)?$/, 3_600],
  [/^d(ays?)?$/, DAY],
  [/^w((ee)?ks?)?$/, 7 * DAY],
  [/^mo(n(th)?s?)?$/, 30 * DAY],
  [/^y((ea)?rs?)?$/, 365 * DAY],
];

/** A word as a name can be written, such as `after-hours` for `After Hours`; null when nothing is left of it. */
export function intendedName(word: string): string | null {
  const name = word
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return name === "" ? null : `write "${name}"`;
}

const COMBINATIONS: Readonly<Record<string, string>> = {
  or: 'write "any"',
  OR: 'write "any"',
  either: 'write "any"',
  and: 'write "all"',
  AND: 'write "all"',
  both: 'write "all"',
  // A list below `not` denies that all of it holds.
  none: "write not: { any: […] }",
};
