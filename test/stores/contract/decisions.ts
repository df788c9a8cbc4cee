import { describe, expect, test } from "vitest";
import type { Pause } from "../../../src/core/model/decision.ts";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { makeChanges, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import {
  claimOne,
  closeAndReopen,
  commitOnce,
  effectOf,
  keepWithEffects,
  makeDecision,
  makeEntry,
  makeQueued,
  openForTest,
} from "./fixture.ts";

const OTHER = "+12025550199";

const PAUSE: Pause = { kind: "rule", name: "reply", since: NOW, by: "ann", reason: null };

const stopped = (run: Run): Run => ({ ...run, status: "stopped", destination: null, holds: [], updatedAt: NOW + 1 });
const everywhere = () => Number.POSITIVE_INFINITY;

/** decide, pauses and the audit. */
export function describeDecisions(kind: StoreKind): void {
  describeRefusals(kind);
  describePrecedence(kind);
  describeParkedEvents(kind);
  describeNotes(kind);
}

function describeRefusals(kind: StoreKind): void {
  describe("decisions", () => {
    test("runs, effects and reservations of a decision are written with its row in the audit", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepWithEffects(store, [run]);
      const effect = { ...effectOf(run.id), status: "cancelled" } as const;
      const next = { key: "reply +1", runId: run.id, state: "spent", at: NOW, expiresAt: NOW + 5 } as const;
      const changes = makeChanges({
        runs: [stopped(run)],
        effects: [effect],
        reservations: [{ kind: "take", expectedRunId: null, next }],
      });

      expect(await store.decide(makeDecision({ seen: [run], changes }))).toBe("committed");

      expect(await store.getRun(run.id)).toEqual({ run: stopped(run), effects: [effect] });
      expect(await store.reservations([next.key])).toEqual([next]);
      expect(await store.listAudit({ limit: 9 })).toEqual({ rows: [makeEntry()], next: null });
    });

    test.each<[string, (run: Run) => Run]>([
      ["went on", (run) => ({ ...run, cursor: run.cursor + 1 })],
      ["changed its status", (run) => ({ ...run, status: "waiting" })],
      ["was written anew", (run) => ({ ...run, updatedAt: run.updatedAt + 1 })],
      ["has another trace", (run) => ({ ...run, trace: [{ at: NOW, path: "do/0", kind: "log", text: "hello" }] })],
    ])("a run that %s since it was seen is left as it is, and nothing is noted", async (_, later) => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepWithEffects(store, [later(run)]);

      const changes = makeChanges({ runs: [stopped(run)] });
      expect(await store.decide(makeDecision({ seen: [run], changes, pauses: [{ kind: "set", pause: PAUSE }] }))).toBe(
        "stale",
      );

      expect((await store.getRun(run.id))?.run).toEqual(later(run));
      expect((await store.listAudit({ limit: 9 })).rows).toEqual([]);
      expect(await store.pauses()).toEqual([]);
    });

    test("a run that is not there, or has an attempt on the wire, is left alone", async () => {
      const { store } = await openForTest(kind);
      const sending = makeQueued("run_1", { status: "sending" });
      await keepWithEffects(store, [sending]);

      expect(await store.decide(makeDecision({ seen: [sending] }))).toBe("stale");
      expect(await store.decide(makeDecision({ seen: [makeRun({ id: "run_gone" })] }))).toBe("stale");
    });

    test("of two decisions on the same run the second is stale", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepWithEffects(store, [run]);
      const decision = makeDecision({ seen: [run], changes: makeChanges({ runs: [stopped(run)] }) });

      expect(await Promise.all([store.decide(decision), store.decide(decision)])).toEqual(["committed", "stale"]);
      expect((await store.listAudit({ limit: 9 })).rows).toHaveLength(1);
    });
  });
}

