import { letterOf, OTHER_WORD } from "../opt-words/meanings.ts";

/** Sentences of one meaning, and what takes it away: in the same clause, or anywhere in the text. */
export interface Sentences {
  /** Whether they go over the ends of clauses. */
  readonly across?: true;
  readonly say: readonly string[];
  readonly unless?: readonly string[];
  readonly unlessAnywhere?: readonly string[];
}

/** What may follow a wish that is complete. */
export const END = "(please|again|joke)* $";
/** Words that name nothing else: between a verb and what it is about. */
export const SMALL =
  "(the|in|my|these|anything|more|nomore|of|to|get|sending|send|notice|many|you|please|be|kind|again|and|texts)*?";
/** Between a prohibition and its verb. */
export const OFTEN = "((again|please|you|be|keep|to|need|want|dare|even|have) | calling (and|or))*";
/** Who is texted. */
export const ME = "(to? (me|number) | my number)";
/** What the texts may be called where a wish may go on. */
export const THEM = "(texts | notice (me|to|please|again) | notice of (you|me) | notice $)";
/** What people are on who are texted. */
export const LIST = "!otherlist (my|the|kind|number|texts|dealings|calling)* (list|texts) (!for | for (texts|notice))";
/** Where somebody is to be taken from. */
export const FROM_LIST = `(off|of|from|out)+ ${SMALL} (${LIST} | _? notice | _ texts | these ${END})`;
/** What may be said before a demand. */
export const START = "^ ((please|person|number|wrong|want|not|no|fedup|and|can|you|many) | _ times)*";

/** The whole of a clause that asks for an end of something. */
export const BREATH =
  "(stop|halt|remove|cancel|unsubscribe|lose|bye|fedup|leave me alone|take me off) (me|it|these|please|again|the)*";

/** Most words that one repetition takes, so that no text makes reading slow. */
const MOST_REPEATED = 9;
const GAP = `(?:(?!${wordOf(["break"])})[^ ]+ ){0,5}?`;
const ANYTHING = `(?:[^ ]+ ){0,${String(MOST_REPEATED)}}?`;
const TOKEN = /\.{2,3}|!?\([a-z_]+(?:\|[a-z_]+)*\)|!?[a-z_]+|[*+ ]/g;

/**
 * A pattern for any of the sentences, over coded words (`codedWords`). A name is a word of that meaning, `_` a word without, `(a|b)`
 * one of two meanings; `!a` says that none of it comes next; `..` is up to five words, none of which begins another thought, `...`
 * any few words; `^` and `$` are the ends of a clause; the rest is a regular expression.
 */
export function sentencePattern(sentences: readonly string[]): RegExp {
  return sentences.length === 0
    ? NEVER
    : new RegExp(`${AT_A_WORD}(?:${sentences.map((sentence) => sentence.replace(TOKEN, sourceOfToken)).join("|")})`);
}

const NEVER = /(?!)/;
/** Asked once for all sentences, and not by each of them: most of the time that reading takes goes into places inside of words. */
const AT_A_WORD = "(?<![^ ])";

function sourceOfToken(token: string): string {
  if (token === " ") return "";
  if (token === "..") return GAP;
  if (token === "...") return ANYTHING;
  if (token === "*") return `{0,${String(MOST_REPEATED)}}`;
  if (token === "+") return `{1,${String(MOST_REPEATED)}}`;
  const word = wordOf(token.replace(/[!()]/g, "").split("|"));
  return token.startsWith("!") ? `(?!${word})` : `(?:${word})`;
}

function wordOf(names: readonly string[]): string {
  return `[^ ]*[${names.map((name) => (name === OTHER_WORD ? name : letterOf(name))).join("")}][^ ]* `;
}
