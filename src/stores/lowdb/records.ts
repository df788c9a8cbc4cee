import { messageIdOf } from "../../core/event/delivery.ts";
import type { DeliveryChange } from "../../core/model/delivery.ts";
import type { Effect, SentText } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import { sentTextOf } from "../../core/model/run/effect.ts";
import { isHeeded, isTerminal } from "../../core/model/run/run.ts";
import {
  completeContact,
  completeEffect,
  completeEvent,
  completeOptState,
  completeRule,
  completeRun,
} from "../older-records.ts";
import type { State, StoredEvent } from "./file/state.ts";

/** A state with the indexes that spare every operation a look at all of it. */
export interface Records {
  readonly state: State;
  readonly lanes: Map<string, LaneIndex>;
  readonly runsOfEvent: Map<string, string[]>;
  /** Runs that events of their lane look at, by lane and in commit order. */
  readonly heeded: Map<string, Set<string>>;
  readonly effectsOfRun: Map<string, string[]>;
  /** Effects by the client id they were sent with, and by the id Heymarket gave them. */
  readonly localIds: Map<string, string>;
  readonly messageIds: Map<string, string>;
  /** Texts that went out or may have, by the number they went to and by effect id. */
  readonly texts: Map<string, Map<string, SentText>>;
}

/** Ids of what belongs to one lane. */
export interface LaneIndex {
  /** Events not yet evaluated, in commit order. */
  readonly pending: string[];
  /** All events by `at`, oldest first. */
  readonly events: string[];
}

/** Indexes a state as it was read. */
export function indexState(state: State): Records {
  const records: Records = {
    state,
    lanes: new Map(),
    runsOfEvent: new Map(),
    heeded: new Map(),
    effectsOfRun: new Map(),
    localIds: new Map(),
    messageIds: new Map(),
    texts: new Map(),
  };
  for (const [version, rule] of state.rules) state.rules.set(version, completeRule(rule));
  for (const [phone, optState] of state.optStates) state.optStates.set(phone, completeOptState(optState));
  for (const [lane, contact] of state.contacts) state.contacts.set(lane, completeContact(contact));
  for (const [id, written] of state.events) {
    const stored = { ...written, event: completeEvent(written.event) };
    state.events.set(id, stored);
    indexEvent(records, stored);
  }
  for (const written of state.runs.values()) {
    const run = completeRun(written);
    state.runs.set(run.id, run);
    append(records.runsOfEvent, run.eventId, run.id);
    indexRun(records, run);
  }
  for (const written of state.effects.values()) {
    const effect = completeEffect(written);
    state.effects.set(effect.id, effect);
    indexEffect(records, effect);
  }
  return records;
}

/** Adds an event that was not there. */
export function addEvent(records: Records, stored: StoredEvent): void {
  records.state.events.set(stored.event.id, stored);
  indexEvent(records, stored);
}

/** Replaces an event by its evaluated form. */
export function settleEvent(records: Records, stored: StoredEvent): void {
  const { id, lane } = stored.event;
  records.state.events.set(id, stored);
  remove(laneOf(records, lane).pending, id);
}

/** Replaces a parked event by what a person made of it; one that is `new` again waits where it stood. */
export function settleParkedEvent(records: Records, stored: StoredEvent): void {
  const { id, lane } = stored.event;
  records.state.events.set(id, stored);
  if (stored.status !== "new") return;
  const { pending } = laneOf(records, lane);
  const { receivedAt } = stored.event;
  const index = pending.findIndex((other) => (records.state.events.get(other)?.event.receivedAt ?? 0) >= receivedAt);
  pending.splice(index < 0 ? pending.length : index, 0, id);
}

/** Adds or replaces a run. */
export function saveRun(records: Records, run: Run): void {
  const isNew = !records.state.runs.has(run.id);
  records.state.runs.set(run.id, run);
  if (isNew) append(records.runsOfEvent, run.eventId, run.id);
  indexRun(records, run);
}

function indexRun({ heeded }: Records, run: Run): void {
  const { id, lane } = run;
  const ofLane = heeded.get(lane) ?? new Set<string>();
  if (isHeeded(run)) heeded.set(lane, ofLane.add(id));
  else if (ofLane.delete(id) && ofLane.size === 0) heeded.delete(lane);
}

