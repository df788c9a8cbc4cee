import { holds } from "./condition.ts";
import { eventRuleData } from "./rule-data.ts";
import type { Event, Reaction } from "../model/event.ts";
import type { Condition, HistoryQuery, Rule } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";

/** What a rule's histories are counted in. */
export interface HistoryInput {
  /** The event that the rule fires on; it never counts itself. */
  readonly event: Event;
  /** Events of the contact; what a person ran again happened once and is none of them. */
  readonly history: readonly Event[];
  readonly settings: Settings;
}

/** Which events of a contact are to be read to count them. */
export interface HistoryNeed {
  readonly types: readonly string[];
  readonly lastMs: number;
}

/** What queries count, all together; null when there are none. */
export function historyNeed(queries: readonly HistoryQuery[]): HistoryNeed | null {
  if (queries.length === 0) return null;
  const types = [...new Set(queries.map(({ eventType }) => eventType))];
  return { types, lastMs: Math.max(...queries.map(({ lastMs }) => lastMs)) };
}

/** The queries that a rule's `if` and `vars` read; those of its steps are counted when a step comes to them. */
export function ownHistories({ histories }: Pick<Rule, "histories">): readonly HistoryQuery[] {
  return histories.filter(({ inSteps }) => inSteps !== true);
}

/** The queries that the steps of a rule read. */
export function stepHistories({ histories }: Pick<Rule, "histories">): readonly HistoryQuery[] {
  return histories.filter(({ inSteps }) => inSteps === true);
}

/** How many events a query counts from its length of time before the event on, up to the event. @throws StepError when `where` cannot be evaluated. */
export function countHistory(query: HistoryQuery, input: HistoryInput): number {
  return countFitting(query, input, ({ at }) => isWithin(at, input.event.at, query) && at <= input.event.at);
}

/** How many events a query counts from its length of time before now on. @throws StepError when `where` cannot be evaluated. */
export function countHistoryNow(query: HistoryQuery, input: HistoryInput & { readonly now: number }): number {
  return countFitting(query, input, ({ at }) => isWithin(at, input.now, query));
}

/**
 * How many events a query counts from its length of time before `judgedAt` on, up to now. What the engine itself sent since
 * then does not count: a rule must not stand in its own way. @throws StepError when `where` cannot be evaluated.
 */
export function recountHistory(query: HistoryQuery, input: HistoryInput & { readonly judgedAt: number }): number {
  const { judgedAt } = input;
  return countFitting(
    query,
    input,
    ({ at, author }) => isWithin(at, judgedAt, query) && (at <= judgedAt || author !== "automation"),
  );
}

function isWithin(at: number, until: number, { lastMs }: HistoryQuery): boolean {
  return at >= until - lastMs;
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
      isCounted(other) &&
      (query.where === null || holds(query.where, { event: eventRuleData(other, settings), event_data: other.data })),
  ).length;
}

/** A text counts once, and its updates where the query asks for their status; what tells an opt state again never does. */
export function isNews({ retells, reaction }: Event, { where }: Pick<HistoryQuery, "where">): boolean {
  if (reaction !== undefined && !asksForReaction(where, reaction)) return false;
  return retells === undefined || (retells === "text" && readsStatus(where));
}

/** Whether a condition asks for the status of a text, so that its updates are of interest. */
export function readsStatus(condition: Condition | null): boolean {
  return reads(condition, ["event.status", "event_data.status"]);
}

/** Whether a condition asks whose an event is. */
export function readsAuthor(condition: Condition | null): boolean {
  return reads(condition, ["event.author"]);
}

/** Whether a condition asks for a reaction such as this: by `reaction`, or where it is a text of emoji by an emoji that it names. */
export function asksForReaction(condition: Condition | null, { kind }: Reaction): boolean {
  if (reads(condition, ["event.reaction", "event.reaction_to"])) return true;
  return kind === "emoji_text" && hasTest(condition, namesEmoji);
}

function namesEmoji({ reads: paths, logic }: Test): boolean {
  return paths.includes("event.text") && EMOJI.test(JSON.stringify(logic));
}

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** Whether a condition reads one of these paths, wherever. */
export function reads(condition: Condition | null, paths: readonly string[]): boolean {
  return hasTest(condition, (test) => test.reads.some((path) => paths.includes(path)));
}

type Test = Extract<Condition, { kind: "test" }>;

function hasTest(condition: Condition | null, isSuch: (test: Test) => boolean): boolean {
  if (condition === null) return false;
  switch (condition.kind) {
    case "test":
      return isSuch(condition);
    case "not":
      return hasTest(condition.child, isSuch);
    case "all":
    case "any":
      return condition.children.some((child) => hasTest(child, isSuch));
  }
}
