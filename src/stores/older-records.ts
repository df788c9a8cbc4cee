import type { Contact } from "../core/model/contact.ts";
import type { Event } from "../core/model/event.ts";
import type { Rule, Trigger } from "../core/model/ruleset/rule.ts";
import type { Effect } from "../core/model/run/effect.ts";
import type { Run } from "../core/model/run/run.ts";
import type { StoredOptState } from "../core/texting/opt-state.ts";

/** An event with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeEvent(record: Event): Event {
  return completed(record, ADDED_TO_EVENTS);
}

/** A contact with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeContact(record: Contact): Contact {
  return completed(record, ADDED_TO_CONTACTS);
}

/** An opt state with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeOptState(record: StoredOptState): StoredOptState {
  return completed(record, ADDED_TO_OPT_STATES);
}

/** A rule with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeRule(record: Rule): Rule {
  return { ...record, triggers: record.triggers.map((trigger) => ({ ...ADDED_TO_TRIGGERS, ...trigger })) };
}

/** A run with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeRun(record: Run): Run {
  return completed(record, ADDED_TO_RUNS);
}

/** An effect with what releases after 0.1.0 added to it, as far as its record was written before. */
export function completeEffect(record: Effect): Effect {
  return completed(record, ADDED_TO_EFFECTS);
}

/** The record itself when it lacks nothing, as nearly all: a copy takes longer than to read it from JSON. */
function completed<Complete extends object>(record: Complete, added: Partial<Complete>): Complete {
  const lacks = Object.keys(added).some((name) => !Object.hasOwn(record, name));
  return lacks ? { ...added, ...record } : record;
}

const ADDED_TO_EVENTS: Pick<Event, "origin"> = { origin: "webhook" };
const ADDED_TO_CONTACTS: Pick<Contact, "record" | "writtenTags" | "outdatedAt"> = {
  record: null,
  writtenTags: [],
  outdatedAt: null,
};
const ADDED_TO_OPT_STATES: Pick<StoredOptState, "history"> = { history: [] };
const ADDED_TO_TRIGGERS: Pick<Trigger, "kind"> = { kind: "event" };
const ADDED_TO_RUNS: Pick<
  Run,
  | "waitsFor"
  | "awaitsSince"
  | "restedAt"
  | "isWatched"
  | "key"
  | "destination"
  | "holds"
  | "stepsOverAt"
  | "continuedAs"
  | "continues"
  | "loop"
> = {
  awaitsSince: null,
  restedAt: null,
  isWatched: false,
  key: null,
  waitsFor: null,
  destination: null,
  holds: [],
  stepsOverAt: null,
  continuedAs: null,
  continues: null,
  loop: null,
};
const ADDED_TO_EFFECTS: Pick<Effect, "deadlineAt" | "search" | "delivery"> = {
  deadlineAt: null,
  search: null,
  delivery: null,
};
