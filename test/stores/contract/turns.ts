import { describe, expect, test } from "vitest";
import type { Hold } from "../../../src/core/model/run/run.ts";
import type { Store, Turn } from "../../../src/ports/store/store.ts";
import {
  makeAttempt,
  makeChanges,
  makeEffect,
  makeEvaluated,
  makeNewEvent,
  makeRun,
  makeSent,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import { claimOne, closeAndReopen, commitOnce, keepRuns, makeQueued, openForTest } from "./fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = "+12025550199";
const DUE_AT = NOW + 15 * MINUTE;

const hold = (destination: string, until: number | null = null): Hold => ({ destination, until });

const everywhere = () => Number.POSITIVE_INFINITY;

async function claimedRuns(store: Store, now = NOW, room: (name: string) => number = everywhere): Promise<unknown> {
  return (await store.claimTurns(now, room)).map(({ runId }) => runId);
}

async function claimTurn(store: Store, now = NOW): Promise<Turn> {
  const [turn, ...others] = await store.claimTurns(now, everywhere);
  if (turn === undefined || others.length > 0) throw new Error("expected one turn");
  return turn;
}

/** claimTurns, and renew, commit and release under a turn. */
export function describeTurns(kind: StoreKind): void {
  describeOrder(kind);
  describeRights(kind);
  describeShifts(kind);
}

function describeOrder(kind: StoreKind): void {
  describe("lines", () => {
    test("an empty store has no turn to give, and asks for no room", async () => {
      const { store } = await openForTest(kind);
      const asked: string[] = [];

      expect(await store.claimTurns(NOW, (name) => asked.push(name))).toEqual([]);
      expect(asked).toEqual([]);
    });

    test("a queued run has the turn of its lane and destination, and its lane nothing to do", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1")]);

      expect(await store.nextDueAt()).toBe(0);
      expect(await store.claimLanes(NOW, 1)).toEqual([]);
      expect(await claimTurn(store)).toMatchObject({ lane: PHONE, runId: "run_1", destination: "crm" });
      expect(await store.nextDueAt()).toBeNull();
    });

    test("runs of a lane go one after the other in the order they were made, each destination by itself", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_z"), makeQueued("run_a"), makeQueued("run_b", { destination: "slack" })]);

      const turns = await store.claimTurns(NOW, everywhere);
      const meanwhile = await claimedRuns(store);
      for (const turn of turns) {
        await store.commit(turn, makeChanges({ runs: [makeRun({ id: turn.runId, status: "done" })] }));
        await store.release(turn);
      }

      expect(turns.map(({ runId }) => runId)).toEqual(["run_z", "run_b"]);
      expect(meanwhile).toEqual([]);
      expect(await claimedRuns(store)).toEqual(["run_a"]);
    });

    test("lanes come longest waiting first, as many as there is room, the others keep their place", async () => {
      const { store } = await openForTest(kind);
      const phones = ["+1205", "+1202", "+1204", "+1203"];
      for (const lane of phones) await keepRuns(store, [makeQueued(`run ${lane}`, { lane })], { phone: lane });

      const claims = [];
      for (const room of [0, 1, 2, 9]) claims.push(await claimedRuns(store, NOW, () => room));

      expect(claims).toEqual([[], ["run +1205"], ["run +1202", "run +1204"], ["run +1203"]]);
    });

    test("room is asked for once, and only where somebody stands in line", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1"), makeQueued("run_2", { destination: "slack", dueAt: DUE_AT })]);
      await keepRuns(store, [makeQueued("run_3", { lane: OTHER })], { phone: OTHER });
      const asked: string[] = [];

      await store.claimTurns(NOW, (name) => asked.push(name));

      expect(asked).toEqual(["crm"]);
    });

    test("an earlier run keeps its line until it has passed or its hold has ended", async () => {
      const { store } = await openForTest(kind);
      const elsewhere = { destination: "slack", holds: [hold("slack"), hold("crm", DUE_AT)] };
      await keepRuns(store, [makeQueued("run_1", elsewhere), makeQueued("run_2")]);
      await keepRuns(
        store,
        [makeQueued("run_3", { ...elsewhere, lane: OTHER }), makeQueued("run_4", { lane: OTHER })],
        { phone: OTHER },
      );
      const [first, ...others] = await store.claimTurns(NOW, everywhere);
      if (first === undefined) throw new Error("nobody has a turn");

      await store.commit(first, makeChanges({ runs: [makeRun({ id: "run_1", status: "done" })] }));

      expect([first, ...others].map(({ runId }) => runId)).toEqual(["run_1", "run_3"]);
      expect(await claimedRuns(store)).toEqual(["run_2"]);
      expect(await store.nextDueAt()).toBe(DUE_AT);
      expect(await claimedRuns(store, DUE_AT - 1)).toEqual([]);
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_4"]);
    });

    test("a queued run whose own hold has ended keeps nobody, and has its turn when it is due", async () => {
      const { store } = await openForTest(kind);
      const unknown = { dueAt: DUE_AT, holds: [hold("crm", NOW + MINUTE)] };
      await keepRuns(store, [makeQueued("run_1", unknown), makeQueued("run_2")]);

      expect(await claimedRuns(store, NOW)).toEqual([]);
      expect(await store.nextDueAt()).toBe(NOW + MINUTE);
      const turn = await claimTurn(store, NOW + MINUTE);
      await store.release(turn);

      expect(turn.runId).toBe("run_2");
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_1"]);
    });

    test("a run that waited comes back to its place", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeRun({ id: "run_1", status: "waiting", dueAt: DUE_AT }), makeQueued("run_2")]);
      const turn = await claimTurn(store);
      await commitOnce(store, makeChanges({ runs: [makeQueued("run_1")] }), DUE_AT);

      await store.release(turn);

      expect(turn.runId).toBe("run_2");
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_1"]);
    });
  });
}