function describePrecedence(kind: StoreKind): void {
  describe("decisions come before what is under way", () => {
    test("whoever works on the lane loses it, and its events are there for the next", async () => {
      const { store } = await openForTest(kind);
      const run = makeRun({ status: "waiting", dueAt: NOW + 5 });
      await keepWithEffects(store, [run]);
      await store.accept([makeNewEvent({ event: { id: "evt_next" } })]);
      const claim = await claimOne(store);

      await store.decide(makeDecision({ seen: [run], changes: makeChanges({ runs: [stopped(run)] }) }));

      expect(await store.commit(claim, makeChanges({ runs: [{ ...run, status: "ready" }] }))).toBe("lost");
      await store.release(claim);
      const next = await claimOne(store, NOW + 9);
      expect(await store.viewLane(next, NOW + 9)).toMatchObject({ nextEvent: { id: "evt_next" }, dueRuns: [] });
      expect((await store.getRun(run.id))?.run.status).toBe("stopped");
    });

    test("whoever has the turn of the run loses it before its intent, and the next in line has the turn", async () => {
      const { store } = await openForTest(kind);
      const [first, second] = [makeQueued("run_1"), makeQueued("run_2")];
      await keepWithEffects(store, [first, second]);
      const [turn] = await store.claimTurns(NOW, everywhere);
      if (turn === undefined) throw new Error("no turn");

      await store.decide(makeDecision({ seen: [first], changes: makeChanges({ runs: [stopped(first)] }) }));

      expect(await store.commit(turn, makeChanges({ runs: [{ ...first, status: "sending" }] }))).toBe("lost");
      await store.release(turn);
      expect((await store.claimTurns(NOW, everywhere)).map(({ runId }) => runId)).toEqual(["run_2"]);
    });

    test("a turn of another run in the same line stays whose it is", async () => {
      const { store } = await openForTest(kind);
      const [first, second] = [makeQueued("run_1"), makeQueued("run_2")];
      await keepWithEffects(store, [first, second]);
      const [turn] = await store.claimTurns(NOW, everywhere);
      if (turn === undefined) throw new Error("no turn");

      await store.decide(makeDecision({ seen: [second], changes: makeChanges({ runs: [stopped(second)] }) }));

      expect(await store.claimTurns(NOW, everywhere)).toEqual([]);
      expect(await store.commit(turn, makeChanges({ runs: [{ ...first, status: "sending" }] }))).toBe("committed");
    });

    test("a lane that has nothing to do with it stays whose it is", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepWithEffects(store, [run]);
      await store.accept([makeNewEvent({ event: { id: "evt_other", phone: OTHER } })]);
      const claim = await claimOne(store);

      await store.decide(makeDecision({ seen: [run], changes: makeChanges({ runs: [stopped(run)] }) }));

      expect(await store.commit(claim, makeEvaluated("evt_other"))).toBe("committed");
    });

    test("a failed run that is ready again is work of its lane at once", async () => {
      const { store } = await openForTest(kind);
      const failed = makeRun({ status: "failed" });
      await keepWithEffects(store, [failed]);

      const again = { ...failed, status: "ready", updatedAt: NOW + 1 } as const;
      await store.decide(makeDecision({ seen: [failed], changes: makeChanges({ runs: [again] }) }));

      const { dueRuns } = await store.viewLane(await claimOne(store), NOW);
      expect(dueRuns.map(({ run }) => run)).toEqual([again]);
    });

    test("a run that was seen and is not changed goes on as before", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued("run_1");
      await keepWithEffects(store, [run]);

      await store.decide(makeDecision({ seen: [run] }));

      expect((await store.claimTurns(NOW, everywhere)).map(({ runId }) => runId)).toEqual([run.id]);
    });
  });
}

function describeParkedEvents(kind: StoreKind): void {
  describe("parked events", () => {
    const parked = { id: "evt_1", status: "parked", author: "contact", late: false, error: "it threw" } as const;

    async function park(store: Store): Promise<void> {
      await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_2" } })]);
      await commitOnce(store, makeChanges({ event: parked }));
    }

    test("one that is new again is evaluated before those that came after it", async () => {
      const { store } = await openForTest(kind);
      await park(store);

      const parkedEvent = { id: "evt_1", lane: PHONE, status: "new" } as const;
      expect(await store.decide(makeDecision({ parkedEvent }))).toBe("committed");

      const claim = await claimOne(store);
      expect((await store.viewLane(claim, NOW)).nextEvent?.id).toBe("evt_1");
      expect(await store.commit(claim, makeEvaluated("evt_1"))).toBe("committed");
      expect(await store.commit(claim, makeEvaluated("evt_2"))).toBe("committed");
      await store.release(claim);
      expect(await store.claimLanes(NOW, 9)).toEqual([]);
    });

    test("one that is dropped is done, and its error stays to be read", async () => {
      const { store } = await openForTest(kind);
      await park(store);

      await store.decide(makeDecision({ parkedEvent: { id: "evt_1", lane: PHONE, status: "done" } }));

      expect(await store.getEvent("evt_1")).toMatchObject({ status: "done", error: "it threw" });
      expect((await store.viewLane(await claimOne(store), NOW)).nextEvent?.id).toBe("evt_2");
    });

    test("an event that is not parked is left as it is", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);

      expect(await store.decide(makeDecision({ parkedEvent: { id: "evt_1", lane: PHONE, status: "done" } }))).toBe(
        "stale",
      );
      expect((await store.getEvent("evt_1"))?.status).toBe("new");
    });
  });
}

