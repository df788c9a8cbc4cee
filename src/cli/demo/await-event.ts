import { setTimeout as delay } from "node:timers/promises";
import { isAtRest } from "../../core/model/run.ts";
import type { EventRecord, RunRecord, Store } from "../../ports/store.ts";

/** An event with the runs it started. */
export interface EventOutcome {
  readonly record: EventRecord;
  readonly runs: readonly RunRecord[];
  /** Whether it was evaluated and each of its runs has ended, waits, or needs a person. */
  readonly isSettled: boolean;
}

const POLL_MS = 10;
/** More runs than one event can start. */
const RUNS = 100;

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
  const { rows: runs } = await store.listRuns({ eventId, limit: RUNS });
  const isSettled = record.status !== "new" && runs.every(({ run }) => isAtRest(run));
  return { record, runs: runs.toReversed(), isSettled };
}
