import { setImmediate as nextTurn } from "node:timers/promises";
import type { Event } from "../../core/model/event.ts";
import type { Known } from "./known.ts";
import { createKnown } from "./known.ts";
import type { SynchronousTables } from "./synchronous-tables.ts";

/**
 * What a store knows in memory, from when it is asked for: neither deliveries nor who only reads records waits until it is read. While it
 * is read no run changes, since whoever changes one asks for it first.
 */
export interface Knowing {
  /** What is known; of an event that is being written nothing, before it is durable. Rejects when it cannot be read; the next to ask tries again. */
  readonly known: () => Promise<Known>;
  /**
   * Has events written by `write`, which tells them in the transaction they stand in, again when that is repeated, and resolves when
   * they are durable. From then on they are known.
   */
  readonly addEvents: <Result>(
    write: (writing: (events: readonly Written[]) => void) => Promise<Result>,
  ) => Promise<Result>;
}

/** After so many runs others have their turn. */
const TAKEN_TOGETHER = 250;

type Written = Pick<Event, "id" | "lane">;

/** Knows what stands in tables that no other process writes. */
export function createKnowing(
  tables: Pick<SynchronousTables, "waitingLanes" | "openRuns"> & { readonly event: (id: string) => object | null },
): Knowing {
  /** What is known, when it has been read whole. */
  let whole: Known | null = null;
  let asked: Promise<Known> | null = null;
  const underWay = new Set<{ events: readonly Written[] }>();

  async function read(): Promise<Known> {
    const known = createKnown();
    let taken = 0;
    for (const run of tables.openRuns()) {
      known.takeUp(run);
      taken += 1;
      if (taken % TAKEN_TOGETHER === 0) await nextTurn();
    }
    // At one go with what is told from here on, so that no event is counted twice or missed.
    const notYet = new Map<string, number>();
    for (const { id, lane } of [...underWay].flatMap(({ events }) => events))
      if (tables.event(id) !== null) notYet.set(lane, (notYet.get(lane) ?? 0) + 1);
    for (const { lane, events } of tables.waitingLanes())
      for (let count = events - (notYet.get(lane) ?? 0); count > 0; count -= 1) known.schedule.addEvent(lane);
    whole = known;
    return known;
  }

  return {
    known: () =>
      (asked ??= read().catch((error: unknown) => {
        asked = null;
        throw error;
      })),
    addEvents: async (write) => {
      const written: { events: readonly Written[] } = { events: [] };
      underWay.add(written);
      try {
        const result = await write((events) => {
          written.events = events;
        });
        if (whole !== null) for (const { lane } of written.events) whole.schedule.addEvent(lane);
        return result;
      } finally {
        underWay.delete(written);
      }
    },
  };
}