function describeRights(kind: StoreKind): void {
  describe("turns", () => {
    test("a run goes on the wire and on under its turn", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepRuns(store, [run]);
      const turn = await claimTurn(store);

      const outcomes = [
        await store.commit(turn, makeChanges({ runs: [{ ...run, status: "sending" }], effects: [makeSent(NOW)] })),
        await store.commit(turn, makeChanges({ runs: [makeRun({ status: "ready", cursor: 1 })] })),
      ];
      await store.release(turn);

      expect(outcomes).toEqual(["committed", "committed"]);
      expect(await claimedRuns(store)).toEqual([]);
      const { dueRuns } = await store.viewLane(await claimOne(store), NOW);
      expect(dueRuns).toMatchObject([{ run: { id: "run_1", cursor: 1 }, effects: [{ id: "eff_1" }] }]);
    });

    test("a commit under a turn that was released, or that another has since, is lost and writes nothing", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1")]);
      const changes = makeChanges({ runs: [makeRun({ status: "failed" })] });
      const old = await claimTurn(store);
      await store.release(old);
      const afterRelease = await store.commit(old, changes);
      const current = await claimTurn(store);

      const underAnother = await store.commit(old, changes);

      expect([afterRelease, underAnother]).toEqual(["lost", "lost"]);
      expect((await store.getRun("run_1"))?.run.status).toBe("queued");
      expect(await store.commit(current, changes)).toBe("committed");
    });

    test("a turn given back unused can be had again, with a higher fence; giving back an old one changes nothing", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1")]);
      const old = await claimTurn(store);
      await store.release(old);
      const current = await claimTurn(store);

      await store.release(old);

      expect(current.fence).toBeGreaterThan(old.fence);
      expect(await claimedRuns(store)).toEqual([]);
      expect(await store.renew([old, current])).toEqual([current]);
    });

    test("lanes and turns are renewed together, and neither stands for the other", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1")]);
      await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
      const turn = await claimTurn(store);
      const claim = await claimOne(store);
      const both = await store.renew([claim, turn]);

      await store.release(claim);

      expect(both).toEqual([claim, turn]);
      expect(await store.renew([claim, turn])).toEqual([turn]);
      expect(await store.claimLanes(NOW, 1)).toHaveLength(1);
    });

    test("one whose turn ended while it was on the wire is due for its lane, and keeps its line until then", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1"), makeQueued("run_2")]);
      const turn = await claimTurn(store);
      await store.commit(turn, makeChanges({ runs: [makeQueued("run_1", { status: "sending" })] }));
      const whileHeld = await store.claimLanes(NOW, 9);
      await store.release(turn);

      const turns = await claimedRuns(store);
      const { dueRuns } = await store.viewLane(await claimOne(store), NOW);

      expect(whileHeld).toEqual([]);
      expect(turns).toEqual([]);
      expect(dueRuns.map(({ run }) => run.id)).toEqual(["run_1"]);
    });

    test("one that is to be tried again is first in line when it is due, not before", async () => {
      const { store } = await openForTest(kind);
      await keepRuns(store, [makeQueued("run_1"), makeQueued("run_2")]);
      const turn = await claimTurn(store);
      const again = makeQueued("run_1", { dueAt: DUE_AT, waitsFor: "elapsed" });
      await store.commit(turn, makeChanges({ runs: [again] }));

      await store.release(turn);

      expect(await store.nextDueAt()).toBe(DUE_AT);
      expect(await claimedRuns(store, DUE_AT - 1)).toEqual([]);
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_1"]);
    });
  });
}

