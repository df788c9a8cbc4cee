import { describe, expect, test } from "vitest";
import { makeChanges, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, commitOnce, openForTest } from "./fixture.ts";

const inLane = (id: string, phone: string) => makeNewEvent({ event: { id, phone } });

/** claimLanes, renew, viewLane, release and nextDueAt. */
export function describeLanes(kind: StoreKind): void {
  describeClaims(kind);
  describeOrder(kind);
  describeDueTimes(kind);
}

function describeClaims(kind: StoreKind): void {
  describe("claims", () => {
    test("a look for no lanes claims none, and leaves them to the next", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);

      expect(await store.claimLanes(0, 0)).toEqual([]);
      expect(await store.claimLanes(NOW, 9)).toHaveLength(1);
    });

    test("an empty store has no lane to claim", async () => {
      const { store } = await openForTest(kind);

      expect(await store.claimLanes(NOW, 10)).toEqual([]);
      expect(await store.nextDueAt()).toBeNull();
    });

    test("lanes are claimed longest waiting first, up to the limit, each once", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", "+1202"), inLane("evt_2", "+1203"), inLane("evt_3", "+1202")]);
      await store.accept([inLane("evt_4", "+1204")]);

      const first = await store.claimLanes(NOW, 2);
      const second = await store.claimLanes(NOW, 2);
      const third = await store.claimLanes(NOW, 2);

      expect(first.map(({ lane }) => lane)).toEqual(["+1202", "+1203"]);
      expect(second.map(({ lane }) => lane)).toEqual(["+1204"]);
      expect(third).toEqual([]);
    });

    test("a lane of a dry source knows whether its number may be texted", async () => {
      const { store } = await openForTest(kind);
      const optChange = {
        phone: PHONE,
        state: "out",
        at: NOW,
        undatedDigest: null,
        reason: "text was STOP",
        told: null,
      } as const;
      const event = { id: "evt_1", lane: `staging|${PHONE}`, source: "staging", phone: PHONE, dry: true } as const;
      await store.accept([makeNewEvent({ event, optChange })]);

      const view = await store.viewLane(await claimOne(store), NOW);

      expect(view.optState).toMatchObject({ phone: PHONE, state: "out" });
      expect(view.nextEvent).toMatchObject({ dry: true, source: "staging" });
      expect((await store.getEvent("evt_1"))?.event.dry).toBe(true);
    });

    test("an event that comes for a claimed lane makes it claimable on release, with a higher fence", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", PHONE)]);
      const claim = await claimOne(store);
      await store.commit(claim, makeEvaluated("evt_1"));
      await store.accept([inLane("evt_2", PHONE)]);
      const whileClaimed = await store.claimLanes(NOW, 1);

      await store.release(claim);

      const next = await claimOne(store);
      expect(whileClaimed).toEqual([]);
      expect(next.lane).toBe(PHONE);
      expect(next.fence).toBeGreaterThan(claim.fence);
    });

    test("a released lane with nothing to do is not claimable", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", PHONE)]);

      await commitOnce(store, makeEvaluated("evt_1"));

      expect(await store.claimLanes(NOW, 1)).toEqual([]);
    });

    test("a lane given back without work done is claimable again", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", PHONE)]);
      await store.release(await claimOne(store));

      expect(await store.claimLanes(NOW, 1)).toHaveLength(1);
    });

    test("a commit under a claim that was released is lost and writes nothing", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", PHONE)]);
      const old = await claimOne(store);
      await store.release(old);
      const current = await claimOne(store);

      const outcomes = [
        await store.commit(old, makeChanges({ runs: [makeRun()] })),
        await store.commit(current, makeEvaluated("evt_1")),
      ];

      expect(outcomes).toEqual(["lost", "committed"]);
      expect(await store.getRun("run_1")).toBeNull();
    });

    test("a renewed claim holds until it is released, and an older claim on its lane never again", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", "+1202"), inLane("evt_2", "+1203")]);
      const [released, kept] = await store.claimLanes(NOW, 2);
      if (released === undefined || kept === undefined) throw new Error("two lanes were to be claimed");
      const held = await store.renew([released, kept]);
      await store.release(released);
      const again = await claimOne(store);

      const renewed = await store.renew([released, kept, again]);

      expect(held).toEqual([released, kept]);
      expect(renewed).toEqual([kept, again]);
      expect(await store.renew([])).toEqual([]);
    });

    test("releasing an old claim leaves the newer one in force", async () => {
      const { store } = await openForTest(kind);
      await store.accept([inLane("evt_1", PHONE)]);
      const old = await claimOne(store);
      await store.release(old);
      const current = await claimOne(store);

      await store.release(old);

      expect(await store.claimLanes(NOW, 1)).toEqual([]);
      expect(await store.commit(current, makeEvaluated("evt_1"))).toBe("committed");
    });
  });
}

