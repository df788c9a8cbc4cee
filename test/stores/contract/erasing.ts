import { describe, expect, test } from "vitest";
import type { Passed } from "../../../src/ports/store/retention.ts";
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
import {
  acceptAndEvaluate,
  claimOne,
  commitOnce,
  effectOf,
  keepWithEffects,
  makeDecision,
  makeQueued,
  openForTest,
} from "./fixture.ts";

const OTHER = "+12025550199";

const everywhere = () => Number.POSITIVE_INFINITY;

/** A decision that erases a contact. */
export function describeErasing(kind: StoreKind): void {
  describe("erasing a contact", () => {
    const erases = { lanes: [PHONE], phone: PHONE };
    const erase = (store: Store) => store.decide(makeDecision({ erases }));
    const optChange = (state: "out" | "in" | "held", phone = PHONE) => ({
      ...{ phone, state, at: NOW, undatedDigest: null, told: null, reason: "text was STOP" },
    });

    test("keeps no number with the opt-out, and knows the number all the same", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent({ optChange: optChange("out") })]);
      await commitOnce(store, makeEvaluated("evt_1"));

      await erase(store);

      const { rows } = await store.listOptStates({ limit: 9 });
      expect(rows.map(({ phone }) => phone.replace(/[0-9a-f]{32}/, "HMAC"))).toEqual(["erased:HMAC:00"]);
      expect(await store.optStateOf(PHONE)).toMatchObject({ phone: PHONE, state: "out" });
      expect(await store.optStateOf(OTHER)).toBeNull();
      await store.accept([makeNewEvent({ event: { id: "evt_other", phone: OTHER } })]);
      const intent = { kind: "text", phone: PHONE, runCreatedAt: NOW, textsSince: 0, textsSeen: [] } as const;
      expect(await commitOnce(store, { ...makeEvaluated("evt_other"), intent })).toBe("opted_out");
    });

    /** What goes beforehand then goes with the contact. */
    const isWrittenWhole = kind.name.includes("lowdb");

    test("begins with what nothing came of, in parts", async () => {
      const { store } = await openForTest(kind);
      const wrote = (id: string) => makeNewEvent({ event: { id } });
      await acceptAndEvaluate(store, [makeNewEvent({ event: { id: "evt_other", phone: OTHER } })]);
      await store.accept([wrote("evt_first")]);
      const run = makeRun({ id: "run_first", eventId: "evt_first" });
      await commitOnce(store, { ...makeEvaluated("evt_first"), runs: [run] });
      await acceptAndEvaluate(
        store,
        Array.from({ length: 148 }, (_, index) => wrote(`evt_${index}`)),
      );
      await store.accept([wrote("evt_last")]);

      const counts: number[] = [];
      let after: string | null = null;
      do {
        const passed: Passed = await store.forgetQuiet({ lane: PHONE, after });
        counts.push(passed.count);
        after = passed.next;
      } while (after !== null);

      expect(counts).toEqual(isWrittenWhole ? [0] : [63, 64, 21]);
      // One has a run, one is not evaluated.
      const left = isWrittenWhole ? 150 : 2;
      expect((await store.listEvents({ phone: PHONE, limit: 200 })).rows).toHaveLength(left);
      expect(await store.getEvent("evt_other")).not.toBeNull();
      expect(await store.getRun(run.id)).not.toBeNull();
    });

    test("knows the lanes of a number, also where only the contact is left", async () => {
      const { store } = await openForTest(kind);
      const dryLane = `staging|${PHONE}`;
      const dry = { id: "evt_dry", source: "staging", lane: dryLane, dry: true } as const;
      await store.accept([makeNewEvent({ event: dry })]);
      const known = makeContact({ lane: `gone|${PHONE}`, name: "Ann" });
      await commitOnce(store, { ...makeEvaluated("evt_dry"), contact: known });

      const lanes = await store.lanesOf(PHONE);

      expect(lanes).toEqual(expect.arrayContaining([PHONE, dryLane, known.lane]));
      expect(lanes.filter((lane) => !lane.endsWith(PHONE))).toEqual([]);
      expect(await store.lanesOf(OTHER)).not.toContain(PHONE);
    });

    test("reaches the lanes of dry sources, whose texts to the number do not keep it", async () => {
      const { store } = await openForTest(kind);
      const dryLane = `staging|${PHONE}`;
      await store.accept([
        makeNewEvent(),
        makeNewEvent({ event: { id: "evt_dry", lane: dryLane, source: "staging", dry: true } }),
      ]);
      await commitOnce(store, makeEvaluated("evt_1"));
      const run = makeRun({ id: "run_dry", eventId: "evt_dry", lane: dryLane, status: "waiting", dueAt: NOW + 9 });
      const effect = makeEffect({ id: "eff_dry", runId: "run_dry", lane: dryLane, status: "deferred" });
      await commitOnce(store, { ...makeEvaluated("evt_dry"), runs: [run], effects: [effect] });

      const outcome = await store.decide(makeDecision({ erases: { lanes: [PHONE, dryLane], phone: PHONE } }));

      expect(outcome).toBe("committed");
      expect([await store.getEvent("evt_1"), await store.getEvent("evt_dry")]).toEqual([null, null]);
      expect(await store.getRun("run_dry")).toBeNull();
    });

    test("is undone for the opt-out by the contact alone, who is known by number again", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent({ optChange: optChange("out") })]);
      await commitOnce(store, makeEvaluated("evt_1"));
      await erase(store);

      await store.accept([
        makeNewEvent({ event: { id: "evt_start" }, optChange: { ...optChange("in"), at: NOW + 1 } }),
      ]);

      const { rows } = await store.listOptStates({ limit: 9 });
      expect(rows).toMatchObject([{ phone: PHONE, state: "in" }]);
      expect((await store.viewLane(await claimOne(store), NOW)).optState).toMatchObject({ phone: PHONE, state: "in" });
    });

    test("leaves no number in the keys against repeats, by which a repeat is known and leaves nothing", async () => {
      const { store } = await openForTest(kind);
      const dedupe = { key: `target_opt_out:${PHONE}:21:2026`, value: "", windowMs: null };
      await store.accept([makeNewEvent({ dedupe, optChange: optChange("out") })]);
      await commitOnce(store, makeEvaluated("evt_1"));
      const stored = await store.getEvent("evt_1");
      await erase(store);

      const again = makeNewEvent({ dedupe, event: { id: "evt_2" }, digest: "other bytes", body: "I am Ann" });
      expect(await store.accept([again])).toEqual([{ outcome: "duplicate", eventId: "evt_1" }]);

      expect(stored?.dedupeKey).not.toContain(PHONE);
      expect(await store.knownDedupeKeys([dedupe.key, "other"])).toMatchObject([{ key: dedupe.key }]);
      expect([await store.getEvent("evt_1"), await store.getEvent("evt_2")]).toEqual([null, null]);
    });

    test("leaves nothing of them but that they must not be texted, and nothing of others is touched", async () => {
      const { store } = await openForTest(kind);
      await store.accept([
        makeNewEvent({ optChange: optChange("out") }),
        makeNewEvent({ event: { id: "evt_other", phone: OTHER } }),
      ]);
      const other = makeRun({ id: "run_other", lane: OTHER, eventId: "evt_other", status: "waiting", dueAt: NOW + 9 });
      const next = { key: "reply +1", runId: "run_1", state: "spent", at: NOW, expiresAt: NOW + 5 } as const;
      await commitOnce(store, {
        ...makeEvaluated("evt_1"),
        evaluation: { eventId: "evt_1", ruleSet: "hash", at: NOW, verdicts: [] },
        contact: makeContact({ name: "Ann" }),
        runs: [makeQueued("run_1")],
        effects: [effectOf("run_1")],
        reservations: [{ kind: "take", expectedRunId: null, next }],
      });
      await commitOnce(store, {
        ...makeEvaluated("evt_other"),
        runs: [other],
        effects: [
          makeSent(NOW, { id: "eff_other", runId: other.id, lane: OTHER }),
          makeEffect({ id: "eff_blocked", runId: other.id, lane: OTHER, phone: PHONE, status: "blocked" }),
        ],
        reservations: [
          { kind: "take", expectedRunId: null, next: { ...next, key: `reply|${PHONE}`, runId: "run_gone" } },
          { kind: "take", expectedRunId: null, next: { ...next, key: `reply|${OTHER}`, runId: "run_gone" } },
        ],
      });

      expect(await erase(store)).toBe("committed");

      expect(await store.getEvent("evt_1")).toBeNull();
      expect(await store.getRun("run_1")).toBeNull();
      expect(await store.getContact(PHONE)).toBeNull();
      expect(await store.reservations([next.key, `reply|${PHONE}`])).toEqual([]);
      expect(await store.reservations([`reply|${OTHER}`])).toHaveLength(1);
      expect(await store.optStateOf(PHONE)).toMatchObject({ state: "out", reason: "not kept: the contact was erased" });
      expect((await store.listEvents({ limit: 9 })).rows.map(({ event }) => event.id)).toEqual(["evt_other"]);
      const kept = await store.getRun(other.id);
      expect(kept?.run).toEqual(other);
      expect(kept?.effects).toMatchObject([
        { id: "eff_other", request: {}, phone: null, textDigest: null },
        { id: "eff_blocked", request: {}, phone: null, textDigest: null },
      ]);
      expect(await store.textsTo(PHONE, 0)).toEqual([]);
      expect((await store.listAudit({ limit: 9 })).rows).toHaveLength(1);
    });

    test("ends what was to be done for them: no event is evaluated, no run goes on, no turn is given", async () => {
      const { store } = await openForTest(kind);
      const eventId = "evt of run_1 run_2";
      await keepWithEffects(store, [
        makeQueued("run_1", { eventId }),
        makeRun({ id: "run_2", eventId, status: "waiting", dueAt: NOW + 5 }),
      ]);
      await store.accept([makeNewEvent({ event: { id: "evt_next" } })]);
      const claim = await claimOne(store);
      const [turn] = await store.claimTurns(NOW, everywhere);
      if (turn === undefined) throw new Error("no turn");

      await erase(store);

      expect(await store.commit(claim, makeEvaluated("evt_next"))).toBe("lost");
      expect(await store.commit(turn, makeChanges({ runs: [makeQueued("run_1", { status: "sending" })] }))).toBe(
        "lost",
      );
      await store.release(claim);
      await store.release(turn);
      expect(await store.claimLanes(NOW + 99, 9)).toEqual([]);
      expect(await store.claimTurns(NOW + 99, everywhere)).toEqual([]);
      expect(await store.nextDueAt()).toBeNull();
    });

    test("is refused while an attempt of theirs is on the wire", async () => {
      const { store } = await openForTest(kind);
      await keepWithEffects(store, [makeQueued("run_1", { status: "sending" })]);

      expect(await erase(store)).toBe("stale");

      expect(await store.getRun("run_1")).not.toBeNull();
    });

    test.each(["planned", "deferred", "sending", "unknown"] as const)(
      "is refused while a text to the number because of somebody else is %s",
      async (status) => {
        const { store } = await openForTest(kind);
        await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_other", phone: OTHER } })]);
        await commitOnce(store, makeEvaluated("evt_1"));
        const other = makeRun({
          id: "run_other",
          lane: OTHER,
          eventId: "evt_other",
          status: "waiting",
          dueAt: NOW + 9,
        });
        const effect = makeSent(NOW, { id: "eff_other", runId: other.id, lane: OTHER, status });
        await commitOnce(store, { ...makeEvaluated("evt_other"), runs: [other], effects: [effect] });

        expect(await erase(store)).toBe("stale");

        expect(await store.getRun(other.id)).toEqual({ run: other, effects: [effect] });
        expect(await store.getEvent("evt_1")).not.toBeNull();
      },
    );

    test("a repeat of an old delivery is still known; what they write anew begins anew", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      await commitOnce(store, makeEvaluated("evt_1"));
      await erase(store);

      const [repeat, anew] = await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_new" } })]);

      expect([repeat?.outcome, anew?.outcome]).toEqual(["duplicate", "accepted"]);
      expect((await store.viewLane(await claimOne(store), NOW)).nextEvent?.id).toBe("evt_new");
    });

    test("who had opted in is forgotten, who is held stays held", async () => {
      const { store } = await openForTest(kind);
      await store.accept([
        makeNewEvent({ optChange: optChange("in") }),
        makeNewEvent({ event: { id: "evt_other", phone: OTHER }, optChange: optChange("held", OTHER) }),
      ]);

      await erase(store);
      await store.decide(makeDecision({ erases: { lanes: [OTHER], phone: OTHER } }));

      expect(await store.optStateOf(PHONE)).toBeNull();
      expect(await store.optStateOf(OTHER)).toMatchObject({ state: "held" });
    });
  });
}
