import { weightOfLetters } from "./letters.ts";
import { letterOf, meaningOf, OTHER_WORD } from "../opt-words/meanings.ts";
import { BIAS, FOLLOWED, SINGLE } from "../opt-words/weights.ts";

/** Beginning and end of a clause, as weights name them. */
const START = "start";
const END = "end";
const REACH = 3;
/** Longer texts are about more than one thing, and every word would add a little. */
const MOST_WORDS = 60;
/** Two words say too little for this. */
const SHORTEST = "of_2";
const SIZES: readonly (readonly [number, string])[] = [
  [2, SHORTEST],
  [4, "of_4"],
  [8, "of_8"],
  [14, "of_14"],
  [MOST_WORDS, "of_60"],
];
const OTHER = "other";
const QUESTION = "question";

const weights = new Map<string, number>();
learn(SINGLE, "");
for (const [first, listed] of Object.entries(FOLLOWED)) learn(listed, keyOf(first));

/**
 * How much speaks for a wish for no more texts, in hundredths of log odds: above 0 more does than against it. Adds what each meaning,
 * each pair of meanings at most three words apart and each three in a row weigh (`opt-words/weights.ts`), and what their letters do (`letters.ts`). Null for a text that is too long or too short
 * for this. Clauses are coded (`codedWords`), `words` are all of the text.
 */
export function evidenceFor(
  clauses: readonly string[],
  { words, isQuestion }: { readonly words: readonly string[]; readonly isQuestion: boolean },
): number | null {
  const clues = cluesIn(clauses, isQuestion);
  if (clues === null || clues.has(SHORTEST)) return null;
  let sum = BIAS + weightOfLetters(words);
  for (const clue of clues) sum += weights.get(clue) ?? 0;
  return sum;
}

/** What is weighed of a text, each once; null when it is too long. */
export function cluesIn(clauses: readonly string[], isQuestion: boolean): ReadonlySet<string> | null {
  const clues = new Set<string>();
  let count = 0;
  for (const clause of clauses) {
    const words = [START, ...clause.trim().split(" ").map(firstMeaning), END];
    count += words.length - 2;
    if (count > MOST_WORDS) return null;
    for (const meaning of clause) if (meaning !== " ") clues.add(meaning);
    words.forEach((word, at) => {
      clues.add(word);
      for (let next = at + 1; next <= at + REACH && next < words.length; next++) clues.add(word + (words[next] ?? ""));
      if (at + 2 < words.length) clues.add(words.slice(at, at + 3).join(""));
    });
  }
  clues.add(SIZES.find(([most]) => count <= most)?.[1] ?? "");
  if (isQuestion) clues.add(QUESTION);
  return clues;
}

/** The names of what a clue is made of, one to three (`opt-words/weights.ts`). */
export function nameOfClue(clue: string): readonly string[] {
  if (clue === QUESTION || clue.startsWith("of_")) return [clue];
  return (clue.match(/start|end|./gu) ?? []).map((key) => (key === OTHER_WORD ? OTHER : (meaningOf(key) ?? key)));
}

/** The clue as `opt-words/weights.ts` writes it: names of meanings, or of what is no meaning. */
function keyOf(name: string): string {
  if (name === OTHER) return OTHER_WORD;
  return name === START || name === END || name === QUESTION || name.startsWith("of_") ? name : letterOf(name);
}

/** The meaning a word is weighed by beside others: the first of those in `MEANINGS`. */
function firstMeaning(coded: string): string {
  let first = OTHER_WORD;
  for (const letter of coded) if (letter !== OTHER_WORD && (first === OTHER_WORD || letter < first)) first = letter;
  return first;
}

/** Takes in what is told of clues that begin alike: `reaching 120 by -90`, or `me:again 80` for two that follow. */
function learn(listed: string, beginning: string): void {
  const parts = listed.split(" ");
  for (let at = 0; at < parts.length; at += 2)
    weights.set(beginning + (parts[at] ?? "").split(":").map(keyOf).join(""), Number(parts[at + 1]));
}
