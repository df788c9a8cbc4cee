import { ENGLISH } from "./english.ts";
import { FRENCH } from "./french.ts";
import { SPANISH } from "./spanish.ts";
import { NAMES } from "./names.ts";
import { MEANINGS } from "./opt-words.ts";
import { isOtherWord, meantWord, withoutRepeats } from "./slips.ts";

const FIRST_LETTER = 0x100;
const letters: ReadonlyMap<string, string> = new Map(
  MEANINGS.map((meaning, index) => [meaning, String.fromCodePoint(FIRST_LETTER + index)]),
);

/**
 * The letter that stands for a meaning in coded words.
 *
 * @throws when there is no such meaning: a sentence or a list of words names one that is not in `MEANINGS`.
 */
export function letterOf(meaning: string): string {
  const letter = letters.get(meaning);
  if (letter === undefined) throw new Error(`no meaning named ${meaning}`);
  return letter;
}

/** What ends a word that is likely a name (`codedWords`). */
export const NAME_MARK = "0";
/** The meaning that a letter stands for, null when it stands for none. */
export function meaningOf(letter: string): string | null {
  return MEANINGS[(letter.codePointAt(0) ?? 0) - FIRST_LETTER] ?? null;
}

/** The code of a word without meaning here. */
export const OTHER_WORD = "_";
const SHORTEST_STEM = 3;
/** `stoppp`, said for `stop`. */
const LONG_RUN = /(\p{L})\1{2,}/gu;
const POSSESSIVE = /(?<=.{3})s$/;
/** A phone number, or a part of one. */
const NUMBER = /^\d{3,}$/;
const MOST_WORDS_OF_A_PHRASE = 4;

const words = new Map<string, string>();
const stems = new Map<string, string>();
const openings = new Set<string>();
for (const { meanings, endings = {} } of [ENGLISH, SPANISH, FRENCH])
  for (const [meaning, listed] of Object.entries(meanings))
    learn(
      meaning,
      listed.split(" ").flatMap((entry) => spelledOut(entry).flatMap((word) => conjugated(word, endings))),
    );

function learn(meaning: string, entries: readonly string[]): void {
  for (const entry of entries) {
    const isStem = entry.endsWith("*");
    const word = isStem ? entry.slice(0, -1) : entry;
    const known = isStem ? stems : words;
    known.set(word, (known.get(word) ?? "") + letterOf(meaning));
    const [first, ...rest] = word.split("_");
    if (rest.length > 0 && first !== undefined) openings.add(first);
  }
}

/** `my/our_number` as `my_number` and `our_number`. */
function spelledOut(entry: string): readonly string[] {
  return entry
    .split("_")
    .map((part) => part.split("/"))
    .reduce<readonly string[]>(
      (starts, parts) => starts.flatMap((start) => parts.map((part) => (start === "" ? part : `${start}_${part}`))),
      [""],
    );
}

/** `mand~ar` as the forms of that verb by which people ask somebody: `mandar`, `mande`, `manden`... */
function conjugated(entry: string, endings: Readonly<Record<string, string>>): readonly string[] {
  const [stem = "", verb] = entry.split("~");
  return verb === undefined ? [entry] : (endings[verb] ?? verb).split(" ").map((ending) => stem + ending);
}

/** Words as their meanings: one letter a meaning, one space after each word. */
export function codedWords(told: readonly string[]): string {
  let coded = "";
  for (let at = 0; at < told.length;) {
    const count = wordsOfPhrase(told, at);
    coded +=
      count > 1 ? `${words.get(told.slice(at, at + count).join("_")) ?? OTHER_WORD} ` : codedWord(told[at] ?? "");
    at += count;
  }
  return coded;
}

function wordsOfPhrase(told: readonly string[], at: number): number {
  if (!openings.has(told[at] ?? "")) return 1;
  for (let count = MOST_WORDS_OF_A_PHRASE; count > 1; count--)
    if (at + count <= told.length && words.has(told.slice(at, at + count).join("_"))) return count;
  return 1;
}

