import type { EventPattern, Trigger } from "./rule.ts";

/** The events that a trigger lets start its rule; all that matching and the lints need to know of a kind of trigger. */
export function patternOf(trigger: Trigger): EventPattern {
  return PATTERNS[trigger.kind](trigger);
}

/** A kind without an entry here is a type error. */
const PATTERNS: Readonly<Record<Trigger["kind"], (trigger: Trigger) => EventPattern>> = {
  event: (trigger) => trigger,
};

/** The types of the events that can start a rule, each once. */
export function eventTypesOf(triggers: readonly Trigger[]): readonly string[] {
  return [...new Set(triggers.map((trigger) => patternOf(trigger).eventType))];
}
