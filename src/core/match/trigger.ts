import { describeFailure, evaluateCondition } from "../language/condition.ts";
import type { EventKind } from "../model/tally.ts";
import type { Event } from "../model/event.ts";
import type { JsonObject } from "../base/json.ts";
import type { Condition, EventPattern, Rule } from "../model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../model/ruleset/rule.ts";
import type { PatternFailure } from "../language/event-pattern.ts";
import { patternFailure, takesSource } from "../language/event-pattern.ts";
import { eventRuleData } from "../language/rule-data.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { DISABLED } from "./admission.ts";
import { sourceFailure } from "./source.ts";
import type { ConditionTrace } from "../model/trace.ts";

/**
 * Whether a rule looks at the events of a kind: their type, inbox and source are what one of its triggers names. The index may find at
 * once that a word or a value is missing which the rule asks for. What a schedule starts is told by more than its kind: never.
 */
export function looksAt(rule: Pick<Rule, "id" | "enabled" | "triggers">, kind: EventKind, settings: Settings): boolean {
  const isNamed = rule.triggers.some((trigger) => trigger.kind === "event" && names(trigger, kind, settings));
  return isNamed && rule.enabled !== "off" && sourceFailure(rule, kind, settings) === null;
}

/** Whether one of a rule's triggers names the type, inbox and source of an event, whatever else it asks for. */
export function isNamedBy({ triggers }: Pick<Rule, "triggers">, kind: EventKind, settings: Settings): boolean {
  return triggers.some((trigger) => names(patternOf(trigger), kind, settings));
}

function names(pattern: EventPattern, kind: EventKind, settings: Settings): boolean {
  const { eventType, inboxIds } = pattern;
  if (eventType !== kind.type || !takesSource(pattern, kind, settings)) return false;
  return inboxIds === null || (kind.inboxId !== null && inboxIds.includes(kind.inboxId));
}

/** Why none of a rule's triggers fits an event, or null when one does. */
export function triggerFailure(
  rule: Rule,
  event: Event,
  { base, settings }: { readonly base: JsonObject; readonly settings: Settings },
): PatternFailure | null {
  let failure: PatternFailure | null = null;
  for (const trigger of rule.triggers) {
    const pattern = patternOf(trigger);
    if (pattern.eventType !== event.type) continue;
    const found = patternFailure(pattern, event, { base, settings, place: trigger.place });
    if (found === null) return null;
    if (failure === null || found.kind === "error") failure = found;
  }
  return failure ?? { kind: "not_matched", reason: "the trigger names other events", condition: null };
}

/**
 * Why a rule was not even a candidate for an event: its type, inbox or a field of the event. Null when that cannot be
 * told from the event alone (then the stored verdict says it).
 */
export function whyNotConsidered(
  rule: Rule,
  event: Event,
  settings: Settings,
): Pick<PatternFailure, "reason" | "condition"> | null {
  if (rule.enabled === "off") return { reason: DISABLED, condition: null };
  const types = eventTypesOf(rule.triggers);
  if (!types.includes(event.type)) return { reason: `listens to ${types.join(", ")}`, condition: null };
  const base: JsonObject = { event: eventRuleData(event, settings), event_data: event.data };
  const failure = triggerFailure(rule, event, { base, settings });
  if (failure !== null) return failure;
  const elsewhere = sourceFailure(rule, event, settings);
  if (elsewhere !== null) return { reason: elsewhere, condition: null };
  const leaf = firstFailingEventLeaf(rule.condition, base);
  return leaf === null ? null : { reason: describeFailure(leaf), condition: leaf };
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
