import { describe, expect, test } from "vitest";
import { makeChanges, makeEffect, makeNewEvent, makeRule, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { acceptAndEvaluate, claimOne, openForTest } from "./fixture.ts";

/** history, texts, rules. */
export function describeMemory(kind: StoreKind): void {
  describe("what rules look back on", () => {
    test("history holds evaluated events of the lane by type and time, newest first", async () => {
      const { store } = await openForTest(kind);
      await acceptAndEvaluate(store, [
        makeNewEvent({ event: { id: "evt_newest", at: NOW + 30 } }),
        makeNewEvent({ event: { id: "evt_old", at: NOW + 10 } }),
        makeNewEvent({ event: { id: "evt_same_time", at: NOW + 30 } }),
        makeNewEvent({ event: { id: "evt_too_old", at: NOW + 9 } }),
        makeNewEvent({ event: { id: "evt_type", at: NOW + 20, type: "chat_closed" } }),
        makeNewEvent({ event: { id: "evt_other_type", at: NOW + 20, type: "chat_opened" } }),
        makeNewEvent({ event: { id: "evt_other_lane", at: NOW + 20, phone: "+1999" } }),
      ]);
      await store.accept([makeNewEvent({ event: { id: "evt_new", at: NOW + 20 } })]);

      const history = await store.history(PHONE, ["message_recieved", "chat_closed"], NOW + 10);

      expect(history.map(({ id }) => id)).toEqual(["evt_same_time", "evt_newest", "evt_type", "evt_old"]);
      expect(history[0]?.author).toBe("contact");
      expect(await store.history("+1000", ["message_recieved"], 0)).toEqual([]);
    });

    test("texts to a number are those that went out or may have, from an instant on, oldest first", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      await store.commit(
        await claimOne(store),
        makeChanges({
          effects: [
            makeSent(NOW + 30, { id: "eff_newest", purpose: "marketing", plannedAt: NOW - 30 }),
            makeSent(NOW + 10, { id: "eff_oldest", status: "unknown", textDigest: null }),
            makeSent(NOW + 20, { id: "eff_other_lane", status: "sending", lane: "+1999", purpose: "service" }),
            makeSent(NOW + 9, { id: "eff_too_old" }),
            makeSent(NOW + 5, { id: "eff_scheduled", action: "schedule_message", phone: PHONE, goesOutAt: NOW + 40 }),
            makeSent(NOW + 20, { id: "eff_other_number", phone: "+1999" }),
            makeSent(NOW + 20, { id: "eff_http", action: "http", localId: null }),
            makeSent(NOW + 20, { id: "eff_failed", status: "failed" }),
            makeEffect({ id: "eff_blocked", status: "blocked", plannedAt: NOW + 20 }),
          ],
        }),
      );

      const { textDigest } = makeEffect();
      expect(await store.textsTo(PHONE, NOW + 10)).toEqual([
        { effectId: "eff_oldest", at: NOW + 10, goesOutAt: NOW + 10, purpose: "reply", textDigest: null },
        { effectId: "eff_other_lane", at: NOW + 20, goesOutAt: NOW + 20, purpose: "service", textDigest },
        { effectId: "eff_newest", at: NOW + 30, goesOutAt: NOW + 30, purpose: "marketing", textDigest },
        { effectId: "eff_scheduled", at: NOW + 5, goesOutAt: NOW + 40, purpose: "reply", textDigest },
      ]);
      expect(await store.textsTo("+1000", 0)).toEqual([]);
    });

    test("a text that turned out not to have been sent is none any more, and counts anew when it is tried again", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const sent = makeSent(NOW, { status: "sending" });
      await store.commit(claim, makeChanges({ effects: [sent] }));

      await store.commit(claim, makeChanges({ effects: [{ ...sent, status: "planned" }] }));
      const between = await store.textsTo(PHONE, 0);
      await store.commit(claim, makeChanges({ effects: [makeSent(NOW + 5)] }));

      expect(between).toEqual([]);
      expect(await store.textsTo(PHONE, 0)).toMatchObject([{ effectId: "eff_1", at: NOW + 5 }]);
    });

    test("a thousand texts that were blocked hide none that went out", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const blocked = Array.from({ length: 1_000 }, (_, index) =>
        makeEffect({ id: `eff_b${index}`, status: "blocked", plannedAt: NOW + index }),
      );

      await store.commit(await claimOne(store), makeChanges({ effects: [makeSent(NOW), ...blocked] }));

      expect(await store.textsTo(PHONE, NOW)).toMatchObject([{ effectId: "eff_1" }]);
    });

    test("what became of a text stays when its attempt is recorded after it, and finds its run", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const sending = makeSent(NOW, { status: "sending", localId: "ours" });
      await store.commit(claim, makeChanges({ runs: [makeRun()], effects: [sending] }));
      const delivery = { outcome: "failed" as const, status: "failed", reason: "unreachable", at: NOW + 5 };

      await store.commit(claim, makeChanges({ delivery: { effectId: sending.id, lane: sending.lane, delivery } }));
      await store.commit(claim, makeChanges({ effects: [{ ...sending, status: "done", result: { id: 88 } }] }));

      const found = await store.ownText({ localId: null, messageId: "88" });
      expect(found).toMatchObject({ id: sending.id, status: "done", delivery });
      expect((await store.listRuns({ delivery: "failed", limit: 5 })).rows).toMatchObject([{ run: { id: "run_1" } }]);
      expect((await store.listRuns({ delivery: "delivered", limit: 5 })).rows).toEqual([]);
      expect(await store.countRuns({ delivery: "failed" })).toMatchObject({ ready: 1 });
    });

    test("a local id is ours when an effect has it", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      await store.commit(await claimOne(store), makeChanges({ effects: [makeEffect({ localId: "ours" })] }));

      expect(await store.ownText({ localId: "ours", messageId: null })).not.toBe(null);
      expect(await store.ownText({ localId: "theirs", messageId: null })).toBe(null);
    });

    test("rule versions are kept side by side and may be saved again", async () => {
      const { store } = await openForTest(kind);
      const first = makeRule({ version: "v1" });
      const second = makeRule({ version: "v2", name: "Answer" });

      await store.saveRules([first, second], NOW);
      await store.saveRules([first], NOW + 1);

      expect(await store.getRule("v1")).toEqual(first);
      expect(await store.getRule("v2")).toEqual(second);
      expect(await store.getRule("v3")).toBeNull();
    });

    test("the versions of a rule tell when they were first and last loaded, the one loaded last first", async () => {
      const { store } = await openForTest(kind);
      const first = makeRule({ version: "v1" });
      const moved = { ...first, place: { line: 99, column: 1 } };
      const second = makeRule({ version: "v2", name: "Answer" });
      await store.saveRules([first, makeRule({ id: "other", version: "v0" })], NOW);
      await store.saveRules([second], NOW + 5);
      await store.saveRules([moved], NOW + 9);
      await store.saveRules([second], NOW + 7);

      expect(await store.ruleVersions(first.id)).toEqual([
        { rule: first, firstLoadedAt: NOW, lastLoadedAt: NOW + 9 },
        { rule: second, firstLoadedAt: NOW + 5, lastLoadedAt: NOW + 7 },
      ]);
      expect(await store.ruleVersions("nothing")).toEqual([]);
    });
  });
}
