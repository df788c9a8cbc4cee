import { describe, expect, test } from "vitest";
import { makeChanges, makeEvaluated, makeNewEvent, makeRun, NOW } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, makeQueued, openForTest } from "./fixture.ts";

/** backlog. */
export function describeBacklog(kind: StoreKind): void {
  describe("backlog", () => {
    test("an empty store has nothing to do", async () => {
      const { store } = await openForTest(kind);

      const backlog = await store.backlog();

      const runs = { ready: 0, waiting: 0, queued: 0, sending: 0, parked: 0 };
      expect(backlog).toEqual({ lanesWaiting: 0, oldestNewAt: null, eventsParked: 0, runs });
    });

    test("what is not evaluated is counted by contact, with the age of the oldest; what is parked, and open runs by status", async () => {
      const { store } = await openForTest(kind);
      await store.accept([
        makeNewEvent({ event: { id: "evt_1", receivedAt: NOW } }),
        makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + 1, phone: "+12025550101" } }),
        makeNewEvent({ event: { id: "evt_3", receivedAt: NOW + 2, phone: "+12025550102" } }),
        makeNewEvent({ event: { id: "evt_4", receivedAt: NOW + 3, phone: "+12025550102" } }),
      ]);
      const runs = [
        makeRun({ id: "run_1", status: "done" }),
        makeRun({ id: "run_2", status: "parked" }),
        makeRun({ id: "run_3", status: "waiting", dueAt: NOW + 60_000 }),
        makeQueued("run_4"),
      ];
      await store.commit(await claimOne(store), { ...makeEvaluated("evt_1"), runs });
      const parked = { id: "evt_2", status: "parked", author: "unknown", late: false, error: "it threw" } as const;
      await store.commit(await claimOne(store), makeChanges({ event: parked }));

      const backlog = await store.backlog();

      expect(backlog).toEqual({
        lanesWaiting: 1,
        oldestNewAt: NOW + 2,
        eventsParked: 1,
        runs: { ready: 0, waiting: 1, queued: 1, sending: 0, parked: 1 },
      });
    });
  });
}
