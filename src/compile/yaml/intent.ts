import { suggest } from "../../core/base/suggest.ts";

/** What to write instead of a word of another tool, `write "any"`, else the known word nearest by spelling; null when neither is known here. */
export function intended(word: string, allowed: readonly string[]): string | null {
  const meant = MEANT[word.toLowerCase()]?.find((name) => allowed.includes(name));
  return meant === undefined ? suggest(word, allowed) : `write "${meant}"`;
}

/** What to write instead of a word that stands for a combination of conditions; null for any other word. */
export function intendedCombination(word: string | number): "all" | "any" | "not" | null {
  return typeof word === "string" && Object.hasOwn(COMBINATIONS, word) ? (COMBINATIONS[word] ?? null) : null;
}

/** How to write a value of which the kind is wrong, by the key it stands at; null when nothing more can be said. */
export function intendedForm(
  key: string | number | undefined,
  value: unknown,
  expected: readonly string[] = [],
): string | null {
  if (["do", "else", "on_error"].includes(String(key)) && typeof value === "object") {
    return "write a list: each step begins with -";
  }
  if (key === "tag" && typeof value === "string") return `write tag: { add: ${value} }`;
  if (key === "wait" && typeof value === "number") return `write a unit, such as ${value}m for minutes`;
  if (expected.includes("a text") && ["number", "boolean"].includes(typeof value))
    return `put it in quotes: "${String(value)}"`;
  return null;
}

/** A duration written in words, such as `2 hours`, as it is written here; null for anything else. */
export function intendedDuration(value: unknown): string | null {
  const match = typeof value === "string" ? /^(\d{1,6})\s*([a-z]+)\.?$/i.exec(value.trim()) : null;
  const unit = UNITS.find(([pattern]) => pattern.test(match?.[2] ?? ""))?.[1];
  return match === null || unit === undefined ? null : `write ${match[1] ?? ""}${unit}`;
}

const UNITS: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/^s(ec(ond)?s?)?$/i, "s"],
  [/^m(in(ute)?s?)?$/i, "m"],
  [/^h((ou)?rs?)?$/i, "h"],
  [/^d(ays?)?$/i, "d"],
  [/^w((ee)?ks?)?$/i, "w"],
];

/** A word as a name can be written, such as `after-hours` for `After Hours`; null when nothing is left of it. */
export function intendedName(word: string): string | null {
  const name = word
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return name === "" ? null : `write "${name}"`;
}

const COMBINATIONS: Readonly<Record<string, "all" | "any" | "not">> = {
  or: "any",
  OR: "any",
  either: "any",
  and: "all",
  AND: "all",
  both: "all",
  none: "not",
};

/** Words that people know from elsewhere, with ours; the first that is known at the place counts. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  trigger: ["on"],
  triggers: ["on"],
  when: ["on", "if"],
  event: ["on"],
  events: ["on"],
  condition: ["if"],
  conditions: ["if"],
  where: ["if"],
  then: ["do"],
  steps: ["do"],
  actions: ["do"],
  action: ["do"],
  run: ["do"],
  variables: ["vars"],
  default: ["else"],
  otherwise: ["else"],
  send_sms: ["send_message"],
  sms: ["send_message"],
  send: ["send_message"],
  send_text: ["send_message"],
  reply: ["send_message"],
  message: ["text", "send_message"],
  body: ["text"],
  delay: ["wait"],
  sleep: ["wait"],
  pause: ["wait"],
  email: ["send_email"],
  request: ["http"],
  webhook: ["http"],
  slack: ["notify"],
  equals: ["is"],
  equal: ["is"],
  eq: ["is"],
  one_of: ["is"],
  in: ["is"],
  includes: ["contains", "has"],
  regex: ["matches"],
  regexp: ["matches"],
  pattern: ["matches"],
  min: ["gte"],
  max: ["lte"],
};
