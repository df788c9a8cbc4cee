import { describe, expect, test } from "vitest";
import { makeAttempt, makeChanges, makeEffect, makeEvaluated, makeNewEvent, makeRun, NOW } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, commitOnce, openForTest } from "./fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DUE_AT = NOW + 15 * MINUTE;

/** shiftWaits, and the clock that waits go by. */
export function describeWaits(kind: StoreKind): void {
  if (kind.isShared === true) describeSharedWaits(kind);
  else describeMovedWaits(kind);
}

function describeSharedWaits(kind: StoreKind): void {
  test("waits are instants of a clock that processes share, and nobody moves them", async () => {
    const { store } = await openForTest(kind);
    await store.accept([makeNewEvent()]);
    const run = makeRun({ status: "waiting", dueAt: DUE_AT, waitsFor: "elapsed" });
    const effect = makeEffect({ dueAt: DUE_AT, deadlineAt: NOW + HOUR });
    await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run], effects: [effect] });

    const moved = await store.shiftWaits(HOUR);

    expect(moved).toBeNull();
    expect(await store.getRun("run_1")).toEqual({ run, effects: [effect] });
    expect(await store.nextDueAt()).toBe(DUE_AT);
    expect(store.sharedClock?.now()).toBeGreaterThan(0);
  });
}

function describeMovedWaits(kind: StoreKind): void {
  describe("waits when the clock was set", () => {
    test.each([HOUR, -HOUR])("a wait that is a length of time moves along, by %i ms", async (byMs) => {
      const { store } = await openForTest(kind);
      expect(store.sharedClock).toBeNull();
      await store.accept([makeNewEvent()]);
      const run = makeRun({ status: "waiting", dueAt: DUE_AT, waitsFor: "elapsed" });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run] });

      const moved = await store.shiftWaits(byMs);

      expect(moved).toBe(1);
      expect(await store.getRun("run_1")).toEqual({ run: { ...run, dueAt: DUE_AT + byMs }, effects: [] });
      expect(await store.nextDueAt()).toBe(DUE_AT + byMs);
      expect(await store.claimLanes(DUE_AT + byMs - 1, 1)).toEqual([]);
      const claim = await claimOne(store, DUE_AT + byMs);
      expect((await store.viewLane(claim, DUE_AT + byMs)).dueRuns).toHaveLength(1);
    });

    test("a wait until an instant, and runs that wait for nothing, stay", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const runs = [
        makeRun({ id: "run_1", status: "waiting", dueAt: DUE_AT, waitsFor: "instant" }),
        makeRun({ id: "run_2", status: "parked" }),
        makeRun({ id: "run_3", status: "done" }),
      ];
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs });

      const moved = await store.shiftWaits(HOUR);

      expect(moved).toBe(0);
      for (const run of runs) expect(await store.getRun(run.id)).toEqual({ run, effects: [] });
      expect(await store.nextDueAt()).toBe(DUE_AT);
    });

    test("the next attempt and the deadline of an effect move with its run; what is settled stays", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const run = makeRun({ status: "waiting", dueAt: DUE_AT, waitsFor: "elapsed" });
      const attempts = [makeAttempt()];
      const tried = makeEffect({ id: "eff_1", attempts, dueAt: DUE_AT, deadlineAt: NOW + HOUR });
      const settled = makeEffect({ id: "eff_2", status: "done", deadlineAt: NOW, settledAt: NOW });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run], effects: [tried, settled] });

      await store.shiftWaits(-HOUR);

      expect((await store.getRun("run_1"))?.effects).toEqual([
        { ...tried, dueAt: DUE_AT - HOUR, deadlineAt: NOW },
        settled,
      ]);
    });

    test("a text deferred to an hour of the day keeps it, and its deadline moves", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const run = makeRun({ status: "waiting", dueAt: DUE_AT, waitsFor: "instant" });
      const deferred = makeEffect({ status: "deferred", dueAt: DUE_AT, deadlineAt: NOW + HOUR });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run], effects: [deferred] });

      await store.shiftWaits(HOUR);

      expect(await store.getRun("run_1")).toEqual({ run, effects: [{ ...deferred, deadlineAt: NOW + 2 * HOUR }] });
    });

    test("a wait of a lane that is claimed moves too", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const run = makeRun({ status: "waiting", dueAt: DUE_AT, waitsFor: "elapsed" });
      await store.commit(claim, makeChanges({ ...makeEvaluated("evt_1"), runs: [run] }));

      await store.shiftWaits(HOUR);
      await store.release(claim);

      expect(await store.nextDueAt()).toBe(DUE_AT + HOUR);
    });
  });
}
