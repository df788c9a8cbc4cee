import { describeFailure, evaluateCondition } from "../language/condition.ts";
import type { Event } from "../model/event.ts";
import type { JsonObject } from "../base/json.ts";
import { ownValue } from "../base/json.ts";
import type { Condition, EventPattern, Rule } from "../model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../model/ruleset/rule.ts";
import { eventRuleData } from "../language/rule-data.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { sourceFailure, takesSource } from "./source.ts";
import type { ConditionTrace } from "../model/trace.ts";

/** Why no trigger of a rule fits an event; `error` when one could not be evaluated. */
export interface TriggerFailure {
  readonly kind: "not_matched" | "error";
  readonly reason: string;
}

/** Why none of a rule's triggers fits an event, or null when one does. */
export function triggerFailure(
  rule: Rule,
  event: Event,
  { base, settings }: { readonly base: JsonObject; readonly settings: Settings },
): TriggerFailure | null {
  let failure: TriggerFailure | null = null;
  for (const trigger of rule.triggers) {
    const pattern = patternOf(trigger);
    if (pattern.eventType !== event.type) continue;
    const found = failureOf(pattern, event, { base, settings });
    if (found === null) return null;
    if (failure === null || found.kind === "error") failure = found;
  }
  return failure ?? { kind: "not_matched", reason: "the trigger names other events" };
}

/**
 * Why a rule was not even a candidate for an event: its type, inbox or a field of the event. Null when that cannot be
 * told from the event alone (then the stored verdict says it).
 */
export function whyNotConsidered(rule: Rule, event: Event, settings: Settings): string | null {
  if (rule.enabled === "off") return "the rule is disabled";
  const types = eventTypesOf(rule.triggers);
  if (!types.includes(event.type)) return `listens to ${types.join(", ")}`;
  const base: JsonObject = { event: eventRuleData(event, settings), event_data: event.data };
  const failure = triggerFailure(rule, event, { base, settings });
  if (failure !== null) return failure.reason;
  const elsewhere = sourceFailure(rule, event, settings);
  if (elsewhere !== null) return elsewhere;
  const leaf = firstFailingEventLeaf(rule.condition, base);
  return leaf === null ? null : describeFailure(leaf);
}

/** Whether an event is one of a pattern. @throws nothing: a condition that cannot be evaluated does not hold. */
export function isOfPattern(pattern: EventPattern, event: Event, settings: Settings): boolean {
  const base: JsonObject = { event: eventRuleData(event, settings), event_data: event.data };
  return pattern.eventType === event.type && failureOf(pattern, event, { base, settings }) === null;
}

function failureOf(
  pattern: EventPattern,
  event: Event,
  { base, settings }: { readonly base: JsonObject; readonly settings: Settings },
): TriggerFailure | null {
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

function firstFailingEventLeaf(condition: Condition | null, base: JsonObject): ConditionTrace | null {
  if (condition === null) return null;
  if (condition.kind === "all") {
    for (const child of condition.children) {
      const failing = firstFailingEventLeaf(child, base);
      if (failing !== null) return failing;
    }
    return null;
  }
  if (condition.kind !== "test" || !condition.reads.every((path) => /^event(_data)?\./.test(path))) return null;
  const trace = evaluateCondition(condition, base);
  return trace.result === "pass" ? null : trace;
}
