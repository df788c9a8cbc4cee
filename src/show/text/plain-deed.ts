import { shownName } from "./masked.ts";

/** A sentence on what is done, without the places in the rule and the ids of runs that stand in it for whoever wrote the rule. */
export function withoutPlaces(sentence: string): string {
  return sentence.replace(PLACE, "");
}

/** The same with the contact by name; `calledAs` is absent when nothing says one. */
export function plainDeed(sentence: string, calledAs: string | undefined): string {
  const name = calledAs === undefined ? null : shownName(calledAs, null);
  const plain = withoutPlaces(sentence);
  return name === null ? plain : plain.replace(TO_CONTACT, (_, what: string) => `the ${what} to ${name}`);
}

const TO_CONTACT = /\bthe (text|survey) to the contact\b/;
const PLACE = / \((?:(?:do|on_error)\/[\w/]+(?: of \d+ items?)?|run_\w+)\)/g;