function describeNotes(kind: StoreKind): void {
  describe("pauses and the audit", () => {
    test("an event that happens once more is there with its row in the audit, and is work of its lane", async () => {
      const { store } = await openForTest(kind);
      const arrival = makeNewEvent({
        event: { id: "evt_again", origin: "replay", replay: { of: "evt_1", ruleId: null } },
      });
      const replay = { arrival, coveredBy: [], youngMs: 60_000 };

      expect(await store.decide(makeDecision({ replay }))).toBe("committed");

      expect(await store.getEvent("evt_again")).toMatchObject({ status: "new", event: arrival.event });
      const { nextEvent } = await store.viewLane(await claimOne(store), NOW);
      expect(nextEvent).toEqual(arrival.event);
      expect((await store.listAudit({ limit: 9 })).rows).toEqual([makeEntry()]);
    });

    test("an event of a decision that is stale does not happen", async () => {
      const { store } = await openForTest(kind);
      const replay = { arrival: makeNewEvent({ event: { id: "evt_again" } }), coveredBy: [], youngMs: 60_000 };

      expect(await store.decide(makeDecision({ replay, seen: [makeRun({ id: "run_gone" })] }))).toBe("stale");

      expect(await store.getEvent("evt_again")).toBeNull();
      expect(await store.claimLanes(NOW, 9)).toEqual([]);
    });

    test("an event that happens once more and is covered by a young one makes its decision stale, and leaves nothing", async () => {
      const { store } = await openForTest(kind);
      const replay = (id: string, receivedAt: number, key: string) =>
        store.decide(
          makeDecision({
            replay: {
              arrival: makeNewEvent({ dedupe: { key, value: id, windowMs: null }, event: { id, receivedAt } }),
              coveredBy: ["replay evt_1 ", "replay evt_1 reply"],
              youngMs: 60_000,
            },
            entry: makeEntry({ id: `aud_${id}` }),
          }),
        );

      const outcomes = await Promise.all([
        replay("evt_2", NOW, "replay evt_1 reply"),
        replay("evt_3", NOW, "replay evt_1 "),
      ]);
      const young = await replay("evt_5", NOW + 59_999, "replay evt_1 reply");
      const later = await replay("evt_4", NOW + 60_000, "replay evt_1 ");

      expect([outcomes, young, later]).toEqual([["committed", "stale"], "stale", "committed"]);
      const { rows } = await store.listEvents({ limit: 9 });
      expect(rows.map(({ event, duplicates }) => [event.id, duplicates])).toEqual([
        ["evt_4", 0],
        ["evt_2", 0],
      ]);
      const audit = (await store.listAudit({ limit: 9 })).rows.map(({ id }) => id);
      expect(audit).toEqual(["aud_evt_4", "aud_evt_2"]);
    });

    test("pauses hold until they are lifted, the newest of a scope", async () => {
      const { store } = await openForTest(kind);
      const all: Pause = { kind: "all", name: "", since: NOW + 1, by: "bob", reason: "restored" };
      const later = { ...PAUSE, since: NOW + 2, reason: "again" };
      await store.decide(makeDecision({ pauses: [{ kind: "set", pause: PAUSE }] }));
      await store.decide(
        makeDecision({
          pauses: [
            { kind: "set", pause: all },
            { kind: "set", pause: later },
          ],
        }),
      );
      expect(await store.pauses()).toEqual([all, later]);

      await store.decide(makeDecision({ pauses: [{ kind: "lift", scope: all }] }));

      expect(await store.pauses()).toEqual([later]);
    });

    test("the audit is read page by page, newest first, while rows come", async () => {
      const { store } = await openForTest(kind);
      for (const n of [1, 2, 3]) await store.decide(emptyDecision(makeEntry({ id: `aud_${n}`, at: NOW + n })));

      const first = await store.listAudit({ limit: 2 });
      await store.decide(emptyDecision(makeEntry({ id: "aud_4", at: NOW + 4 })));
      const second = await store.listAudit({ limit: 2, after: first.next ?? "" });

      expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(["aud_3", "aud_2", "aud_1"]);
      expect(second.next).toBeNull();
      await expect(store.listAudit({ limit: 2, after: "nonsense" })).rejects.toMatchObject({ code: "USAGE" });
    });
  });
}

/** What outlives the process. */
export function describeKeptDecisions(kind: KeptStoreKind): void {
  test("pauses and the audit are there after a restart", async () => {
    const opened = await openForTest(kind);
    await opened.store.decide(makeDecision({ pauses: [{ kind: "set", pause: PAUSE }] }));

    const reopened = await closeAndReopen(opened);

    expect(await reopened.pauses()).toEqual([PAUSE]);
    expect((await reopened.listAudit({ limit: 9 })).rows).toEqual([makeEntry()]);
  });
}
