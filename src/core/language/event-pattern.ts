import type { Position } from "../base/diagnostic.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { ownValue } from "../base/json.ts";
import type { Event } from "../model/event.ts";
import type { EventPattern } from "../model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../model/ruleset/settings.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { settingsOfSource } from "../model/source.ts";
import type { ConditionTrace } from "../model/trace.ts";
import { describeFailure, evaluateCondition } from "./condition.ts";
import { isNews, readsAuthor, readsStatus } from "./history.ts";
import { eventRuleData, inboxName } from "./rule-data.ts";

/** Why an event does not fit a pattern; `error` when its `where` could not be evaluated. */
export interface PatternFailure {
  readonly kind: "not_matched" | "error";
  readonly reason: string;
  /** What decided it, with its place in the file; null when the pattern has none, or the rule names other events. */
  readonly condition: ConditionTrace | null;
}

/** An event as rules see it, and where the pattern stands, if that is to be shown. */
interface PatternInput {
  readonly base: JsonObject;
  readonly settings: Settings;
  readonly place?: Position;
}

/** Why an event of the pattern's type does not fit it, or null when it does. */
export function patternFailure(
  pattern: EventPattern,
  event: Event,
  { base, settings, place }: PatternInput,
): PatternFailure | null {
  const { inboxIds, sources = [], where } = pattern;
  const at = (part: string, written: string, seen: JsonValue): ConditionTrace | null =>
    place === undefined
      ? null
      : { path: `on/${part}`, place, result: "fail", written, values: { [`event.${part}`]: seen } };
  if (!takesSource(pattern, event, settings)) {
    const reason = `source is ${event.source}; the trigger names others`;
    return { kind: "not_matched", reason, condition: at("source", `source is ${sources.join(", ")}`, event.source) };
  }
  if (inboxIds !== null && (event.inboxId === null || !inboxIds.includes(event.inboxId))) {
    const inbox = ownValue(base["event"], "inbox");
    const shown = typeof inbox === "string" ? inbox : "not known";
    const names = inboxIds.map((id) => inboxName(id, settings) ?? id);
    const condition = at("inbox", `inbox is ${names.join(", ")}`, inbox ?? null);
    return { kind: "not_matched", reason: `inbox is ${shown}; the trigger names others`, condition };
  }
  const trace = where === null ? null : evaluateCondition(where, base);
  if (trace === null || trace.result === "pass") return null;
  const kind = trace.result === "error" ? "error" : "not_matched";
  return { kind, reason: describeFailure(trace), condition: trace };
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
export function takesSource({ sources }: EventPattern, event: Pick<Event, "source">, settings: Settings): boolean {
  return sources === undefined || originsOf(event, settings).some((name) => sources.includes(name));
}

/** A text that no webhook told, but the look for such: any live source of Heymarket should have delivered it. */
const SWEPT = "sweep";

/** Names of the sources an event is of. */
export function originsOf({ source }: Pick<Event, "source">, settings: Settings): readonly string[] {
  if (source !== SWEPT || settingsOfSource(SWEPT, settings) !== null) return [source];
  const live = Object.entries(settings.sources).filter(([, { dry, outside }]) => !dry && outside === null);
  return [DEFAULT_SOURCE, ...live.map(([name]) => name)];
}
