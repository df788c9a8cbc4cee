import { describe, expect, onTestFinished, test } from "vitest";
import type { Event } from "../../../src/core/model/event.ts";
import type { Trigger } from "../../../src/core/model/ruleset/rule.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import {
  makeChanges,
  makeContact,
  makeEffect,
  makeEvaluated,
  makeEvent,
  makeNewEvent,
  makeRule,
  makeRun,
  makeSent,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import { acceptAndEvaluate, claimOne, closeAndReopen, commitOnce, openForTest } from "./fixture.ts";

/** close and check. */
export function describeReopening(kind: StoreKind): void {
  describe("opening and closing", () => {
    test("a store can be written to as long as it is open", async () => {
      const { store } = await openForTest(kind);
      await store.check();

      await store.close();
      await store.close();

      await expect(store.check()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
      await expect(store.accept([makeNewEvent()])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    });

    test("closing waits for what is being written", async () => {
      const { store } = await openForTest(kind);
      const accepting = store.accept([makeNewEvent()]);

      await store.close();

      await expect(accepting).resolves.toEqual([{ outcome: "accepted", eventId: "evt_1" }]);
    });

    test("a deployment key is 32 bytes in hex", async () => {
      const { store } = await openForTest(kind);

      expect(store.deploymentKey).toMatch(/^[0-9a-f]{64}$/);
    });
  });
}

/** What a store that outlives its process keeps, and what another process sees of it. */
export function describeRestarts(kind: KeptStoreKind): void {
  describe("restarts", () => {
    test("everything is there after a restart", async () => {
      const opened = await openForTest(kind);
      await fill(opened.store);

      const store = await closeAndReopen(opened);

      expect(store.deploymentKey).toBe(opened.store.deploymentKey);
      expect(await store.getRule("v1")).toEqual(makeRule());
      const versions = [{ rule: makeRule(), firstLoadedAt: NOW, lastLoadedAt: NOW }];
      expect(await store.ruleVersions(makeRule().id)).toEqual(versions);
      expect((await store.history(PHONE, ["message_recieved"], 0)).map(({ id }) => id)).toEqual(["evt_2", "evt_1"]);
      expect((await store.textsTo(PHONE, 0)).map(({ effectId }) => effectId)).toEqual(["eff_1"]);
      expect(await store.ownText({ localId: makeEffect().localId, messageId: null })).not.toBe(null);
      expect(await store.reservations(["reply"])).toHaveLength(1);
      expect(await store.getContact(PHONE)).toEqual(makeContact());
      expect(await store.optStateOf(PHONE)).toMatchObject({ state: "out" });
      const [claim] = await store.claimLanes(NOW, 1);
      expect(claim?.lane).toBe(PHONE);
      if (claim !== undefined)
        expect((await store.viewLane(claim, NOW)).dueRuns.map(({ run }) => run.id)).toEqual(["run_1"]);
      expect(await store.accept([makeNewEvent()])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);
    });

    test("after a restart claims are forgotten and lanes come longest waiting first", async () => {
      const opened = await openForTest(kind);
      const lanes = ["+1203", "+1202", "+1204"];
      await opened.store.accept(lanes.map((phone, index) => makeNewEvent({ event: { id: `evt_${index}`, phone } })));
      await opened.store.claimLanes(NOW, 10);

      const store = await closeAndReopen(opened);

      expect((await store.claimLanes(NOW, 10)).map(({ lane }) => lane)).toEqual(lanes);
    });

    test("after a restart waiting runs are due when they were", async () => {
      const opened = await openForTest(kind);
      await opened.store.accept([makeNewEvent()]);
      const run = makeRun({ status: "waiting", dueAt: NOW + 60_000 });
      await commitOnce(opened.store, { ...makeEvaluated("evt_1"), runs: [run] });

      const store = await closeAndReopen(opened);

      expect(await store.nextDueAt()).toBe(NOW + 60_000);
      expect((await store.viewLane(await claimOne(store, NOW + 60_000), NOW + 60_000)).dueRuns).toEqual([
        { run, effects: [] },
      ]);
    });

    test.each(["done", "failed", "stopped"] as const)(
      "a run that is %s is over after a restart too",
      async (status) => {
        const opened = await openForTest(kind);
        await opened.store.accept([makeNewEvent()]);
        await commitOnce(opened.store, {
          ...makeEvaluated("evt_1"),
          runs: [makeRun({ status })],
          effects: [makeSent(NOW)],
        });
        const before = await opened.store.countRuns({});

        const store = await closeAndReopen(opened);

        expect(await store.countRuns({})).toEqual(before);
        expect(await store.nextDueAt()).toBeNull();
        expect(await store.claimLanes(NOW, 1)).toEqual([]);
        await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
        expect((await store.viewLane(await claimOne(store), NOW)).dueRuns).toEqual([]);
      },
    );

    test("runs and effects that 0.1.0 wrote are read with what was added since", async () => {
      const opened = await openForTest(kind);
      await opened.store.accept([makeNewEvent()]);
      const { waitsFor, ...oldRun } = makeRun();
      const { deadlineAt, ...oldEffect } = makeEffect();
      const changes = { runs: [oldRun as Run], effects: [oldEffect as Effect] };
      await commitOnce(opened.store, { ...makeEvaluated("evt_1"), ...changes });

      const store = await closeAndReopen(opened);

      expect([waitsFor, deadlineAt]).toEqual([null, null]);
      expect(await store.getRun("run_1")).toEqual({ run: makeRun(), effects: [makeEffect()] });
    });

    test("events and rules that 0.1.0 wrote are read with what was added since", async () => {
      const opened = await openForTest(kind);
      const { origin, ...oldEvent } = makeEvent();
      await opened.store.accept([{ ...makeNewEvent(), event: oldEvent as Event }]);
      const oldTriggers = makeRule().triggers.map(({ kind: added, ...trigger }) => ({ trigger, added }));
      await opened.store.saveRules(
        [{ ...makeRule(), triggers: oldTriggers.map(({ trigger }) => trigger as Trigger) }],
        NOW,
      );

      const store = await closeAndReopen(opened);

      expect([origin, oldTriggers[0]?.added]).toEqual(["webhook", "event"]);
      expect((await store.getEvent("evt_1"))?.event).toEqual(makeEvent());
      expect((await store.viewLane(await claimOne(store), NOW)).nextEvent).toEqual(makeEvent());
      expect(await store.getRule("v1")).toEqual(makeRule());
    });

    test("after a restart a run left on the wire makes its lane claimable at once", async () => {
      const opened = await openForTest(kind);
      await opened.store.accept([makeNewEvent()]);
      const run = makeRun({ status: "sending" });
      await commitOnce(opened.store, { ...makeEvaluated("evt_1"), runs: [run] });
      const before = await opened.store.claimLanes(NOW, 1);

      const store = await closeAndReopen(opened);

      expect(before).toEqual([]);
      expect(await store.nextDueAt()).toBe(0);
      expect((await store.viewLane(await claimOne(store), NOW)).dueRuns).toMatchObject([{ run }]);
    });

    test("a reader sees what was committed and may not write or claim", async () => {
      const { store, openReader } = await openForTest(kind);
      await store.accept([makeNewEvent()]);

      const reader = await openReader();
      onTestFinished(() => reader.close());

      expect((await reader.getEvent("evt_1"))?.status).toBe("new");
      expect((await reader.listEvents({ limit: 10 })).rows).toHaveLength(1);
      const message = expect.stringContaining("reading only") as string;
      await expect(reader.accept([makeNewEvent()])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", message });
      await expect(reader.saveRules([makeRule()], NOW)).rejects.toMatchObject({ message });
      await expect(reader.claimLanes(NOW, 1)).rejects.toMatchObject({ message });
      await expect(reader.claimTurns(NOW, () => 1)).rejects.toMatchObject({ message });
      await expect(reader.check()).rejects.toMatchObject({ message });
    });
  });
}

async function fill(store: Store): Promise<void> {
  await store.saveRules([makeRule()], NOW);
  await acceptAndEvaluate(store, [
    makeNewEvent(),
    makeNewEvent({
      event: { id: "evt_2" },
      optChange: { phone: PHONE, state: "out", at: NOW, undatedDigest: null, told: null, reason: "text was STOP" },
    }),
  ]);
  await store.accept([makeNewEvent({ event: { id: "evt_3" } })]);
  await commitOnce(
    store,
    makeChanges({
      runs: [makeRun({ status: "sending" })],
      effects: [makeSent(NOW, { status: "sending" })],
      contact: makeContact(),
      reservations: [
        {
          kind: "take",
          expectedRunId: null,
          next: { key: "reply", runId: "run_1", state: "reserved", at: NOW, expiresAt: NOW + 1 },
        },
      ],
    }),
  );
}
