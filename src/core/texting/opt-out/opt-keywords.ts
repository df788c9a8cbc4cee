import type { OptOutWords } from "../../model/ruleset/settings.ts";
import { BESIDE_NUMBERS, namesAnother, withoutPhoneNumbers, withoutPlaces, wordsAsWritten } from "./another-number.ts";
import { findKeyword, LIKELY, PLAIN_KEYWORDS, POLITE, STRONG_KEYWORDS } from "./keyword-lists.ts";
import { isReaction, ownWords } from "./own-words.ts";
import { clausesOf, codedClauses, withWordsForSigns } from "./clauses.ts";
import { evidenceFor } from "./evidence.ts";
import { weightOfLetters } from "./letters.ts";
import { codedWords, isAboutTexts, letterOf } from "../opt-words/meanings.ts";
import { asksForMore, saysOptOut, wantsMore } from "../opt-sentences/sentences.ts";
import { inSingleWords, isNearlyKeyword, setOf, withoutEchoes, withoutRepeats, wordsOf } from "../opt-words/slips.ts";

/** What a contact's text says about being texted. */
export interface OptKeyword {
  readonly state: "out" | "in" | "held";
  /** Sentence for traces; quotes nothing but words of our own lists. */
  readonly reason: string;
  /** Whether Heymarket takes this very text for an opt-out or opt-in itself. */
  readonly isKnownToVendor: boolean;
}

/** What Heymarket takes for an opt-out or opt-in as the whole text, in any case (docs/heymarket.md). */
const KNOWN_TO_VENDOR: ReadonlySet<string> = new Set(
  "stop stopall unsubscribe cancel end quit start unstop".split(" "),
);

/** Evidence by which a text is held whatever it says, and by which no sentence holds it (`evidenceFor`). */
const ENOUGH = 90;
/** What the letters alone must say before a text is looked at that has no word with a meaning (`weightOfLetters`). */
const LETTERS_ALONE = 100;
const FAR_FROM_ENOUGH = -200;
const MAXIMUM_TEXT = 4_096;
const MAXIMUM_KEYWORD_WORDS = 12;
const MAXIMUM_KEYWORD_CLAUSE = 60;

const OPT_IN: ReadonlySet<string> = new Set(["start", "unstop"]);
/** "st op", "please stop" in one word, a stop sign: what is so short is read in full. */
const MOST_WORDS_OF_A_BROKEN_KEYWORD = 2;
const KEYWORD_WORDS: ReadonlySet<string> = new Set(
  [...OPT_IN, ...STRONG_KEYWORDS.values(), ...PLAIN_KEYWORDS.values(), ...LIKELY.values()]
    .flatMap((keyword) => keyword.split(" "))
    .filter((word) => !POLITE.has(word))
    .map(withoutRepeats),
);
const BETWEEN_KEYWORDS = setOf("to 2 and or");
const LONGEST_GLUED_WORD = 24;

