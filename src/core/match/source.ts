import type { Event } from "../model/event.ts";
import { settingsOfSource } from "../model/source.ts";
import { originsOf } from "../language/event-pattern.ts";
import { isOwnRule } from "../model/ruleset/rule.ts";
import type { Rule } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";

/** Why a rule is none of those that events of a source start; null when it is, or the source names none. */
export function sourceFailure(rule: Pick<Rule, "id">, event: Pick<Event, "source">, settings: Settings): string | null {
  if (isOwnRule(rule)) return null;
  const configured = originsOf(event, settings).flatMap((name) => settingsOfSource(name, settings) ?? []);
  if (configured.length === 0 || configured.some(({ rules }) => rules === null || isAmong(rule.id, rules))) return null;
  return `the source ${event.source} starts other rules (sources.${event.source}.rules)`;
}

/** Whether a rule is named by one of several patterns, where `*` stands for any part of an id. */
export function isAmong(ruleId: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(ruleId);
  });
}
