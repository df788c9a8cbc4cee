import { setTimeout as delay } from "node:timers/promises";
import { ownValue } from "../../core/base/json.ts";
import { isAtRest } from "../../core/model/run/run.ts";
import type { EventRecord, RunRecord, Store } from "../../ports/store/store.ts";

/** An event with the runs it started. */
export interface EventWithRuns {
  readonly record: EventRecord;
  readonly runs: readonly RunRecord[];
}

/** What came of an event. */
export interface EventOutcome extends EventWithRuns {
  /** Events by which the engine told rules of an opt-out or opt-in that it noticed in this one, oldest first. */
  readonly told: readonly EventWithRuns[];
  /** Whether all of them were evaluated and each of their runs has ended, waits, or needs a person. */
  readonly isSettled: boolean;
}

const POLL_MS = 10;
/** More runs than one event can start. */
const RUNS = 100;
/** More events of a contact than come between one and what the engine tells of it. */
const EVENTS = 100;

/**
 * Waits until an event is settled, at most `timeoutMs`; null when it is not stored. `read` gives the store as it stands,
 * each time it is asked.
 */
export async function awaitEvent(
  read: <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>,
  eventId: string,
  timeoutMs: number,
): Promise<EventOutcome | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await read((store) => readEvent(store, eventId));
    if (outcome === null || outcome.isSettled || performance.now() >= deadline) return outcome;
    await delay(POLL_MS);
  }
}

async function readEvent(store: Store, eventId: string): Promise<EventOutcome | null> {
  const record = await store.getEvent(eventId);
  if (record === null) return null;
  const found = await withRuns(store, record);
  const told = await toldOf(store, found);
  return { ...found, told, isSettled: [found, ...told].every(isEvaluatedAndAtRest) };
}

async function withRuns(store: Store, record: EventRecord): Promise<EventWithRuns> {
  const { rows } = await store.listRuns({ eventId: record.event.id, limit: RUNS });
  return { record, runs: rows.toReversed() };
}

async function toldOf(store: Store, { record, runs }: EventWithRuns): Promise<readonly EventWithRuns[]> {
  const { id, phone } = record.event;
  if (phone === null) return [];
  const causes = [id, ...runs.flatMap(({ effects }) => effects.map((effect) => effect.id))];
  const { rows } = await store.listEvents({ phone, limit: EVENTS });
  const told = rows.filter(({ event }) => {
    const cause = event.origin === "engine" ? ownValue(ownValue(event.data, "noticed"), "from") : null;
    return typeof cause === "string" && causes.includes(cause);
  });
  return Promise.all(told.toReversed().map((one) => withRuns(store, one)));
}

function isEvaluatedAndAtRest({ record, runs }: EventWithRuns): boolean {
  return record.status !== "new" && runs.every(({ run }) => isAtRest(run));
}