/** Said after a strong keyword: "stop it", "unsubscribe me". */
const LOOSE = setOf("it all me");
/** Naming the texts makes the case for any keyword: "quit texting me", "cancel all messages". */
const TEXTS = setOf("texting messaging text texts message messages msg msgs sms txt txts txting");
const ABOUT_TEXTS = new Set([...TEXTS, ...LOOSE, ...setOf("this that the these those your my sending")]);
/** What begins a sentence of its own behind a keyword, or parts it from the keyword. */
const BEGINNINGS = setOf(
  "i im ive id ill its he hes she shes we weve je jai yo please pls plz porfavor por svp stp sil",
);
/** Somebody who was never the one meant has nothing else to cancel or delete. */
const STRANGER = /wrong (?:number|person|num\b)|equivocad|(?:mauvais|faux) num/u;
/** A stop sign and nothing but hands and faces beside it: a picture of a lorry with it says something else. */
const STOP_SIGN = /^(?=[^]*[🛑⛔📵🖕])(?:[🛑⛔📵🚫✋🖐🙏🖕😡😠🤬🙄\ufe0f\s\p{P}]|\p{EMod})+$/u;
/** STOP in capitals that ends a text in small letters: "Thanks but STOP", no bus and no answer to "text STOP". */
const SHOUTED_STOP = /\p{Ll}[^?]*(?<!\b(?:the|a|bus|full|pit|to|text|reply|say|said|sent|my|next|non)) STOP[.!\s]*$/u;
/** Signs behind a keyword say what it says. */
const SIGNS_BEHIND = /(?<=\p{L}[^]*)[🛑⛔🚫📵✋\ufe0f\s]+$/u;
/** A number of texting services, as their instructions name it; a number alone may be that of an order. */
const SENT_TO_SHORT_CODE = /\b(?:to|al?|au) \d{5,6}\b/u;
/** Somebody who laughs is talking to a friend. */
const LAUGHTER = /\bhaha\b/u;
/** Called out by somebody who is nearly there: "stop! I'm outside". */
const CALLED_OUT =
  /^\P{L}*stop+\P{L}+(?=(?:i(?:['’]?m| am) (?:here|outside|coming|on my way)|on my way|omw|j['’]?arrive|je suis (?:l[aà]|devant|en route)|ya (?:voy|llegu[eé])|(?:ya )?estoy (?:afuera|llegando))(?!\p{L}))/iu;

/**
 * What a text says about being texted, or null when it is about something else. `out`: the whole text is an opt-out
 * keyword, polite words aside; `in`: it is START or UNSTOP; `held`: it reads like an opt-out, so a person decides. Reads English,
 * Spanish and French, and only what its sender wrote (`ownWords`). A word of the organisation's `own` is compared with the whole text. YES is an answer, never an opt-in. Keywords:
 * docs/heymarket.md and the lists of FCC (47 CFR 64.1200(a)(10)) and CTIA.
 */
export function readOptKeyword(text: string, own: OptOutWords = NO_OWN_WORDS): OptKeyword | null {
  const start = text.slice(0, MAXIMUM_TEXT).normalize("NFKC");
  if (!bearsLoad(start, [...own.out, ...own.held]) || isReaction(start)) return null;
  const written = ownWords(start).replace(CALLED_OUT, "");
  if (STOP_SIGN.test(written)) return { state: "held", reason: "text was a stop sign", isKnownToVendor: false };
  const told = withWordsForSigns(written);
  const words = wordsOf(told.toLowerCase());
  if (words.length === 0) return null;
  const isKnownToVendor = KNOWN_TO_VENDOR.has(text.trim().toLowerCase());
  // Nothing beside it: "start now" and "start?" answer somebody's question.
  if (words.length === 1 && OPT_IN.has(words[0] ?? "") && !written.includes("?"))
    return { state: "in", reason: `text was ${(words[0] ?? "").toUpperCase()}`, isKnownToVendor };
  const said = written.replace(SIGNS_BEHIND, "");
  const keyword = keywordOf(said === written ? words : wordsOf(said.toLowerCase()));
  if (keyword !== null) {
    const verb = words.join(" ") === keyword ? "was" : "means";
    return { state: "out", reason: `text ${verb} ${keyword.toUpperCase()}`, isKnownToVendor };
  }
  if (isOneOf(own.out, words))
    return { state: "out", reason: "text was a word of sending.opt_out.words", isKnownToVendor };
  if (isOneOf(own.held, words))
    return { state: "held", reason: "text was a word of sending.opt_out.hold_words", isKnownToVendor };
  const unnumbered = withoutPhoneNumbers(written);
  if (
    isKeywordBesideSigns(written) ||
    SHOUTED_STOP.test(written) ||
    readsLikeOptOut(words, told) ||
    isKeywordForAnother(written) ||
    (unnumbered !== written && isKeywordBesideNumbers(unnumbered, [...own.out, ...own.held])) ||
    asksForNoMoreAt(written)
  )
    return { state: "held", reason: "text reads like an opt-out", isKnownToVendor };
  return null;
}

const NO_OWN_WORDS: OptOutWords = { out: [], held: [] };

/** Whether a text holds a word that may matter. Most hold none, and this one look at their words is all they cost. */
function bearsLoad(text: string, own: readonly string[]): boolean {
  const words = wordsOf(withWordsForSigns(text).toLowerCase());
  return (
    words.length <= MOST_WORDS_OF_A_BROKEN_KEYWORD ||
    words.every((word) => word.length === 1) ||
    words.some((word) => KEYWORD_WORDS.has(withoutRepeats(word))) ||
    mayBeAboutTexts(words) ||
    own.length > 0
  );
}

/** A text as it is compared with a keyword: its words in lower case, without accents and signs. */
export function comparableText(text: string): string {
  return wordsOf(text.normalize("NFKC").toLowerCase()).join(" ");
}

function isOneOf(list: readonly string[], words: readonly string[]): boolean {
  return list.some((word) => comparableText(word) === words.join(" "));
}

/** The opt-out keyword these words come down to, or null. */
function keywordOf(words: readonly string[]): string | null {
  if (words.length > MAXIMUM_KEYWORD_WORDS) return null;
  const core = coreOf(words);
  const exact = findKeyword(core, [STRONG_KEYWORDS, PLAIN_KEYWORDS]) ?? firstOfKeywords(core);
  if (exact !== null) return exact;
  return core.some((word) => TEXTS.has(word))
    ? findKeyword(without(core, ABOUT_TEXTS), [STRONG_KEYWORDS, PLAIN_KEYWORDS])
    : findKeyword(withoutTail(core), [STRONG_KEYWORDS]);
}

/** What is left of a text's words without what does not change a keyword. */
function coreOf(words: readonly string[]): readonly string[] {
  const isSpelled = words.length > 1 && words.every((word) => word.length === 1);
  const apart = isSpelled ? [words.join("")] : words.length === 1 ? unglued(words[0] ?? "") : inSingleWords(words);
  return withoutEchoes(without(apart, POLITE));
}

/** `stopnow` and `pleasestop` as two words: a keyword, and what is said around it. */
function unglued(word: string): readonly string[] {
  if (word.length > LONGEST_GLUED_WORD) return [word];
  const isSaidAround = (rest: string): boolean => rest.length > 1 && (POLITE.has(rest) || ABOUT_TEXTS.has(rest));
  for (const keyword of STRONG_KEYWORDS.values()) {
    if (word.startsWith(keyword) && isSaidAround(word.slice(keyword.length)))
      return [keyword, word.slice(keyword.length)];
    if (word.endsWith(keyword) && isSaidAround(word.slice(0, -keyword.length)))
      return [word.slice(0, -keyword.length), keyword];
  }
  return [word];
}

/** The first of words that are keywords one by one, the first of them a strong one: "STOP, unsubscribe", "stop to end", and not "stop 2". */
function firstOfKeywords(core: readonly string[]): string | null {
  const [first, ...rest] = without(core, BETWEEN_KEYWORDS);
  const isDangling = rest.length === 0 && core.length > 1;
  if (
    isDangling ||
    first === undefined ||
    !rest.every((word) => findKeyword([word], [STRONG_KEYWORDS, PLAIN_KEYWORDS]) !== null)
  )
    return null;
  return findKeyword([first], [STRONG_KEYWORDS]);
}

function readsLikeOptOut(words: readonly string[], written: string): boolean {
  const plain = written.toLowerCase();
  const core = coreOf(words);
  if (
    isLikely(core) ||
    isLikelyAmongPolite(words) ||
    isNearlyKeyword((core.length === 0 ? words : core).join("")) ||
    isBothKeywords(core)
  )
    return true;
  const clauses = clausesOf(plain);
  if (hasKeywordClause(clauses, plain) || saysMoreThanKeyword(words, plain)) return true;
  if (!mayBeAboutTexts(words)) return false;
  const coded = codedClauses(written);
  if (wantsMore(coded, words)) return false;
  const evidence = evidenceFor(coded, { words, isQuestion: plain.includes("?") });
  if (evidence !== null && evidence > ENOUGH && !coded.some(asksForMore)) return true;
  if (evidence !== null && evidence < FAR_FROM_ENOUGH) return false;
  const staccato = codedWords(clauses.filter((clause) => clause.length === 1).flat());
  return saysOptOut([...coded.filter(isAboutTexts), staccato], coded.join(`${letterOf("next")} `));
}

/** Whether it most likely is one with a polite word of its own, which `coreOf` leaves out: "nothing more from you, please". */
function isLikelyAmongPolite(said: readonly string[]): boolean {
  if (said.length > MAXIMUM_KEYWORD_WORDS) return false;
  const words = inSingleWords(said);
  const starts = words.findIndex((word) => !POLITE.has(word));
  const ends = words.findLastIndex((word) => !POLITE.has(word)) + 1;
  const endings = words.map((_, at) => words.slice(0, at + 1)).slice(Math.max(0, ends - 1));
  return endings.some((told) => told.slice(0, starts + 1).some((_, at) => isLikely(told.slice(at))));
}

function isLikely(words: readonly string[]): boolean {
  return findKeyword(words, [LIKELY]) !== null;
}

/** Whether a text is worth a closer look: by a word that means something here, or by the letters of those that mean nothing. */
function mayBeAboutTexts(words: readonly string[]): boolean {
  return isAboutTexts(codedWords(words)) || weightOfLetters(words) > LETTERS_ALONE;
}

/** Whether it says stop and start at once: "STOP START". */
function isBothKeywords(core: readonly string[]): boolean {
  const stopping = without(core, OPT_IN);
  return stopping.length < core.length && firstOfKeywords(stopping) !== null;
}

/** Whether a clause of several is a strong keyword: "STOP. Wrong number!", "Stop, who is this", "Hello - stop". */
function hasKeywordClause(clauses: readonly (readonly string[])[], plain: string): boolean {
  if (clauses.length < 2 || LAUGHTER.test(plain)) return false;
  const lists = STRANGER.test(plain) ? [STRONG_KEYWORDS, PLAIN_KEYWORDS, LIKELY] : [STRONG_KEYWORDS];
  return clauses.some((clause) => {
    const core = coreOf(clause);
    return core.join(" ").length <= MAXIMUM_KEYWORD_CLAUSE && findKeyword(core, lists) !== null;
  });
}

/** Whether a keyword opens the text and a new sentence begins behind it, full stop or not: "STOP I am driving", "Unsubscribe please he died". */
function saysMoreThanKeyword(words: readonly string[], plain: string): boolean {
  const at = words.findIndex((word) => !POLITE.has(word));
  const [first = "", ...more] = words.slice(at + 1);
  if (more.length === 0 || !BEGINNINGS.has(first) || LAUGHTER.test(plain)) return false;
  return findKeyword([words[at] ?? ""], [STRONG_KEYWORDS]) !== null;
}

/** Whether a keyword stands alone but for faces, or but for the number it is sent to: "STOP😂", "STOP to 55555". */
function isKeywordBesideSigns(written: string): boolean {
  const plain = written.toLowerCase();
  const words = without(wordsOf(plain.replace(SENT_TO_SHORT_CODE, "")), POLITE);
  const lists = SENT_TO_SHORT_CODE.test(plain) ? [STRONG_KEYWORDS, PLAIN_KEYWORDS] : [STRONG_KEYWORDS];
  return words.length === 1 && findKeyword(words, lists) !== null;
}

/** Whether a text says no more than a keyword beside the phone numbers that were taken out of it: "STOP 510-555-0100". */
function isKeywordBesideNumbers(unnumbered: string, own: readonly string[]): boolean {
  const plain = withWordsForSigns(unnumbered).toLowerCase();
  const words = wordsOf(plain);
  const core = without(words, BESIDE_NUMBERS);
  return (
    keywordOf(core) !== null ||
    isLikely(coreOf(core)) ||
    [words, core].some((told) => isOneOf(own, told)) ||
    hasKeywordClause(clausesOf(plain), plain) ||
    saysMoreThanKeyword(words, plain) ||
    isKeywordForAnother(unnumbered)
  );
}

/** Whether a text reads like an opt-out but for where the contact is reached: "don't call me at 510-555-0100". */
function asksForNoMoreAt(written: string): boolean {
  const rest = withoutPlaces(written);
  const told = withWordsForSigns(rest);
  return rest !== written && readsLikeOptOut(wordsOf(told.toLowerCase()), told);
}

/** Whether a strong keyword is followed by somebody else or another phone, and by nothing more: "STOP John", "unsubscribe my wife". */
function isKeywordForAnother(written: string): boolean {
  const words = wordsAsWritten(written).filter((word) => !POLITE.has(word.toLowerCase()));
  const lower = words.map((word) => word.toLowerCase());
  return [1, 2, 3].some(
    (count) => findKeyword(lower.slice(0, count), [STRONG_KEYWORDS]) !== null && namesAnother(words.slice(count)),
  );
}

function without(words: readonly string[], dropped: ReadonlySet<string>): readonly string[] {
  return words.filter((word) => !dropped.has(word));
}

function withoutTail(words: readonly string[]): readonly string[] {
  return words.slice(0, words.findLastIndex((word) => !LOOSE.has(word)) + 1);
}
