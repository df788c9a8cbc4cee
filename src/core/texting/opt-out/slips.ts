import { editDistance } from "../../base/suggest.ts";

/** Words of which one slip of the thumb makes another word that people send. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  "shop step top stops slop swop strop stow subscribe resubscribe massage massages massaging remote tests testing".split(
    " ",
  ),
);
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
  "please",
  "number",
];
const SHORTEST_OF_ANY_SLIP = 6;
const SHORTEST_OF_TWO_SLIPS = 10;

/** Whether a whole text, its words put together, is an opt-out keyword with a slip of the thumb: "atop", "st op", "unsubsribe". */
export function isNearlyKeyword(joined: string): boolean {
  return !OTHER_WORDS.has(joined) && KEYWORDS.some((keyword) => isWithinSlips(joined, keyword));
}

/** A word of a sentence as it was meant: in short words two letters are swapped, in long ones one is too many, missing or wrong. */
export function withoutSlip(word: string): string {
  if (OTHER_WORDS.has(word)) return word;
  return MEANT.find((meant) => meant[0] === word[0] && isMeant(word, meant)) ?? word;
}

function isMeant(word: string, meant: string): boolean {
  return meant.length < SHORTEST_OF_ANY_SLIP
    ? word.length === meant.length && sorted(word) === sorted(meant) && isWithinSlips(word, meant)
    : isWithinSlips(word, meant);
}

function isWithinSlips(word: string, meant: string): boolean {
  const most = meant.length < SHORTEST_OF_TWO_SLIPS ? 1 : 2;
  return Math.abs(word.length - meant.length) <= most && editDistance(word, meant) <= most;
}

function sorted(word: string): string {
  return Array.from(word).sort().join("");
}
