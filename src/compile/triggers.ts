import type { Trigger } from "../core/rule.ts";
import { compileCondition } from "./conditions.ts";
import { resolveInbox, resolveType } from "./configured-names.ts";
import type { Path } from "./document.ts";
import type { Scope } from "./scope.ts";
import type { WrittenRule, WrittenTrigger } from "./written.ts";

/** What is known before the types of a rule are. */
export type TriggerScope = Omit<Scope, "eventTypes" | "place">;

/** The events that start a rule, one type each; problems are reported, and what has one is left out. */
export function compileTriggers(written: WrittenRule["on"], path: Path, scope: TriggerScope): readonly Trigger[] {
  const isList = Array.isArray(written);
  const patterns = [written].flat() as readonly (string | WrittenTrigger)[];
  return patterns
    .map((pattern, index) => compileTrigger(pattern, isList ? [...path, index] : path, scope))
    .filter((trigger) => trigger !== null);
}

function compileTrigger(written: string | WrittenTrigger, path: Path, scope: TriggerScope): Trigger | null {
  const at = scope.document.positionOf(path);
  if (typeof written === "string") {
    const eventType = resolveType(written, path, scope);
    return eventType === null ? null : { eventType, inboxIds: null, where: null, at };
  }
  const eventType = resolveType(written.event, [...path, "event"], scope);
  const inboxIds = resolveInboxes(written.inbox, [...path, "inbox"], scope);
  if (eventType === null) return null;
  const eventScope: Scope = { ...scope, place: "event", eventTypes: [eventType] };
  const where = written.where === undefined ? null : compileCondition(written.where, [...path, "where"], eventScope);
  return { eventType, inboxIds, where, at };
}

function resolveInboxes(written: WrittenTrigger["inbox"], path: Path, scope: TriggerScope): readonly string[] | null {
  if (written === undefined) return null;
  if (!Array.isArray(written)) return resolveInboxes([written as string | number], path, scope);
  const names = written as readonly (string | number)[];
  return names.map((name, index) => resolveInbox(name, [...path, index], scope)).filter((id) => id !== null);
}
