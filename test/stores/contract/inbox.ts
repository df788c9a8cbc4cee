import { describe, expect, test } from "vitest";
import type { OptChange } from "../../../src/core/model/event.ts";
import { makeNewEvent, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { openForTest } from "./fixture.ts";

const DAY_MS = 86_400_000;

/** accept, duplicates, variants and opt states. */
export function describeInbox(kind: StoreKind): void {
  describeDedupe(kind);
  describeVariants(kind);
  describeOptStates(kind);
}

function describeDedupe(kind: StoreKind): void {
  describe("deduplication", () => {
    test("an accepted event is stored as delivered", async () => {
      const { store } = await openForTest(kind);
      const delivery = makeNewEvent({ tokenLabel: "2" });

      const acceptances = await store.accept([delivery]);

      expect(acceptances).toEqual([{ outcome: "accepted", eventId: "evt_1" }]);
      expect(await store.getEvent("evt_1")).toEqual({
        event: delivery.event,
        status: "new",
        error: null,
        body: delivery.body,
        tokenLabel: "2",
        dedupeKey: delivery.dedupe.key,
        duplicates: 0,
        variants: [],
        evaluation: null,
      });
    });

    test("a second delivery with the same dedupe key and bytes is a duplicate and counted", async () => {
      const { store } = await openForTest(kind);
      const first = makeNewEvent();
      await store.accept([first]);

      const late = makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + 80 * DAY_MS }, dedupe: first.dedupe });
      const acceptances = await store.accept([late, late]);

      expect(acceptances).toEqual([
        { outcome: "duplicate", eventId: "evt_1" },
        { outcome: "duplicate", eventId: "evt_1" },
      ]);
      expect((await store.getEvent("evt_1"))?.duplicates).toBe(2);
      expect(await store.getEvent("evt_2")).toBeNull();
    });

    test("two deliveries of one event in the same call are stored once", async () => {
      const { store } = await openForTest(kind);
      const first = makeNewEvent();
      const second = makeNewEvent({ event: { id: "evt_2" }, dedupe: first.dedupe });

      const acceptances = await store.accept([first, second]);

      expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate"]);
    });

    test("many deliveries of one event at the same moment are stored once", async () => {
      const { store } = await openForTest(kind);
      const { dedupe } = makeNewEvent();

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.accept([makeNewEvent({ event: { id: `evt_${index}` }, dedupe })]),
        ),
      );

      const outcomes = answers.flat().map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(19);
      expect(new Set(answers.flat().map(({ eventId }) => eventId)).size).toBe(1);
    });

    test.each([
      { ageMs: 59_999, outcome: "duplicate", why: "younger than the window" },
      { ageMs: 60_000, outcome: "accepted", why: "as old as the window" },
    ])("a delivery after $ageMs ms in a window of a minute is $outcome: $why", async ({ ageMs, outcome }) => {
      const { store } = await openForTest(kind);
      const dedupe = { key: "opt out", value: "same", windowMs: 60_000 };
      await store.accept([makeNewEvent({ dedupe })]);

      const [acceptance] = await store.accept([
        makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + ageMs }, dedupe }),
      ]);

      expect(acceptance?.outcome).toBe(outcome);
    });

    test("the window counts from the delivery that was accepted, not from the last repeat", async () => {
      const { store } = await openForTest(kind);
      const dedupe = { key: "opt out", value: "same", windowMs: 60_000 };
      const deliver = (id: string, afterMs: number) =>
        store.accept([makeNewEvent({ event: { id, receivedAt: NOW + afterMs }, dedupe })]);
      await deliver("evt_1", 0);
      await deliver("evt_2", 40_000);

      const [acceptance] = await deliver("evt_3", 70_000);

      expect(acceptance?.outcome).toBe("accepted");
    });

    test("another value under the same key is another event, and so is the first value after it", async () => {
      const { store } = await openForTest(kind);
      const deliver = (id: string, value: string) =>
        store.accept([makeNewEvent({ event: { id }, dedupe: { key: "opt +1202", value, windowMs: 60_000 } })]);

      const acceptances = [await deliver("evt_1", "out"), await deliver("evt_2", "in"), await deliver("evt_3", "out")];

      expect(acceptances.flat().map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "accepted"]);
    });
  });
}