function describeOrder(kind: StoreKind): void {
  describe("order within a lane", () => {
    test("events come in commit order, whatever their own times say", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent({ event: { id: "evt_b", at: NOW + 5_000 } })]);
      await store.accept([makeNewEvent({ event: { id: "evt_a", at: NOW } })]);
      const claim = await claimOne(store);

      const first = await store.viewLane(claim, NOW);
      await store.commit(claim, makeEvaluated("evt_b"));
      const second = await store.viewLane(claim, NOW);
      await store.commit(claim, makeEvaluated("evt_a"));
      const third = await store.viewLane(claim, NOW);

      expect([first, second, third].map(({ nextEvent }) => nextEvent?.id ?? null)).toEqual(["evt_b", "evt_a", null]);
    });

    test("a lane shows its due runs in the order they were made", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      await store.commit(
        claim,
        makeChanges({
          runs: [
            makeRun({ id: "run_newer", createdAt: NOW + 1 }),
            makeRun({ id: "run_z", createdAt: NOW }),
            makeRun({ id: "run_a", createdAt: NOW }),
            makeRun({ id: "run_due", status: "waiting", dueAt: NOW + 10, createdAt: NOW + 2 }),
            makeRun({ id: "run_later", status: "waiting", dueAt: NOW + 11 }),
            makeRun({ id: "run_queued", status: "queued", destination: "crm" }),
            makeRun({ id: "run_sending", status: "sending" }),
            makeRun({ id: "run_parked", status: "parked" }),
            makeRun({ id: "run_done", status: "done" }),
            makeRun({ id: "run_elsewhere", lane: "+1999" }),
          ],
        }),
      );

      const { dueRuns } = await store.viewLane(claim, NOW + 10);

      expect(dueRuns.map(({ run }) => run.id)).toEqual(["run_newer", "run_z", "run_a", "run_due"]);
    });

    test("a view of an event holds the runs that it has to look at, oldest first, as they stand", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_2" } })]);
      const claim = await claimOne(store);
      const waiting = { status: "waiting", dueAt: NOW + 9, isWatched: true } as const;
      const ended = makeRun({ id: "run_ended", ...waiting });
      const kept = [makeRun({ id: "run_z", ...waiting }), makeRun({ id: "run_a", status: "queued", isWatched: true })];
      const others = [
        makeRun({ id: "run_unwatched", status: "waiting", dueAt: NOW + 9 }),
        makeRun({ id: "run_elsewhere", ...waiting, lane: "+1999" }),
      ];
      const runs = [ended, ...kept, ...others];
      await store.commit(claim, { ...makeEvaluated("evt_1"), runs });
      const first = (await store.viewLane(claim, NOW)).heededRuns;

      await store.commit(claim, { ...makeEvaluated("evt_2"), runs: [{ ...ended, status: "done" }] });
      const without = (await store.viewLane(claim, NOW)).heededRuns;
      await store.accept([makeNewEvent({ event: { id: "evt_3" } })]);
      const second = (await store.viewLane(claim, NOW)).heededRuns;

      expect(first).toEqual([ended, ...kept]);
      expect(without).toEqual([]);
      expect(second).toEqual(kept);
    });

    test("a view holds the contact, its opt state and the event as evaluated so far", async () => {
      const { store } = await openForTest(kind);
      const delivery = makeNewEvent({
        optChange: { phone: PHONE, state: "held", at: NOW, undatedDigest: null, told: null, reason: "a person asked" },
      });
      await store.accept([delivery]);

      const view = await store.viewLane(await claimOne(store), NOW);

      expect(view).toEqual({
        contact: null,
        optState: { phone: PHONE, state: "held", optedOutAt: null, changedAt: NOW, reason: "a person asked" },
        nextEvent: { ...delivery.event, consent: { state: "held", reason: "a person asked" } },
        heededRuns: [],
        dueRuns: [],
      });
    });
  });
}

function describeDueTimes(kind: StoreKind): void {
  describe("due times", () => {
    test("an unevaluated event is due at 0", async () => {
      const { store } = await openForTest(kind);

      await store.accept([makeNewEvent()]);

      expect(await store.nextDueAt()).toBe(0);
    });

    test("a waiting run makes its lane claimable when it is due, not before", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const run = makeRun({ status: "waiting", dueAt: NOW + 60_000 });
      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run] });

      const dueAt = await store.nextDueAt();
      const before = await store.claimLanes(NOW + 59_999, 1);
      const then = await store.claimLanes(NOW + 60_000, 1);

      expect(dueAt).toBe(NOW + 60_000);
      expect(before).toEqual([]);
      expect(then.map(({ lane }) => lane)).toEqual([PHONE]);
    });

    test("the next due time is that of the earliest run that still waits", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const early = makeRun({ id: "run_early", status: "waiting", dueAt: NOW + 10 });
      const late = makeRun({ id: "run_late", status: "waiting", dueAt: NOW + 20 });
      await store.commit(claim, { ...makeEvaluated("evt_1"), runs: [late, early] });
      await store.release(claim);
      const first = await store.nextDueAt();

      await commitOnce(store, makeChanges({ runs: [{ ...early, status: "stopped", dueAt: null }] }), NOW + 10);

      expect(first).toBe(NOW + 10);
      expect(await store.nextDueAt()).toBe(NOW + 20);
    });

    test("a run that is put off again and again is due at its last time only", async () => {
      const { store } = await openForTest(kind);
      const run = makeRun({ status: "waiting", dueAt: NOW + 10 });
      for (let index = 1; index <= 5; index += 1) {
        await store.accept([makeNewEvent({ event: { id: `evt_${index}` } })]);
        await commitOnce(store, { ...makeEvaluated(`evt_${index}`), runs: [{ ...run, dueAt: NOW + index * 10 }] });
      }

      expect(await store.nextDueAt()).toBe(NOW + 50);
      expect(await store.claimLanes(NOW + 49, 1)).toEqual([]);
      expect(await store.claimLanes(NOW + 50, 1)).toHaveLength(1);
    });

    test("a ready run makes its lane claimable at once", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);

      await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [makeRun()] });

      expect(await store.claimLanes(0, 1)).toHaveLength(1);
    });
  });
}
