import { describe, expect, test } from "vitest";
import type { ChangeSet, Reservation, ReservationChange, SendIntent } from "../../../src/core/model/changes.ts";
import { absentRecord } from "../../../src/core/model/contact-record.ts";
import type { SentText } from "../../../src/core/model/run/effect.ts";
import type { Evaluation } from "../../../src/core/model/trace.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import {
  makeChanges,
  makeContact,
  makeEffect,
  makeEvaluated,
  makeNewEvent,
  makeRun,
  makeSent,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, openForTest } from "./fixture.ts";

/** commit, reservations, intents, texts counted. */
export function describeCommits(kind: StoreKind): void {
  describeChangeSets(kind);
  describeReservations(kind);
  describeOptOuts(kind);
  describeCounting(kind);
}

function describeChangeSets(kind: StoreKind): void {
  describe("change sets", () => {
    test("everything of a change set is written", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const evaluation: Evaluation = { eventId: "evt_1", ruleSet: "hash", at: NOW, verdicts: [] };
      const event = { id: "evt_1", status: "done", author: "human", late: true, error: null } as const;
      const contact = makeContact({ name: "Ann", tags: ["vip"] });

      const outcome = await store.commit(
        await claimOne(store),
        makeChanges({ event, evaluation, contact, runs: [makeRun()], effects: [makeEffect()] }),
      );

      expect(outcome).toBe("committed");
      expect(await store.getEvent("evt_1")).toMatchObject({
        status: "done",
        evaluation,
        event: { author: "human", late: true },
      });
      expect(await store.getRun("run_1")).toEqual({ run: makeRun(), effects: [makeEffect()] });
      expect(await store.getContact(PHONE)).toEqual(contact);
    });

    test("a contact keeps Heymarket's record of it", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const record = { ...absentRecord(NOW), isKnown: true, first: "Ann", tags: ["vip"], custom: { Plan: "gold" } };
      const contact = makeContact({
        record,
        writtenTags: [{ name: "lead", isOn: true, at: NOW }],
        outdatedAt: NOW - 1,
      });
      await store.commit(claim, makeChanges({ contact }));
      const stored = await store.getContact(PHONE);
      const viewed = (await store.viewLane(claim, NOW)).contact;

      expect([stored, viewed]).toEqual([contact, contact]);
    });

    test("runs and effects are replaced by their newer forms and stay in order", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const [first, second] = [makeEffect({ id: "eff_b" }), makeEffect({ id: "eff_a" })];
      await store.commit(claim, makeChanges({ runs: [makeRun()], effects: [first, second] }));

      const run = makeRun({ status: "done", cursor: 2, updatedAt: NOW + 5 });
      const settled = makeEffect({ id: "eff_b", status: "done", settledAt: NOW + 5, result: { id: "9" } });
      await store.commit(claim, makeChanges({ runs: [run], effects: [settled] }));

      expect(await store.getRun("run_1")).toEqual({ run, effects: [settled, second] });
    });

    test("an event that failed to evaluate is parked with the reason and not shown again", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);

      await store.commit(
        claim,
        makeChanges({ event: { id: "evt_1", status: "parked", author: "unknown", late: false, error: "it threw" } }),
      );

      expect(await store.getEvent("evt_1")).toMatchObject({ status: "parked", error: "it threw" });
      expect((await store.viewLane(claim, NOW)).nextEvent).toBeNull();
    });

    test("an event is evaluated once: a second evaluation is lost and writes nothing", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_other", phone: "+1999" } })]);
      const claim = await claimOne(store);
      await store.commit(claim, makeEvaluated("evt_1"));

      const outcomes = [
        await store.commit(claim, { ...makeEvaluated("evt_1"), runs: [makeRun()] }),
        await store.commit(claim, { ...makeEvaluated("evt_other"), runs: [makeRun()] }),
      ];

      expect(outcomes).toEqual(["lost", "lost"]);
      expect(await store.getRun("run_1")).toBeNull();
      expect((await store.getEvent("evt_other"))?.status).toBe("new");
    });

    test("change sets sent off together are each judged by themselves, in order", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const reserve = (runId: string) =>
        makeChanges({
          runs: [makeRun({ id: runId })],
          reservations: [{ kind: "take", expectedRunId: null, next: makeReservation({ runId }) }],
        });

      const outcomes = await Promise.all([
        store.commit(claim, reserve("run_1")),
        store.commit(claim, reserve("run_2")),
        store.commit(claim, makeEvaluated("evt_1")),
      ]);

      expect(outcomes).toEqual(["committed", "stale", "committed"]);
      expect(await store.getRun("run_2")).toBeNull();
    });
  });
}

