import { describeFailure, evaluateCondition } from "../language/condition.ts";
import type { Position } from "../base/diagnostic.ts";
import type { Event } from "../model/event.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { ownValue } from "../base/json.ts";
import type { Condition, EventPattern, Rule } from "../model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../model/ruleset/rule.ts";
import { eventRuleData, inboxName } from "../language/rule-data.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import { sourceFailure, takesSource } from "./source.ts";
import type { ConditionTrace } from "../model/trace.ts";

/** Why no trigger of a rule fits an event; `error` when one could not be evaluated. */
export interface TriggerFailure {
  readonly kind: "not_matched" | "error";
  readonly reason: string;
  /** What decided it, with its place in the file; null when the rule names other events. */
  readonly condition: ConditionTrace | null;
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
    const found = failureOf(pattern, event, { base, settings, place: trigger.place });
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
): Pick<TriggerFailure, "reason" | "condition"> | null {
  if (rule.enabled === "off") return { reason: "the rule is disabled", condition: null };
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

function failureOf(
  pattern: EventPattern,
  event: Event,
  { base, settings, place }: { readonly base: JsonObject; readonly settings: Settings; readonly place: Position },
): TriggerFailure | null {
  const { inboxIds, sources = [], where } = pattern;
  const at = (part: string, written: string, seen: JsonValue): ConditionTrace => {
    return { path: `on/${part}`, place, result: "fail", written, values: { [`event.${part}`]: seen } };
  };
  if (!takesSource(pattern, event, settings)) {
    const reason = `source is ${event.source}; the trigger names others`;
    const condition = at("source", `source is ${sources.join(", ")}`, event.source);
    return { kind: "not_matched", reason, condition };
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
