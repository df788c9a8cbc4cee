import { editDistance } from "../../base/suggest.ts";

/** Words of which one slip of the thumb makes another word that people send. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  "suscribirme suscribirse suscribir abonner stoop stoops finn arete aretes staple staples shop step top stops slop swop strop stow subscribe resubscribe massage massages massaging remote removal removes remover removed tests testing test tent tents taxi tex next texas".split(
    " ",
  ),
);
/** Those of them that are the answer to nothing: alone they are a slip. */
const NO_ANSWERS: ReadonlySet<string> = new Set(["stoop", "stops"]);
const KEYWORDS = [
  "stop",
  "optout",
  "unsubscribe",
  "desuscribirme",
  "desabonner",
  "desabonnement",
  "desinscrire",
  "desinscription",
];
/** What people mean by words that are nearly these. */
const MEANT = [
  "stop",
  "text",
  "texts",
  "texting",
  "message",
  "messages",
  "messaging",
  "unsubscribe",
  "remove",
  "delete",
  "please",
  "number",
  "contact",
  "contacting",
  "sending",
  "receive",
  "bother",
  "harass",
  "notifications",
  "wrong",
];
const SHORTEST_SLIP = 3;
const SHORTEST_OF_ANY_SLIP = 6;
const SHORTEST_OF_TWO_SLIPS = 9;

/** Whether it is a word of its own though it is nearly a keyword: "stoop". */
export function isOtherWord(word: string): boolean {
  return OTHER_WORDS.has(word);
}

/** Whether a whole text, its words put together, is an opt-out keyword with a slip of the thumb: "atop", "st op", "unsubsribe". */
export function isNearlyKeyword(joined: string): boolean {
  const isOther = OTHER_WORDS.has(joined) && !NO_ANSWERS.has(joined);
  return !isOther && KEYWORDS.some((keyword) => isWithinSlips(joined, keyword));
}

/** A word of a sentence as it was meant: one letter is too many, missing, wrong or swapped with its neighbour, in long words two. */
export function meantWord(word: string): string {
  if (OTHER_WORDS.has(word) || word.length < SHORTEST_SLIP) return word;
  if (!VOWEL.test(word)) return MEANT.find((meant) => meant.replace(VOWELS, "") === word) ?? word;
  return MEANT.find((meant) => isAlike(word, meant) && isWithinSlips(word, meant)) ?? word;
}

const VOWEL = /[aeiouy]/;
const VOWELS = /[aeiou]/g;

/** Whether they begin or end alike, in words so short that everything is near: "tect", "ext". */
function isAlike(word: string, meant: string): boolean {
  if (word[0] !== meant[0]) return meant.length >= SHORTEST_OF_ANY_SLIP ? false : meant.endsWith(word);
  return meant.length >= SHORTEST_OF_ANY_SLIP || word.length >= meant.length;
}

function isWithinSlips(word: string, meant: string): boolean {
  const most = meant.length < SHORTEST_OF_TWO_SLIPS ? 1 : 2;
  return Math.abs(word.length - meant.length) <= most && editDistance(word, meant) <= most;
}

/** The words of a lower-case text: letters and digits; invisible characters, accents and apostrophes drop out. */
export function wordsOf(text: string): readonly string[] {
  // Most texts are plain ASCII, and this runs for every one of them.
  if (ASCII.test(text)) return text.replace(/['`]/g, "").match(/[a-z0-9]+/g) ?? [];
  const bare = text
    .normalize("NFKD")
    .replace(/[ѕтоеарсхіοατ]/gu, (letter) => LATIN.get(letter) ?? letter)
    .replace(/[\p{Cf}\p{M}'’‘ʼ`´]/gu, "");
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

const ASCII = /^[\0-\x7f]*$/;
/** Letters of other scripts that look like ours: "ѕtop". */
const LATIN: ReadonlyMap<string, string> = new Map(
  Array.from("ѕтоеарсхіοατ", (letter, index) => [letter, "stoeapcxioat"[index] ?? letter]),
);

/** `stoppp` as `stop`; both sides of a comparison go through it. */
export function withoutRepeats(text: string): string {
  return text.replace(/(.)\1+/g, "$1");
}

/** Words without those said twice in a row: `stop stop` as `stop`. */
export function withoutEchoes(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => index === 0 || withoutRepeats(word) !== withoutRepeats(words[index - 1] ?? ""));
}

/** Words with what is said in two of them in one: `do not` as `dont`, which is also what an apostrophe leaves of "don't". */
export function inSingleWords(words: readonly string[]): readonly string[] {
  return words
    .join(" ")
    .replaceAll("do not ", "dont ")
    .replaceAll("right away", "now")
    .replace(/\bexclamation (?:point|mark)\b/g, "exclamation")
    .replace(/\b(?:por|x) favor\b/g, "porfavor")
    .split(" ");
}

/** Words written one behind the other. */
export function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
