import type { Event } from "../../core/model/event.ts";
import type { Known } from "./known.ts";
import { createKnown } from "./known.ts";
import type { SynchronousTables } from "./synchronous-tables.ts";

/** What a store knows in memory, from when it is asked for: neither deliveries nor who only reads records waits until it is read. */
export interface Knowing {
  /** What is known; of an event that is being written nothing, before it is durable. Throws when it cannot be read; the next to ask tries again. */
  readonly known: () => Known;
  /**
   * Has events written by `write`, which tells them in the transaction they stand in, again when that is repeated, and resolves when
   * they are durable. From then on they are known.
   */
  readonly addEvents: <Result>(
    write: (writing: (events: readonly Written[]) => void) => Promise<Result>,
  ) => Promise<Result>;
}

type Written = Pick<Event, "id" | "lane">;

/** Knows what stands in tables that no other process writes. */
export function createKnowing(
  tables: Pick<SynchronousTables, "waitingLanes" | "openRuns"> & { readonly event: (id: string) => object | null },
): Knowing {
  let known: Known | null = null;
  const underWay = new Set<{ events: readonly Written[] }>();

  function read(): Known {
    const notYet = new Map<string, number>();
    for (const { id, lane } of [...underWay].flatMap(({ events }) => events))
      if (tables.event(id) !== null) notYet.set(lane, (notYet.get(lane) ?? 0) + 1);
    const waitingLanes = tables.waitingLanes().map((waiting) => {
      return { ...waiting, events: waiting.events - (notYet.get(waiting.lane) ?? 0) };
    });
    return createKnown({ waitingLanes, openRuns: tables.openRuns() });
  }

  return {
    known: () => (known ??= read()),
    addEvents: async (write) => {
      const written: { events: readonly Written[] } = { events: [] };
      underWay.add(written);
      try {
        const result = await write((events) => {
          written.events = events;
        });
        if (known !== null) for (const { lane } of written.events) known.schedule.addEvent(lane);
        return result;
      } finally {
        underWay.delete(written);
      }
    },
  };
}