/** Adds or replaces an effect. */
export function saveEffect(records: Records, saved: Effect): void {
  const { effects } = records.state;
  const known = effects.get(saved.id);
  // Who writes what became of an attempt may not have heard yet what became of the text.
  const effect = saved.redactedAt === undefined ? { ...saved, delivery: known?.delivery ?? saved.delivery } : saved;
  effects.set(effect.id, effect);
  if (known === undefined) indexEffect(records, effect);
  else indexText(records, effect);
}

/** Notes what became of a text; nothing when it is gone. */
export function saveDelivery({ state }: Records, { effectId, delivery }: DeliveryChange): void {
  const effect = state.effects.get(effectId);
  if (effect !== undefined) state.effects.set(effectId, { ...effect, delivery });
}

/** Whether nothing will happen any more because of an event. */
export function isFinished({ state, runsOfEvent }: Records, { event, status }: StoredEvent): boolean {
  if (status === "new") return false;
  return (runsOfEvent.get(event.id) ?? []).every((id) => isTerminal(state.runs.get(id)?.status ?? "done"));
}

/** Drops a finished event with its runs and effects. */
export function dropEvent(records: Records, { event }: StoredEvent): void {
  const { state, runsOfEvent, effectsOfRun, localIds, messageIds } = records;
  const lane = laneOf(records, event.lane);
  for (const runId of runsOfEvent.get(event.id) ?? []) {
    for (const effectId of effectsOfRun.get(runId) ?? []) {
      const effect = state.effects.get(effectId);
      const { localId = null, phone = null } = effect ?? {};
      if (localId !== null) localIds.delete(localId);
      if (effect !== undefined) messageIds.delete(messageIdOf(effect) ?? "");
      if (phone !== null) dropText(records, phone, effectId);
      state.effects.delete(effectId);
    }
    effectsOfRun.delete(runId);
    records.heeded.get(event.lane)?.delete(runId);
    state.runs.delete(runId);
  }
  runsOfEvent.delete(event.id);
  state.events.delete(event.id);
  remove(lane.events, event.id);
  if (lane.events.length === 0) records.lanes.delete(event.lane);
}

function indexEvent(records: Records, { event, status }: StoredEvent): void {
  const lane = laneOf(records, event.lane);
  if (status === "new") lane.pending.push(event.id);
  insertSorted(lane.events, event.id, (id) => records.state.events.get(id)?.event.at ?? 0);
}

function indexEffect(records: Records, effect: Effect): void {
  const { id, runId, localId } = effect;
  append(records.effectsOfRun, runId, id);
  if (localId !== null) records.localIds.set(localId, id);
  indexText(records, effect);
}

function indexText(records: Records, effect: Effect): void {
  const { id, phone } = effect;
  const messageId = messageIdOf(effect);
  if (messageId !== null) records.messageIds.set(messageId, id);
  if (phone === null) return;
  const text = sentTextOf(effect);
  if (text === null) {
    dropText(records, phone, id);
    return;
  }
  const texts = records.texts.get(phone) ?? new Map<string, SentText>();
  records.texts.set(phone, texts.set(id, text));
}

function dropText({ texts }: Records, phone: string, effectId: string): void {
  const toPhone = texts.get(phone);
  toPhone?.delete(effectId);
  if (toPhone?.size === 0) texts.delete(phone);
}

function laneOf({ lanes }: Records, name: string): LaneIndex {
  let lane = lanes.get(name);
  if (lane === undefined) {
    lane = { pending: [], events: [] };
    lanes.set(name, lane);
  }
  return lane;
}

function append(index: Map<string, string[]>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, [id]);
  else ids.push(id);
}

function remove(ids: string[], id: string): void {
  const index = ids.indexOf(id);
  if (index >= 0) ids.splice(index, 1);
}

/** Inserts behind everything that is not later; what comes is almost always the latest. */
function insertSorted(ids: string[], id: string, instantOf: (id: string) => number): void {
  const instant = instantOf(id);
  let index = ids.length;
  for (let before = ids[index - 1]; before !== undefined && instantOf(before) > instant; before = ids[index - 1]) {
    index -= 1;
  }
  ids.splice(index, 0, id);
}