function describeVariants(kind: StoreKind): void {
  describe("variants", () => {
    test("the same dedupe key with other bytes is kept as a variant of the first", async () => {
      const { store } = await openForTest(kind);
      const first = makeNewEvent();
      await store.accept([first]);

      const other = makeNewEvent({ event: { id: "evt_2" }, dedupe: first.dedupe, digest: "other", body: "{}" });
      const acceptances = await store.accept([other, other]);

      expect(acceptances).toEqual([
        { outcome: "variant", eventId: "evt_1" },
        { outcome: "duplicate", eventId: "evt_1" },
      ]);
      const record = await store.getEvent("evt_1");
      expect(record?.variants).toEqual([{ receivedAt: NOW, body: "{}" }]);
      expect(record?.duplicates).toBe(1);
    });

    test("the newest ten variants are kept, newest first", async () => {
      const { store } = await openForTest(kind);
      const { dedupe } = makeNewEvent();
      await store.accept([makeNewEvent()]);

      for (let index = 1; index <= 12; index += 1) {
        await store.accept([
          makeNewEvent({ event: { id: `evt_v${index}` }, dedupe, digest: `digest ${index}`, body: `${index}` }),
        ]);
      }

      const record = await store.getEvent("evt_1");
      expect(record?.variants.map(({ body }) => body)).toEqual(["12", "11", "10", "9", "8", "7", "6", "5", "4", "3"]);
    });

    test.each([
      { state: "out", at: NOW, then: "out", events: 2 },
      { state: "held", at: NOW, then: "held", events: 1 },
      { state: "in", at: NOW, then: undefined, events: 1 },
      { state: "out", at: NOW - 10, then: "in", events: 2, optedInAt: NOW - 5 },
    ] as const)("a variant that says $state makes the state $then", async (given) => {
      const { store } = await openForTest(kind);
      const first = makeNewEvent();
      await store.accept([first]);
      const change = { phone: PHONE, undatedDigest: null, told: null } as const;
      if ("optedInAt" in given) {
        const optChange = { ...change, state: "in", at: given.optedInAt, reason: "text was START" } as const;
        await store.accept([makeNewEvent({ event: { id: "evt_in" }, optChange })]);
      }
      const told = makeNewEvent({ event: { id: "evt_told", type: "target_opt_out" } });
      const { state, at } = given;
      const optChange = { ...change, state, at, reason: "text was STOP", told: state === "out" ? told : null };

      const variant = makeNewEvent({ event: { id: "evt_2" }, dedupe: first.dedupe, digest: "other", optChange });
      const acceptances = await store.accept([variant, variant]);

      expect(acceptances.map(({ outcome }) => outcome)).toEqual(["variant", "duplicate"]);
      expect((await store.optStateOf(PHONE))?.state).toBe(given.then);
      expect((await store.listEvents({ limit: 9 })).rows).toHaveLength(given.events);
    });

    test("a key that counts for a window has no variants", async () => {
      const { store } = await openForTest(kind);
      const dedupe = { key: "opt out", value: "same", windowMs: 60_000 };
      await store.accept([makeNewEvent({ dedupe })]);

      const [acceptance] = await store.accept([makeNewEvent({ event: { id: "evt_2" }, dedupe, digest: "other" })]);

      expect(acceptance?.outcome).toBe("duplicate");
    });
  });
}

interface Change {
  readonly state: OptChange["state"];
  readonly at: number;
}

