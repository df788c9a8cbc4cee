import type { JsonObject } from "../base/json.ts";
import { ownValue } from "../base/json.ts";
import type { Event } from "../model/event.ts";
import type { EventPattern } from "../model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../model/ruleset/settings.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { settingsOfSource } from "../model/source.ts";
import { describeFailure, evaluateCondition } from "./condition.ts";
import { isNews, readsAuthor, readsStatus } from "./history.ts";
import { eventRuleData } from "./rule-data.ts";

/** Why an event does not fit a pattern; `error` when its `where` could not be evaluated. */
export interface PatternFailure {
  readonly kind: "not_matched" | "error";
  readonly reason: string;
}

/** Why an event of the pattern's type does not fit it, or null when it does. `base` holds the event as rules see it. */
export function patternFailure(
  pattern: EventPattern,
  event: Event,
  { base, settings }: { readonly base: JsonObject; readonly settings: Settings },
): PatternFailure | null {
  const { inboxIds, where } = pattern;
  if (!takesSource(pattern, event, settings)) {
    return { kind: "not_matched", reason: `source is ${event.source}; the trigger names others` };
  }
  if (inboxIds !== null && (event.inboxId === null || !inboxIds.includes(event.inboxId))) {
    const inbox = ownValue(base["event"], "inbox");
    const shown = typeof inbox === "string" ? inbox : "not known";
    return { kind: "not_matched", reason: `inbox is ${shown}; the trigger names others` };
  }
  const trace = where === null ? null : evaluateCondition(where, base);
  if (trace === null || trace.result === "pass") return null;
  return { kind: trace.result === "error" ? "error" : "not_matched", reason: describeFailure(trace) };
}

/**
 * Whether an event is one of those that a run waits for, or is ended by. As with histories, each text is one event and not
 * its updates, and reactions are none; what the engine itself sent is one only where the pattern asks whose it is, or what
 * became of it; what a person ran again happened before. A `where` that cannot be evaluated does not fit.
 */
export function fitsAny(patterns: readonly EventPattern[], event: Event, settings: Settings): boolean {
  if (event.origin === "replay") return false;
  return patterns.some((pattern) => {
    if (pattern.eventType !== event.type || !isNews(event, pattern)) return false;
    const isOwn = event.author === "automation";
    if (isOwn && !readsAuthor(pattern.where) && !readsStatus(pattern.where)) return false;
    const base = { event: eventRuleData(event, settings), event_data: event.data };
    return patternFailure(pattern, event, { base, settings }) === null;
  });
}

/** Whether a trigger takes events of where this one came from. */
export function takesSource({ sources }: EventPattern, event: Event, settings: Settings): boolean {
  return sources === undefined || originsOf(event, settings).some((name) => sources.includes(name));
}

/** A text that no webhook told, but the look for such: any live source of Heymarket should have delivered it. */
const SWEPT = "sweep";

/** Names of the sources an event is of. */
export function originsOf({ source }: Event, settings: Settings): readonly string[] {
  if (source !== SWEPT || settingsOfSource(SWEPT, settings) !== null) return [source];
  const live = Object.entries(settings.sources).filter(([, { dry }]) => !dry);
  return [DEFAULT_SOURCE, ...live.map(([name]) => name)];
}