/** Codes of words that were read before; the same few thousand words make up most of what people write. */
const codes = new Map<string, string>();
const MOST_CODES = 4_096;
const LONGEST_KEPT = 24;

function codedWord(written: string): string {
  if (written.length > LONGEST_KEPT) return codeOf(written);
  let code = codes.get(written);
  if (code === undefined) {
    code = codeOf(written);
    if (codes.size >= MOST_CODES) codes.clear();
    codes.set(written, code);
  }
  return code;
}

function codeOf(written: string): string {
  const isNamed = written.length > SHORTEST_STEM && written.endsWith(NAME_MARK);
  const typed = isNamed ? written.slice(0, -NAME_MARK.length) : written;
  const word = words.has(typed) ? typed : typed.replace(LONG_RUN, "$1");
  const exact = words.get(word) ?? (word.length < SHORTEST_STEM ? OTHER_WORD : undefined);
  if (exact !== undefined) return `${exact} `;
  if (NUMBER.test(word)) return `${letterOf("digits")} `;
  if (isOtherWord(word)) return `${OTHER_WORD} `;
  if (NAMES.has(word) || NAMES.has(word.replace(POSSESSIVE, ""))) return `${OTHER_WORD}${letterOf("named")} `;
  const known = withPronounBehind(word) ?? withPronounBefore(word);
  if (known !== null) return known;
  const stem = knownWord(word) ?? words.get(withoutRepeats(word)) ?? null;
  if (stem !== null) return `${stem} `;
  return `${knownWord(meantWord(word)) ?? OTHER_WORD}${isNamed ? letterOf("named") : ""} `;
}

function knownWord(word: string): string | null {
  const known = words.get(word);
  if (known !== undefined) return known;
  for (let length = word.length; length >= SHORTEST_STEM; length--) {
    const stem = stems.get(word.slice(0, length));
    if (stem !== undefined) return stem;
  }
  return null;
}

/** Spanish `enviarme` as `enviar` and `me`. */
function withPronounBehind(word: string): string | null {
  const [, verb = "", pronoun = ""] = /^(\w{3,}?)(me|nos|l[aeo]s?)(?:l[aeo]s?)?$/.exec(word) ?? [];
  const known = verb === "" ? null : knownWord(verb);
  return known === null ? null : `${known} ${words.get(pronoun) ?? OTHER_WORD} `;
}

/** French `menvoyer` as `m` and `envoyer`, the way it is left of "m'envoyer". */
function withPronounBefore(word: string): string | null {
  const [, pronoun = "", rest = ""] = /^(qu|[cdjlmnst])([aeiouh]\w{4,})$/.exec(word) ?? [];
  const known = rest === "" ? null : knownWord(rest);
  return known === null ? null : `${words.get(pronoun) ?? OTHER_WORD} ${known} `;
}

/** Without one of these no sentence is about being texted. */
const LOAD_BEARING =
  "stop halt cancel turn unsubscribe unsubscribed baja opt remove removed removal clear take lose leave alone off " +
  "out add keep use refuse revoke count reach reaching reached write annoy nagging send sending hear texts notice " +
  "list number unwanted nomore say sign signup consent fedup spam threat regulator law insult wrong belong many " +
  "times privacy useless know law annoy stranger died reassigned topic";
/** Two that bear it together: one of the first, then one of the second. */
const BEARING_TOGETHER: readonly (readonly [string, string])[] = [
  ["not", "want at right lives part meant person stranger ties who named moved customer"],
  ["at", "not"],
  ["part", "no not"],
  ["why", "get these"],
  ["right", "person"],
  ["meant", "moved"],
  ["rather", "anything"],
];
const LOAD = new RegExp([anyOf(LOAD_BEARING), ...BEARING_TOGETHER.map((pair) => pair.map(anyOf).join(".*"))].join("|"));

/** One letter of those that stand for meanings. */
function anyOf(meanings: string): string {
  return `[${meanings.split(" ").map(letterOf).join("")}]`;
}

/** Whether coded words hold one without which no sentence is about being texted. */
export function isAboutTexts(coded: string): boolean {
  return LOAD.test(coded);
}
