import type { Event, OptState } from "../../core/model/event.ts";
import type { Effect, SentText } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import { firstOf } from "../../core/model/event.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import { shownOptState } from "../../core/texting/opt-state.ts";
import type { EventRecord, RunRecord, TextIds } from "../../ports/store/store.ts";
import type { Records } from "./records.ts";
import { createSeal } from "../seal.ts";
import type { State, StoredEvent } from "./file/state.ts";

/** Rows that `history` gives at most. */
const MAXIMUM_ROWS = 500;

/** The oldest event of a lane that is not yet evaluated. */
export function nextEvent({ state, lanes }: Records, lane: string): Event | null {
  const id = lanes.get(lane)?.pending[0];
  return (id === undefined ? undefined : state.events.get(id)?.event) ?? null;
}

/** The opt state of a number without what only the store needs of it. */
export function optStateOf({ state }: Records, phone: string): OptState | null {
  const stored = storedOptStateOf(state, phone);
  return stored === null ? null : shownOptState(stored);
}

/** The opt state of a number, also of one whose contact was erased. */
export function storedOptStateOf({ optStates, deploymentKey }: State, phone: string): StoredOptState | null {
  const stored = optStates.get(phone) ?? optStates.get(createSeal(deploymentKey).phone(phone));
  return stored === undefined ? null : { ...stored, phone };
}

/** Evaluated events of a lane, newest first. */
export function historyOf(
  { state, lanes }: Records,
  { lane, types, since }: { readonly lane: string; readonly types: readonly string[]; readonly since: number },
): readonly Event[] {
  const ids = lanes.get(lane)?.events ?? [];
  const found: Event[] = [];
  for (let index = ids.length - 1; index >= 0 && found.length < MAXIMUM_ROWS; index -= 1) {
    const stored = state.events.get(ids[index] ?? "");
    if (stored === undefined || stored.event.at < since) break;
    if (stored.status === "done" && types.includes(stored.event.type)) found.push(stored.event);
  }
  return found;
}

/** Texts to a number that went out or may have, oldest first. */
export function textsTo({ texts }: Records, phone: string, since: number): readonly SentText[] {
  return [...(texts.get(phone)?.values() ?? [])]
    .filter(({ goesOutAt }) => goesOutAt >= since)
    .sort((a, b) => a.goesOutAt - b.goesOutAt);
}

/** The text or note of this engine that one of these ids names. */
export function ownText({ state, localIds, messageIds }: Records, { localId, messageId }: TextIds): Effect | null {
  const id = (localId === null ? undefined : localIds.get(localId)) ?? messageIds.get(messageId ?? "");
  return (id === undefined ? undefined : state.effects.get(id)) ?? null;
}

/** Runs that are not final, in commit order. */
export function openRuns({ state }: Records): readonly Run[] {
  return [...state.runs.values()].filter(({ status }) => !isTerminal(status));
}

/** Runs of a lane that its events look at, oldest first. */
export function heededRunsOf({ state, heeded }: Records, lane: string): readonly Run[] {
  return [...(heeded.get(lane) ?? [])].flatMap((id) => state.runs.get(id) ?? []);
}

/** Lanes with events not yet evaluated, longest waiting first. */
export function waitingLanes({ state }: Records): readonly { readonly lane: string; readonly events: number }[] {
  const events = new Map<string, number>();
  for (const { event, status } of state.events.values()) {
    if (status === "new") events.set(event.lane, (events.get(event.lane) ?? 0) + 1);
  }
  return [...events].map(([lane, count]) => ({ lane, events: count }));
}

/** An event as a person sees it. */
export function readEventRecord({ variants, ...stored }: StoredEvent): EventRecord {
  return { ...stored, variants: variants.map(({ receivedAt, body }) => ({ receivedAt, body })) };
}

/** Replays of an event, or of the one that it is a replay of, newest first. */
export function replaysOf({ state, lanes }: Records, eventId: string, limit: number): readonly Event[] {
  const one = state.events.get(eventId)?.event;
  if (one === undefined) return [];
  const ofLane = (lanes.get(one.lane)?.events ?? []).flatMap((id) => state.events.get(id)?.event ?? []);
  return ofLane
    .filter(({ replay }) => replay?.of === firstOf(one))
    .sort((a, b) => b.receivedAt - a.receivedAt)
    .slice(0, limit);
}

/** A run as a person sees it. */
export function readRunRecord({ state, effectsOfRun }: Records, run: Run): RunRecord {
  return { run, effects: (effectsOfRun.get(run.id) ?? []).flatMap((id) => state.effects.get(id) ?? []) };
}
