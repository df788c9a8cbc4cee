import { codedWords, NAME_MARK } from "../opt-words/meanings.ts";
import { ownWords } from "./own-words.ts";
import { wordsOf } from "../opt-words/slips.ts";

/** Signs that stand for a word among words: "🛑 texting me". */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/🛑/gu, " stop "],
  [/⛔/gu, " halt "],
  [/🚫/gu, " no "],
  [/📵/gu, " no texts "],
  [/[😂🤣😅😆😹]/gu, " haha "],
  [/(?<!\p{L})s[ -]t[ -]o[ -]p(?!\p{L})/giu, "stop"],
  // "f*ck off"
  [/(?<=\p{L})[*]+(?=\p{L})/gu, ""],
  // "Mr. Lee died" is one sentence.
  [/(?<!\p{L})(mrs?|ms|dr|sra?|mme)\.(?=\s)/giu, "$1"],
  [/#(?![\p{L}\p{N}])/gu, " number "],
  // A phone number in one run of digits is read as one in groups.
  [/(?<!\d)(1?\d{3})(\d{3})(\d{4})(?!\d)/gu, " $1 $2 $3 "],
  // "a leave me alone day", "leave me alone time slot": what somebody asks for, by its name.
  [/(?<=\b(?:an?|the|my|your|one|another|that) )leave[ -]me[ -]alone(?=[ -]\p{L})/giu, "quiet"],
  [
    /leave[ -]me[ -]alone(?=(?:[ -]time)?[ -](?:slots?|days?(?! and)|periods?|windows?|hours?|packages?|appointments?|sessions?)\b|[ -]time\W*$)/giu,
    "quiet",
  ],
  // "S.T.O.P texting", "s.v.p."
  [/(?<=(?<!\p{L})\p{L})\.(?=\p{L}(?!\p{L}))/gu, ""],
];
/** A capital letter inside a sentence begins a name, where the word has no other meaning. */
const NAME = /(?<=[\p{L}\p{N},] |\p{L}['’])(\p{Lu}\p{Ll}+(?:['’]s)?)(?!\p{L})/gu;

/** A text with its likely names marked, so that they are still known in lower case. */
function withNames(text: string): string {
  return text.replace(NAME, `$1${NAME_MARK}`);
}

/** What a text's sender says in it, signs in words. */
export function toldBy(text: string): string {
  return withWordsForSigns(ownWords(text));
}

/** The clauses of what is told, coded (`codedWords`); names are known by their capital letter. */
export function codedClauses(told: string): readonly string[] {
  return clausesOf(withNames(told).toLowerCase()).map(codedWords);
}

/** The words of each clause. */
export function clausesOf(text: string): readonly (readonly string[])[] {
  return text
    .split(/[.!?,;:\n¡¿()]|\s[-–—]\s/)
    .map(wordsOf)
    .filter((clause) => clause.length > 0);
}

/** A text with the words that its signs stand for. */
export function withWordsForSigns(text: string): string {
  if (!/\p{L}/u.test(text)) return text;
  return SIGNS.reduce((told, [sign, word]) => told.replace(sign, word), text);
}
