import { holds } from "./condition.ts";
import { eventRuleData } from "./rule-data.ts";
import type { Event } from "../model/event.ts";
import type { Condition, HistoryQuery } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";

/** What a rule's histories are counted in. */
export interface HistoryInput {
  /** The event that the rule fires on; it never counts itself. */
  readonly event: Event;
  /** Events of the contact; what a person ran again happened once and is none of them. */
  readonly history: readonly Event[];
  readonly settings: Settings;
}

/** How many events a query counts from its length of time before the event on, up to the event. @throws StepError when `where` cannot be evaluated. */
export function countHistory(query: HistoryQuery, input: HistoryInput): number {
  return countFitting(query, input, ({ at }) => at <= input.event.at);
}

/**
 * How many events a query counts from its length of time before the event on, up to now. What the engine itself sent since
 * the event does not count: a rule must not stand in its own way. @throws StepError when `where` cannot be evaluated.
 */
export function recountHistory(query: HistoryQuery, input: HistoryInput): number {
  return countFitting(query, input, ({ at, author }) => at <= input.event.at || author !== "automation");
}

function countFitting(
  query: HistoryQuery,
  { event, history, settings }: HistoryInput,
  isCounted: (earlier: Event) => boolean,
): number {
  return history.filter(
    (other) =>
      other.id !== event.id &&
      other.type === query.eventType &&
      other.origin !== "replay" &&
      isNews(other, query) &&
      other.at >= event.at - query.lastMs &&
      isCounted(other) &&
      holds(query.where, { event: eventRuleData(other, settings), event_data: other.data }),
  ).length;
}

/** A text counts once, and its updates where the query asks for their status; what tells an opt state again never does. */
export function isNews({ retells, reaction }: Event, { where }: Pick<HistoryQuery, "where">): boolean {
  if (reaction !== undefined && !readsReaction(where)) return false;
  return retells === undefined || (retells === "text" && readsStatus(where));
}

/** Whether a condition asks for the status of a text, so that its updates are of interest. */
export function readsStatus(condition: Condition | null): boolean {
  return reads(condition, ["event.status", "event_data.status"]);
}

/** Whether a condition asks for reactions, which are no texts. */
export function readsReaction(condition: Condition | null): boolean {
  return reads(condition, ["event.reaction", "event.reaction_to"]);
}

/** Whether a condition reads one of these paths, wherever. */
function reads(condition: Condition | null, paths: readonly string[]): boolean {
  if (condition === null) return false;
  switch (condition.kind) {
    case "test":
      return condition.reads.some((path) => paths.includes(path));
    case "not":
      return reads(condition.child, paths);
    case "all":
    case "any":
      return condition.children.some((child) => reads(child, paths));
  }
}