function describeOptStates(kind: StoreKind): void {
  describe("opt states", () => {
    test.each<{ title: string; changes: readonly Change[]; state: string; optedOutAt: number | null }>([
      { title: "out", changes: [{ state: "out", at: 5 }], state: "out", optedOutAt: NOW },
      {
        title: "out, then in",
        changes: [
          { state: "out", at: 5 },
          { state: "in", at: 6 },
        ],
        state: "in",
        optedOutAt: NOW,
      },
      {
        title: "out, in, out",
        changes: [
          { state: "out", at: 5 },
          { state: "in", at: 6 },
          { state: "out", at: 7 },
        ],
        state: "out",
        optedOutAt: NOW + 2,
      },
      {
        title: "out, then an in that happened before it",
        changes: [
          { state: "out", at: 5 },
          { state: "in", at: 4 },
        ],
        state: "out",
        optedOutAt: NOW,
      },
      {
        title: "in, then an out that happened before it",
        changes: [
          { state: "in", at: 6 },
          { state: "out", at: 5 },
        ],
        state: "out",
        optedOutAt: NOW + 1,
      },
      { title: "held", changes: [{ state: "held", at: 5 }], state: "held", optedOutAt: null },
      {
        title: "held, then in",
        changes: [
          { state: "held", at: 5 },
          { state: "in", at: 6 },
        ],
        state: "in",
        optedOutAt: null,
      },
      {
        title: "out, then held",
        changes: [
          { state: "out", at: 5 },
          { state: "held", at: 6 },
        ],
        state: "out",
        optedOutAt: NOW,
      },
      {
        title: "held, then out",
        changes: [
          { state: "held", at: 5 },
          { state: "out", at: 6 },
        ],
        state: "out",
        optedOutAt: NOW + 1,
      },
    ])("$title leaves a contact $state", async ({ changes, state, optedOutAt }) => {
      const { store } = await openForTest(kind);

      for (const [index, change] of changes.entries()) {
        const optChange = { ...change, phone: PHONE, undatedDigest: null, told: null, reason: `change ${index}` };
        await store.accept([makeNewEvent({ event: { id: `evt_${index}`, receivedAt: NOW + index }, optChange })]);
      }

      const optState = await store.optStateOf(PHONE);
      expect(optState).toMatchObject({ phone: PHONE, state, optedOutAt });
    });

    test("an opt-out from the future by the vendor's clock counts from its receipt, so that a START lifts it", async () => {
      const { store } = await openForTest(kind);

      await store.accept([
        makeNewEvent({
          optChange: {
            phone: PHONE,
            state: "out",
            at: NOW + 500,
            undatedDigest: null,
            told: null,
            reason: "text was STOP",
          },
        }),
      ]);

      expect(await store.optStateOf(PHONE)).toEqual({
        phone: PHONE,
        state: "out",
        optedOutAt: NOW,
        changedAt: NOW,
        reason: "text was STOP",
      });
      const start = {
        phone: PHONE,
        state: "in" as const,
        at: NOW + 100,
        undatedDigest: null,
        told: null,
        reason: "text was START",
      };
      await store.accept([makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + 200 }, optChange: start })]);
      expect(await store.optStateOf(PHONE)).toMatchObject({ state: "in", optedOutAt: NOW });
    });

    test("an opt-in without a date is known again, and lifts nothing then", async () => {
      const { store } = await openForTest(kind);
      const told = (id: string, state: "in" | "out", undatedDigest: string | null) =>
        makeNewEvent({
          event: { id },
          optChange: { phone: PHONE, state, at: NOW, undatedDigest, told: null, reason: id },
        });

      await store.accept([told("evt_1", "in", "digest"), told("evt_2", "out", null)]);
      const [acceptance] = await store.accept([told("evt_3", "in", "digest")]);
      const repeated = await store.optStateOf(PHONE);
      await store.accept([told("evt_4", "in", "another")]);

      expect(acceptance?.outcome).toBe("accepted");
      expect(repeated).toMatchObject({
        state: "out",
        reason: expect.stringMatching(/^evt_2; .* lifted nothing$/) as string,
      });
      expect(await store.optStateOf(PHONE)).toMatchObject({ state: "in", reason: "evt_4" });
    });

    test("an opt-out in the same bytes is a new event once a START lifted the first one", async () => {
      const { store } = await openForTest(kind);
      const out = {
        phone: PHONE,
        state: "out" as const,
        at: NOW,
        undatedDigest: null,
        told: null,
        reason: "target_opt_out",
      };
      const dedupe = { key: "opt +1202", value: "same", windowMs: DAY_MS };
      const stop = (id: string): ReturnType<typeof makeNewEvent> =>
        makeNewEvent({ event: { id }, dedupe, optChange: out });
      const start = makeNewEvent({
        event: { id: "evt_start" },
        optChange: {
          phone: PHONE,
          state: "in",
          at: NOW + 1,
          undatedDigest: null,
          told: null,
          reason: "text was START",
        },
      });

      const acceptances = await store.accept([stop("evt_1"), stop("evt_2"), start, stop("evt_3")]);

      expect(acceptances.map(({ outcome }) => outcome)).toEqual(["accepted", "duplicate", "accepted", "accepted"]);
      expect((await store.optStateOf(PHONE))?.state).toBe("out");
    });

    test("a duplicate of a STOP that arrives after START changes nothing", async () => {
      const { store } = await openForTest(kind);
      const stop = makeNewEvent({
        optChange: { phone: PHONE, state: "out", at: NOW, undatedDigest: null, told: null, reason: "text was STOP" },
      });
      const start = makeNewEvent({
        event: { id: "evt_2" },
        optChange: {
          phone: PHONE,
          state: "in",
          at: NOW + 1,
          undatedDigest: null,
          told: null,
          reason: "text was START",
        },
      });

      await store.accept([stop, start, stop, { ...stop, digest: "variant" }]);

      expect((await store.optStateOf(PHONE))?.state).toBe("in");
    });

    test("nothing is known of a contact that never wrote", async () => {
      const { store } = await openForTest(kind);

      expect(await store.getContact(PHONE)).toBeNull();
      expect(await store.optStateOf(PHONE)).toBeNull();
    });
  });
}
