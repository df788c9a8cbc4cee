import { describeFailure, evaluateCondition } from "./condition.ts";
import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { ownValue } from "./json.ts";
import type { Condition, Rule } from "./rule.ts";
import { eventScope } from "./scope.ts";
import type { Settings } from "./settings.ts";
import type { ConditionTrace } from "./trace.ts";

/** Why none of a rule's triggers fits an event, or null when one does. */
export function triggerFailure(rule: Rule, event: Event, base: JsonObject): string | null {
  const triggers = rule.triggers.filter((trigger) => trigger.eventType === event.type);
  let reason: string | null = null;
  for (const trigger of triggers) {
    if (trigger.inboxIds !== null && (event.inboxId === null || !trigger.inboxIds.includes(event.inboxId))) {
      const inbox = ownValue(base["event"], "inbox");
      reason ??= `inbox is ${typeof inbox === "string" ? inbox : "not known"}; the trigger names others`;
      continue;
    }
    const where = trigger.where === null ? null : evaluateCondition(trigger.where, base);
    if (where === null || where.result === "pass") return null;
    reason ??= describeFailure(where);
  }
  return reason ?? (triggers.length === 0 ? "the trigger names other events" : null);
}

/**
 * Why a rule was not even a candidate for an event: its type, inbox or a field of the event. Null when that cannot be
 * told from the event alone (then the stored verdict says it).
 */
export function whyNotConsidered(rule: Rule, event: Event, settings: Settings): string | null {
  if (rule.enabled === "off") return "the rule is disabled";
  const triggers = rule.triggers.filter((trigger) => trigger.eventType === event.type);
  if (triggers.length === 0) {
    return `listens to ${[...new Set(rule.triggers.map((trigger) => trigger.eventType))].join(", ")}`;
  }
  const base: JsonObject = { event: eventScope(event, settings), event_data: event.data };
  const reason = triggerFailure(rule, event, base);
  if (reason !== null) return reason;
  const leaf = firstFailingEventLeaf(rule.condition, base);
  return leaf === null ? null : describeFailure(leaf);
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
