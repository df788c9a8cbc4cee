import { suggest } from "../../../core/base/suggest.ts";
import { EVENT_TYPES } from "../../../core/event/vocabulary.ts";
import { printable } from "../../text/printable.ts";
import type { EventSearch } from "./search.ts";

/** What may be wrong with a search that found nothing although it can be read: names that nothing has. */
export function searchDoubts(
  { filter, ruleId, shadowOf, source, texts }: EventSearch,
  known: { readonly rules: readonly string[]; readonly sources: readonly string[] },
): readonly string[] {
  const doubt = (what: string, name: string | null | undefined, names: readonly string[]): readonly string[] => {
    if (name === null || name === undefined || names.includes(name)) return [];
    const meant = suggest(name, names);
    const those = names.length > 0 && names.length <= MOST_NAMED ? `; there are ${names.join(", ")}.` : ".";
    return [`There is no ${what} "${printable(name)}" now${meant === null ? those : `; ${meant}`}`];
  };
  const isOwnType = filter.type?.includes(".") === true;
  return [
    ...doubt("event type", isOwnType ? null : filter.type, EVENT_TYPES),
    ...doubt("rule", ruleId, known.rules),
    ...doubt("rule", shadowOf, known.rules),
    ...doubt("source", source, known.sources),
    ...texts.slice(0, 1).map(wordsDoubt),
  ];
}

/** More names are no help. */
const MOST_NAMED = 10;

/** What a word may have been meant for that no event has which was looked at. */
function wordsDoubt(word: string): string {
  const told = `No event that was looked at fits a search with "${printable(word)}"`;
  if (/^\d{4}$/.test(word)) return `${told}; phone:${word} finds the events of numbers that end so.`;
  return /^[\d\s()./-]{3,}$/.test(word)
    ? `${told}; a number is found by phone: with its country code, as your country writes it, or with its last four digits.`
    : `${told}: words are looked for in what was said and in the names that events tell. A contact is found by the number, phone:+15105550100, or its last four digits, phone:0100.`;
}
