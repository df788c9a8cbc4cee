import { LETTER_WEIGHTS } from "../opt-words/letter-weights.ts";

/** Runs of so many letters are weighed: within words, and over the blanks between them. */
const SHORTEST = 3;
const LONGEST = 6;
/** What all runs share: those that fall into one bucket weigh the same. */
export const BUCKETS = 32_768;

const weights = Int8Array.from(atob(LETTER_WEIGHTS), (character) => character.charCodeAt(0));
/** In which look at a text each bucket was met last: a set, without making one for every text. */
const metIn = new Uint32Array(BUCKETS);
let looks = 0;

/** How much the letters of a text's words speak for a wish for no more texts, in hundredths of log odds: also of words that have no meaning here. */
export function weightOfLetters(words: readonly string[]): number {
  let sum = 0;
  eachBucket(words, (bucket) => {
    sum += weights[bucket] ?? 0;
  });
  return sum;
}

/** The buckets of all runs of letters in a text's words, each once. */
export function letterBuckets(words: readonly string[]): readonly number[] {
  const buckets: number[] = [];
  eachBucket(words, (bucket) => buckets.push(bucket));
  return buckets;
}

/** Feature hashing, with FNV-1a. */
function eachBucket(words: readonly string[], take: (bucket: number) => void): void {
  const text = `<${words.join(" ")}>`;
  looks += 1;
  for (let start = 0; start < text.length; start++) {
    let hash = 0x811c9dc5;
    for (let at = start; at < start + LONGEST && at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      const bucket = (hash ^ (hash >>> 15)) & (BUCKETS - 1);
      if (at - start + 1 < SHORTEST || metIn[bucket] === looks) continue;
      metIn[bucket] = looks;
      take(bucket);
    }
  }
}