function describeShifts(kind: StoreKind): void {
  // What processes share nobody moves.
  if (kind.isShared === true) return;
  describe("lines when the clock was set", () => {
    test.each([HOUR, -HOUR])("the next attempt of a queued run moves along, by %i ms", async (byMs) => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1", { dueAt: DUE_AT, waitsFor: "elapsed" });
      await keepRuns(store, [run]);
      const effects = [makeEffect({ attempts: [makeAttempt()], dueAt: DUE_AT })];
      await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
      await commitOnce(store, { ...makeEvaluated("evt_2"), effects });

      const moved = await store.shiftWaits(byMs);

      expect(moved).toBe(1);
      expect(await store.getRun("run_1")).toMatchObject({
        run: { ...run, dueAt: DUE_AT + byMs },
        effects: [{ dueAt: DUE_AT + byMs }],
      });
      expect(await store.nextDueAt()).toBe(DUE_AT + byMs);
      expect(await claimedRuns(store, DUE_AT + byMs - 1)).toEqual([]);
      expect(await claimedRuns(store, DUE_AT + byMs)).toEqual(["run_1"]);
    });

    test.each([HOUR, -HOUR])("the end of a hold moves along, by %i ms, whatever status its run has", async (byMs) => {
      const { store } = await openForTest(kind);
      const elsewhere = { destination: "slack", holds: [hold("slack"), hold("crm", DUE_AT)] };
      await keepRuns(store, [makeQueued("run_1", { ...elsewhere }), makeQueued("run_2")]);
      const parked = makeRun({ id: "run_3", lane: OTHER, status: "parked", holds: [hold("crm", DUE_AT)] });
      await keepRuns(store, [parked, makeQueued("run_4", { lane: OTHER })], { phone: OTHER });
      const first = await claimedRuns(store);

      const moved = await store.shiftWaits(byMs);

      expect([first, moved]).toEqual([["run_1"], 2]);
      expect((await store.getRun("run_1"))?.run.holds).toEqual([hold("slack"), hold("crm", DUE_AT + byMs)]);
      expect(await store.nextDueAt()).toBe(DUE_AT + byMs);
      expect(await claimedRuns(store, DUE_AT + byMs - 1)).toEqual([]);
      expect(await claimedRuns(store, DUE_AT + byMs)).toEqual(["run_2", "run_4"]);
    });
  });
}

/** What becomes of lines in a store that outlives its process. */
export function describeKeptTurns(kind: KeptStoreKind): void {
  describe("lines after a restart", () => {
    test("runs stand where they stood, and turns are forgotten", async () => {
      const opened = await openForTest(kind);
      await keepRuns(opened.store, [makeQueued("run_z"), makeQueued("run_a")]);
      await keepRuns(opened.store, [makeQueued("run_o", { lane: OTHER })], { phone: OTHER });
      await opened.store.claimTurns(NOW, everywhere);

      const store = await closeAndReopen(opened);

      expect(await store.nextDueAt()).toBe(0);
      expect(await claimedRuns(store)).toEqual(["run_z", "run_o"]);
    });

    test("the next attempt is not due before it was", async () => {
      const opened = await openForTest(kind);
      await keepRuns(opened.store, [makeQueued("run_1", { dueAt: DUE_AT, waitsFor: "elapsed" })]);

      const store = await closeAndReopen(opened);

      expect(await store.nextDueAt()).toBe(DUE_AT);
      expect(await claimedRuns(store, DUE_AT - 1)).toEqual([]);
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_1"]);
    });

    test("a hold ends when it would have", async () => {
      const opened = await openForTest(kind);
      const elsewhere = { destination: "slack", holds: [hold("slack"), hold("crm", DUE_AT)] };
      await keepRuns(opened.store, [makeQueued("run_1", elsewhere), makeQueued("run_2")]);

      const store = await closeAndReopen(opened);

      expect(await claimedRuns(store, DUE_AT - 1)).toEqual(["run_1"]);
      expect(await claimedRuns(store, DUE_AT)).toEqual(["run_2"]);
    });

    test("a run that a dead process left on the wire keeps its line until its lane has settled it", async () => {
      const opened = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepRuns(opened.store, [run, makeQueued("run_2")]);
      const turn = await claimTurn(opened.store);
      await opened.store.commit(turn, makeChanges({ runs: [{ ...run, status: "sending" }] }));

      const store = await closeAndReopen(opened);
      const before = await claimedRuns(store, NOW + HOUR);
      await commitOnce(store, makeChanges({ runs: [makeRun({ status: "failed" })] }));

      expect(before).toEqual([]);
      expect(await claimedRuns(store)).toEqual(["run_2"]);
    });
  });
}
