import { ENGLISH } from "../opt-words/english.ts";
import { FRENCH } from "../opt-words/french.ts";
import { SPANISH } from "../opt-words/spanish.ts";
import { isOtherWord, setOf, withoutRepeats } from "../opt-words/slips.ts";

const LANGUAGES = [ENGLISH, SPANISH, FRENCH];
/** Each says it without a doubt, by its bare form. */
export const STRONG_KEYWORDS = byBareForm(LANGUAGES.flatMap(({ strong, slips = [] }) => [...strong, ...slips]));
/** Each says it as the whole of a text. */
export const PLAIN_KEYWORDS = byBareForm(LANGUAGES.flatMap(({ plain }) => plain));
/** What most likely says it, for a person to decide. */
export const LIKELY = byBareForm(LANGUAGES.flatMap(({ likely }) => likely));
/** Said beside a keyword without changing it. */
export const POLITE = setOf(LANGUAGES.map(({ polite }) => polite).join(" "));
const MOST_WORDS_OF_A_KEYWORD = Math.max(
  ...[...STRONG_KEYWORDS.values(), ...PLAIN_KEYWORDS.values(), ...LIKELY.values()].map(
    (keyword) => keyword.split(" ").length,
  ),
);

/** The keyword that words are, as one of some lists has it; null when they are none. */
export function findKeyword(words: readonly string[], lists: readonly ReadonlyMap<string, string>[]): string | null {
  if (words.length === 0 || words.length > MOST_WORDS_OF_A_KEYWORD) return null;
  const said = words.join(" ");
  if (isOtherWord(said)) return null;
  const bare = withoutRepeats(said);
  return lists.map((list) => list.get(bare)).find((keyword) => keyword !== undefined) ?? null;
}

/** Keywords by what is left of them without letters said twice. */
function byBareForm(keywords: readonly string[]): ReadonlyMap<string, string> {
  return new Map(keywords.map((keyword) => [withoutRepeats(keyword), keyword]));
}
