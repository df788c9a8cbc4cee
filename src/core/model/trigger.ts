import type { EventPattern, Trigger } from "./rule.ts";

/** The events that a trigger lets start its rule; all that matching and the lints need to know of a kind of trigger. */
export function patternOf(trigger: Trigger): EventPattern {
  switch (trigger.kind) {
    case "event":
      return trigger;
  }
}

/** The types of the events that can start a rule, each once. */
export function eventTypesOf(triggers: readonly Trigger[]): readonly string[] {
  return [...new Set(triggers.map((trigger) => patternOf(trigger).eventType))];
}
