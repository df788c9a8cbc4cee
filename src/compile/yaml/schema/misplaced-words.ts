import { isJsonObject } from "../../../core/base/json.ts";
import { canonicalType, EVENT_TYPES } from "../../../core/event/vocabulary.ts";
import type { Path } from "../document.ts";

/** Keys of a step that stand beside its action; those of a rule file, in a test. */
export const STEP_OPTIONS: readonly string[] = [
  "id",
  "name",
  "if",
  "else",
  "match",
  "retry",
  "timeout",
  "deadline",
  "on_error",
  "on_unknown",
];

/** Keys of what a test expects that stand beside the action; those of a rule file, in a test. */
export const EXPECTATION_OPTIONS: readonly string[] = ["rule", "at", "within", "status"];

/** Where a key is known that is not known at the place it stands at, below `path`; null when it is known nowhere near. */
export function intendedPlace(key: string, path: Path): string | null {
  const [list, , inside] = path.slice(-3);
  if (typeof inside === "string" && optionsOf(list).includes(key)) return beside(key, inside);
  if (path.at(-2) === "choose" && ELSE.includes(key)) return beside("else", "choose");
  if (path.at(-1) === "not") return "put `not` around the field: not: { text: { contains: … } }";
  const isTrigger = path.at(-1) === "on" || (path.at(-2) === "on" && typeof path.at(-1) === "number");
  return isTrigger && EVENT_TYPES.includes(canonicalType(key)) ? `write event: ${key}` : null;
}

/** What to do where words behind a comma are a key to YAML, as in `{ text: Hi, we are closed }`; null for any other key. */
export function intendedQuotes(key: string, mapping: unknown): string | null {
  const isRest = key.includes(" ") && isJsonObject(mapping) && mapping[key] === null;
  return isRest ? "inside braces a comma ends the text: put the whole text in quotes" : null;
}

const STEP_LISTS = ["do", "else", "on_error", "no_answer"];
const ELSE = ["else", "default", "otherwise"];

function optionsOf(list: string | number | undefined): readonly string[] {
  if (list === "expect") return EXPECTATION_OPTIONS;
  return STEP_LISTS.includes(String(list)) ? STEP_OPTIONS : [];
}

function beside(key: string, action: string): string {
  return `write "${key}" beside "${action}", not in it`;
}