function makeReservation(overrides: Partial<Reservation> = {}): Reservation {
  return { key: "reply", runId: "run_1", state: "reserved", at: NOW, expiresAt: NOW + 1_000, ...overrides };
}

function describeReservations(kind: StoreKind): void {
  describe("reservations", () => {
    async function change(store: Store, reservation: ReservationChange) {
      return store.commit(await claimOne(store), makeChanges({ runs: [makeRun()], reservations: [reservation] }));
    }

    const take = (next: Reservation, expectedRunId: string | null = null): ReservationChange => ({
      kind: "take",
      expectedRunId,
      next,
    });

    /** A store with so many lanes to claim. */
    async function openWithLanes(lanes: number): Promise<Store> {
      const { store } = await openForTest(kind);
      for (let lane = 1; lane <= lanes; lane += 1) {
        await store.accept([makeNewEvent({ event: { id: `evt_${lane}`, phone: `+120${lane}` } })]);
      }
      return store;
    }

    test("a reservation is taken where none was expected, and read by key", async () => {
      const store = await openWithLanes(1);

      const outcome = await change(store, take(makeReservation()));

      expect(outcome).toBe("committed");
      expect(await store.reservations(["other", "reply"])).toEqual([makeReservation()]);
    });

    test("to take one that is another run's, or is there unexpectedly, is stale and writes nothing", async () => {
      const store = await openWithLanes(3);
      await change(store, take(makeReservation({ runId: "run_first" })));

      const unexpected = await change(store, take(makeReservation({ runId: "run_second" })));
      const mistaken = await change(store, take(makeReservation({ runId: "run_third" }), "run_other"));

      expect([unexpected, mistaken]).toEqual(["stale", "stale"]);
      expect(await store.reservations(["reply"])).toEqual([makeReservation({ runId: "run_first" })]);
    });

    test("a reservation is spent by its run, then taken over by who has looked at it, then freed", async () => {
      const store = await openWithLanes(4);
      const next = makeReservation({ runId: "run_2" });
      await change(store, take(makeReservation()));

      const spend = await change(store, { kind: "spend", next: makeReservation({ state: "spent" }) });
      const spent = await store.reservations(["reply"]);
      const taken = await change(store, take(next, "run_1"));
      const held = await store.reservations(["reply"]);
      const freed = await change(store, { kind: "free", key: "reply", runId: "run_2" });

      expect([spend, taken, freed]).toEqual(["committed", "committed", "committed"]);
      expect(spent).toEqual([makeReservation({ state: "spent" })]);
      expect(held).toEqual([next]);
      expect(await store.reservations(["reply"])).toEqual([]);
    });

    test.each<{ title: string; late: ReservationChange }>([
      { title: "spend", late: { kind: "spend", next: makeReservation({ runId: "run_1", state: "spent" }) } },
      { title: "free", late: { kind: "free", key: "reply", runId: "run_1" } },
    ])("to $title what is another run's or gone changes no reservation and refuses nothing", async ({ late }) => {
      const store = await openWithLanes(3);

      const gone = await change(store, late);
      const afterGone = await store.reservations(["reply"]);
      await change(store, take(makeReservation({ runId: "run_2" })));
      const another = await change(store, late);

      expect([gone, another]).toEqual(["committed", "committed"]);
      expect(afterGone).toEqual([]);
      expect(await store.reservations(["reply"])).toEqual([makeReservation({ runId: "run_2" })]);
      expect((await store.getRun("run_1"))?.run).toEqual(makeRun());
    });
  });
}

/** What a gate saw that found no text in the last 100 ms. */
const INTENT: SendIntent = { kind: "text", phone: PHONE, runCreatedAt: NOW, textsSince: NOW - 100, textsSeen: [] };

