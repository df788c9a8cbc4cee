import type { Event } from "../model/event.ts";
import { settingsOfSource } from "../model/source.ts";
import { isOwnRule } from "../model/ruleset/rule.ts";
import type { EventPattern, Rule } from "../model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../model/ruleset/settings.ts";
import type { Settings } from "../model/ruleset/settings.ts";

/** Why a rule is none of those that events of a source start; null when it is, or the source names none. */
export function sourceFailure(rule: Pick<Rule, "id">, event: Event, settings: Settings): string | null {
  if (isOwnRule(rule)) return null;
  const configured = originsOf(event, settings).flatMap((name) => settingsOfSource(name, settings) ?? []);
  if (configured.length === 0 || configured.some(({ rules }) => rules === null || isAmong(rule.id, rules))) return null;
  return `the source ${event.source} starts other rules (sources.${event.source}.rules)`;
}

/** Whether a trigger takes events of where this one came from. */
export function takesSource({ sources }: EventPattern, event: Event, settings: Settings): boolean {
  return sources === undefined || originsOf(event, settings).some((name) => sources.includes(name));
}

/** Whether a rule is named by one of several patterns, where `*` stands for any part of an id. */
export function isAmong(ruleId: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(ruleId);
  });
}

/** A text that no webhook told, but the look for such: any live source of Heymarket should have delivered it. */
const SWEPT = "sweep";

/** Names of the sources an event is of. */
function originsOf({ source }: Event, settings: Settings): readonly string[] {
  if (source !== SWEPT || settingsOfSource(SWEPT, settings) !== null) return [source];
  const live = Object.entries(settings.sources).filter(([, { dry }]) => !dry);
  return [DEFAULT_SOURCE, ...live.map(([name]) => name)];
}
