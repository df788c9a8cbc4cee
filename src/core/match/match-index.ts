import type { Event } from "../model/event.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { valueAt } from "../base/json.ts";
import { equalityKey, wordsOf } from "../language/operators.ts";
import { historyNeed, ownHistories } from "../language/history.ts";
import type { HistoryNeed } from "../language/history.ts";
import type { Condition, ConditionKey, EventPattern, HistoryQuery, Rule } from "../model/ruleset/rule.ts";
import { patternOf } from "../model/ruleset/rule.ts";

/** Finds the rules that may fire on an event without looking at the others. */
export interface MatchIndex {
  /** Rules whose trigger lists the event's type and that are not ruled out by an equality on the event, in firing order. */
  candidates(event: Event, ruleData: JsonObject): readonly Rule[];
  /** How far back the rules listening to a type look, by event type counted. */
  historyFor(eventType: string): HistoryNeed | null;
}

/**
 * Builds the index: by event type, then by one equality (`is`) or word list (`words`) on the event that a rule cannot
 * do without, else by inbox. Rules with neither are looked at for every event of their type.
 */
export function createMatchIndex(rules: readonly Rule[]): MatchIndex {
  const byType = new Map<string, TypeIndex>();
  rules.forEach((rule, order) => {
    if (rule.enabled === "off") return;
    const entry: Entry = { rule, order };
    for (const pattern of rule.triggers.map(patternOf)) {
      let index = byType.get(pattern.eventType);
      if (index === undefined) byType.set(pattern.eventType, (index = createTypeIndex()));
      addRule(index, entry, pattern);
    }
  });
  const needs = new Map([...byType].map(([type, { histories }]) => [type, historyNeed(histories)]));
  return {
    candidates: (event, ruleData) => {
      const index = byType.get(event.type);
      return index === undefined ? [] : lookUp(index, event, ruleData);
    },
    historyFor: (eventType) => needs.get(eventType) ?? null,
  };
}

interface Entry {
  readonly rule: Rule;
  readonly order: number;
}

interface TypeIndex {
  readonly always: Entry[];
  readonly byInbox: Map<string, Entry[]>;
  /** Data path, then normalised value. */
  readonly byValue: Map<string, Map<string, Entry[]>>;
  /** Data path, then first word of a phrase. */
  readonly byWord: Map<string, Map<string, Entry[]>>;
  /** Queries of the rules that listen to the type. */
  readonly histories: HistoryQuery[];
}

/** What a rule cannot fire without: one of these values, or a word that starts one of these phrases, at a path of the event. */
interface Discriminator {
  readonly kind: "is" | "words";
  readonly path: string;
  readonly keys: readonly string[];
}

function createTypeIndex(): TypeIndex {
  return { always: [], byInbox: new Map(), byValue: new Map(), byWord: new Map(), histories: [] };
}

function addRule(index: TypeIndex, entry: Entry, pattern: EventPattern): void {
  index.histories.push(...ownHistories(entry.rule));
  const discriminator = findDiscriminator(pattern.where) ?? findDiscriminator(entry.rule.condition);
  if (discriminator !== null) {
    const paths = discriminator.kind === "is" ? index.byValue : index.byWord;
    const keys = paths.get(discriminator.path) ?? new Map<string, Entry[]>();
    paths.set(discriminator.path, keys);
    for (const key of discriminator.keys) push(keys, key, entry);
  } else if (pattern.inboxIds !== null) {
    for (const inboxId of pattern.inboxIds) push(index.byInbox, inboxId, entry);
  } else {
    index.always.push(entry);
  }
}

function lookUp(index: TypeIndex, event: Event, ruleData: JsonObject): readonly Rule[] {
  const found = new Set<Entry>(index.always);
  const take = (entries: readonly Entry[] | undefined): void => {
    for (const entry of entries ?? []) found.add(entry);
  };
  if (event.inboxId !== null) take(index.byInbox.get(event.inboxId));
  for (const [path, keys] of index.byValue) {
    const value = keyOf(valueAt(ruleData, path));
    if (value !== null) take(keys.get(value));
  }
  for (const [path, keys] of index.byWord) {
    const text = valueAt(ruleData, path);
    if (typeof text === "string") for (const word of new Set(wordsOf(text))) take(keys.get(word));
  }
  return [...found].sort((a, b) => a.order - b.order).map((entry) => entry.rule);
}

/** The first leaf that must hold for the condition to hold and that names literal values of the event. */
function findDiscriminator(condition: Condition | null): Discriminator | null {
  if (condition === null) return null;
  if (condition.kind === "test") return condition.key ? discriminatorOf(condition.key) : null;
  if (condition.kind !== "all") return null;
  for (const child of condition.children) {
    const found = findDiscriminator(child);
    if (found !== null) return found;
  }
  return null;
}

function discriminatorOf({ kind, path, values }: ConditionKey): Discriminator | null {
  if (kind === "not" || !/^event(_data)?\./.test(path)) return null;
  const keys = values.map((value) => (kind === "is" ? keyOf(value) : firstWordOf(value))).filter((key) => key !== null);
  // A value without a key may fit any event.
  return keys.length < values.length ? null : { kind, path, keys };
}

function firstWordOf(phrase: JsonValue): string | null {
  return typeof phrase === "string" ? (wordsOf(phrase)[0] ?? null) : null;
}

/** A scalar as the index keeps it; equal to another exactly when the `is` operation says so. Null and lists have no key. */
function keyOf(value: JsonValue): string | null {
  if (typeof value === "boolean") return `?${String(value)}`;
  return typeof value === "string" || typeof value === "number" ? `=${equalityKey(String(value))}` : null;
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, [entry]);
  else entries.push(entry);
}