function describeOptOuts(kind: StoreKind): void {
  describe("opt-outs against sending", () => {
    const toSending = makeChanges({
      runs: [makeRun({ status: "sending" })],
      effects: [makeEffect({ status: "sending" })],
      intent: INTENT,
    });

    test("a text goes to sending when nothing is known of the contact", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);

      expect(await store.commit(await claimOne(store), toSending)).toBe("committed");
    });

    test("a STOP accepted just before wins over a text that goes to sending in the same turn", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const optChange = {
        phone: PHONE,
        state: "out",
        at: NOW,
        undatedDigest: null,
        told: null,
        reason: "text was STOP",
      } as const;

      const [, outcome] = await Promise.all([
        store.accept([makeNewEvent({ event: { id: "evt_stop" }, optChange })]),
        store.commit(claim, toSending),
      ]);

      expect(outcome).toBe("opted_out");
      expect(await store.getRun("run_1")).toBeNull();
    });

    test("an opt-out that an answer revealed is in force with the commit", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const optChange = {
        phone: PHONE,
        state: "out" as const,
        at: NOW,
        undatedDigest: null,
        told: null,
        reason: "unsubscribed_number",
      };

      await store.commit(await claimOne(store), makeChanges({ optChange }));

      expect(await store.optStateOf(PHONE)).toMatchObject({ state: "out", optedOutAt: NOW });
    });

    test.each([
      { title: "held", states: ["held"], runCreatedAt: NOW + 1, outcome: "opted_out" },
      { title: "opted out", states: ["out"], runCreatedAt: NOW + 1, outcome: "opted_out" },
      { title: "back in, text planned before", states: ["out", "in"], runCreatedAt: NOW, outcome: "opted_out" },
      { title: "back in, text planned after", states: ["out", "in"], runCreatedAt: NOW + 1, outcome: "committed" },
      { title: "held, then in", states: ["held", "in"], runCreatedAt: NOW, outcome: "committed" },
    ] as const)("a contact that is $title gives $outcome", async ({ states, runCreatedAt, outcome }) => {
      const { store } = await openForTest(kind);
      for (const [index, state] of states.entries()) {
        const optChange = {
          phone: PHONE,
          state,
          at: NOW - 10 + index,
          undatedDigest: null,
          told: null,
          reason: "test",
        };
        await store.accept([makeNewEvent({ event: { id: `evt_${index}` }, optChange })]);
      }

      const changes = { ...toSending, intent: { ...INTENT, runCreatedAt } };

      expect(await store.commit(await claimOne(store), changes)).toBe(outcome);
    });

    test.each([
      { title: "still out", states: ["out"], outcome: "committed" },
      { title: "back in", states: ["out", "in"], outcome: "opted_out" },
      { title: "held since they came back", states: ["out", "in", "held"], outcome: "opted_out" },
      { title: "not known", states: [], outcome: "opted_out" },
    ] as const)("word of the opt-out of a contact that is $title gives $outcome", async ({ states, outcome }) => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      for (const [index, state] of states.entries()) {
        const optChange = {
          ...{ phone: PHONE, state, at: NOW - 10 + index, undatedDigest: null, told: null, reason: "test" },
        };
        await store.accept([makeNewEvent({ event: { id: `evt_word_${index}` }, optChange })]);
      }

      const changes = { ...toSending, intent: { ...INTENT, kind: "opt_out" } } as const;

      expect(await store.commit(await claimOne(store), changes)).toBe(outcome);
    });
  });
}

function describeCounting(kind: StoreKind): void {
  describe("texts counted against sending", () => {
    const seen = { effectId: "eff_0", at: NOW - 20, goesOutAt: NOW - 20, purpose: "reply" as const, textDigest: null };
    const earlier = makeSent(NOW - 20, { id: "eff_0", textDigest: null });
    const toSending = (textsSeen: readonly SentText[], id = "eff_1"): ChangeSet =>
      makeChanges({
        runs: [makeRun({ id: `run of ${id}`, status: "sending" })],
        effects: [makeSent(NOW, { id, status: "sending" })],
        intent: { ...INTENT, textsSeen },
      });

    test.each([
      { title: "the texts the gate counted", textsSeen: [seen], outcome: "committed" },
      { title: "one more than the gate counted", textsSeen: [], outcome: "stale" },
      { title: "fewer than the gate counted", textsSeen: [seen, { ...seen, effectId: "eff_x" }], outcome: "stale" },
      { title: "as many, but others", textsSeen: [{ ...seen, effectId: "eff_x" }], outcome: "stale" },
      { title: "the same, tried again since", textsSeen: [{ ...seen, at: NOW - 30 }], outcome: "stale" },
    ])("$title: $outcome", async ({ textsSeen, outcome }) => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      await store.commit(claim, makeChanges({ effects: [earlier, makeSent(NOW - 101, { id: "eff_long_ago" })] }));

      expect(await store.commit(claim, toSending(textsSeen))).toBe(outcome);
      expect((await store.getRun("run of eff_1")) !== null).toBe(outcome === "committed");
    });

    test("of two lanes that text one number in the same turn the second is stale and writes nothing", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_2", phone: "+1203" } })]);
      const [one, other] = await store.claimLanes(NOW, 2);
      if (one === undefined || other === undefined) throw new Error("two lanes are to be had");

      const outcomes = await Promise.all([
        store.commit(one, toSending([])),
        store.commit(other, toSending([], "eff_2")),
      ]);

      expect(outcomes).toEqual(["committed", "stale"]);
      expect(await store.textsTo(PHONE, 0)).toMatchObject([{ effectId: "eff_1" }]);
      expect(await store.getRun("run of eff_2")).toBeNull();
    });
  });
}
