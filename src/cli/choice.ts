import { InvalidArgumentError, Option } from "commander";
import { suggest } from "../core/base/suggest.ts";

/** An option that takes one of a few words; another word is a usage error that says which one was probably meant. */
export function createChoice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words).argParser((word: string) => {
    if (words.includes(word)) return word;
    const meant = suggest(word, words);
    throw new InvalidArgumentError(`${meant === null ? "" : `Did${meant.slice(3)} `}It is one of ${words.join(", ")}.`);
  });
}
