import { describe, expect, test } from "vitest";
import type { ListEventsOptions, ListRunsOptions } from "../../../src/ports/store/lists.ts";
import { replayKey } from "../../../src/core/operate/replay-event.ts";
import { makeChanges, makeEffect, makeEvaluated, makeNewEvent, makeRun, makeSent, NOW } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, openForTest } from "./fixture.ts";

/** listEvents, listRuns, replaysOf, getEvent and getRun. */
export function describeLists(kind: StoreKind): void {
  describe("lists", () => {
    async function openWithEvents() {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent({ event: { id: "evt_1", receivedAt: NOW, phone: "+1202" } })]);
      await store.accept([makeNewEvent({ event: { id: "evt_2", receivedAt: NOW + 1, type: "chat_closed" } })]);
      await store.accept([makeNewEvent({ event: { id: "evt_3", receivedAt: NOW + 2, phone: "+1202" } })]);
      await store.commit(await claimOne(store), makeEvaluated("evt_1"));
      await store.commit(
        await claimOne(store),
        makeChanges({ event: { id: "evt_2", status: "parked", author: "unknown", late: false, error: "it threw" } }),
      );
      return store;
    }

    test.each<{ title: string; query: ListEventsOptions; ids: readonly string[] }>([
      { title: "all", query: { limit: 10 }, ids: ["evt_3", "evt_2", "evt_1"] },
      { title: "a limit", query: { limit: 2 }, ids: ["evt_3", "evt_2"] },
      { title: "a type", query: { limit: 10, type: "chat_closed" }, ids: ["evt_2"] },
      { title: "a phone", query: { limit: 10, phone: "+1202" }, ids: ["evt_3", "evt_1"] },
      { title: "new ones", query: { limit: 10, status: "new" }, ids: ["evt_3"] },
      { title: "done ones", query: { limit: 10, status: "done" }, ids: ["evt_1"] },
      { title: "parked ones", query: { limit: 10, status: "parked" }, ids: ["evt_2"] },
      { title: "since a time", query: { limit: 10, since: NOW + 1 }, ids: ["evt_3", "evt_2"] },
      { title: "phone and status", query: { limit: 10, phone: "+1202", status: "new", since: NOW }, ids: ["evt_3"] },
    ])("events are listed newest first: $title", async ({ query, ids }) => {
      const store = await openWithEvents();

      const { rows: records } = await store.listEvents(query);

      expect(records.map(({ event }) => event.id)).toEqual(ids);
      expect(records[0]).toEqual(await store.getEvent(ids[0] ?? ""));
    });

    test.each<{ title: string; query: ListRunsOptions; ids: readonly string[] }>([
      { title: "made before a time", query: { until: NOW + 2, limit: 10 }, ids: ["run_2", "run_1"] },
      { title: "a page of those", query: { until: NOW + 3, limit: 2 }, ids: ["run_3", "run_2"] },
      { title: "of a rule, before a time", query: { ruleId: "other", until: NOW + 3, limit: 10 }, ids: ["run_2"] },
      { title: "before all", query: { until: NOW, limit: 10 }, ids: [] },
      { title: "after all", query: { until: NOW + 9, limit: 1 }, ids: ["run_4"] },
      { title: "a text in a time", query: { sent: { since: NOW + 10, until: NOW + 12 }, limit: 10 }, ids: ["run_1"] },
      {
        title: "any",
        query: { sent: { since: 0, until: Number.MAX_SAFE_INTEGER }, limit: 10 },
        ids: ["run_4", "run_1"],
      },
      { title: "any text", query: { sent: { since: 0, until: NOW + 99 }, limit: 10 }, ids: ["run_4", "run_1"] },
    ])("runs are listed by when they were made and texted: $title", async ({ query, ids }) => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const textOf = (runId: string, at: number, more: object = {}) =>
        makeSent(at, { id: `eff_${runId}`, runId, localId: `local-${runId}`, settledAt: at + 60_000, ...more });
      await store.commit(
        await claimOne(store),
        makeChanges({
          runs: [
            makeRun({ id: "run_1", status: "done", createdAt: NOW }),
            makeRun({ id: "run_2", status: "done", ruleId: "other", createdAt: NOW + 1 }),
            makeRun({ id: "run_3", status: "done", createdAt: NOW + 2 }),
            makeRun({ id: "run_4", status: "done", ruleId: "other", createdAt: NOW + 3 }),
          ],
          effects: [
            textOf("run_1", NOW + 11),
            textOf("run_2", NOW + 11, { status: "blocked" }),
            textOf("run_3", NOW + 11, { phone: null }),
            textOf("run_4", NOW + 12),
          ],
        }),
      );

      const { rows } = await store.listRuns(query);

      expect(rows.map(({ run }) => run.id)).toEqual(ids);
    });

    test.each<{ title: string; query: ListRunsOptions; ids: readonly string[] }>([
      { title: "all", query: { limit: 10 }, ids: ["run_4", "run_3", "run_2", "run_1"] },
      { title: "a limit", query: { limit: 1 }, ids: ["run_4"] },
      { title: "a rule", query: { limit: 10, ruleId: "reply" }, ids: ["run_3", "run_1"] },
      { title: "an event", query: { limit: 10, eventId: "evt_2" }, ids: ["run_4", "run_2"] },
      { title: "failed ones", query: { limit: 10, status: "failed" }, ids: ["run_2"] },
      { title: "parked ones", query: { limit: 10, status: "parked" }, ids: ["run_3"] },
      { title: "done ones", query: { limit: 10, status: "done", ruleId: "reply" }, ids: ["run_1"] },
    ])("runs are listed newest first with their effects: $title", async ({ query, ids }) => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      await store.commit(
        await claimOne(store),
        makeChanges({
          runs: [
            makeRun({ id: "run_1", status: "done" }),
            makeRun({ id: "run_2", status: "failed", ruleId: "other", eventId: "evt_2" }),
            makeRun({ id: "run_3", status: "parked" }),
            makeRun({ id: "run_4", ruleId: "other", eventId: "evt_2" }),
          ],
          effects: ["run_1", "run_2", "run_3", "run_4"].map((runId) => makeEffect({ id: `eff ${runId}`, runId })),
        }),
      );

      const { rows: records } = await store.listRuns(query);

      expect(records.map(({ run }) => run.id)).toEqual(ids);
      expect(records.map(({ effects }) => effects.map(({ id }) => id))).toEqual(ids.map((id) => [`eff ${id}`]));
    });

    test("replays of an event are found by it and by each of them, newest first, and no others are", async () => {
      const { store } = await openForTest(kind);
      const replay = (id: string, of: string, ruleId: string | null, receivedAt: number) => {
        const dedupe = { key: replayKey({ id: of }, ruleId), value: id, windowMs: null };
        return makeNewEvent({ dedupe, event: { id, at: NOW, origin: "replay", receivedAt, replay: { of, ruleId } } });
      };
      await store.accept([
        makeNewEvent({ event: { id: "evt_1", at: NOW } }),
        makeNewEvent({ event: { id: "evt_10", at: NOW } }),
        replay("evt_a", "evt_1", null, NOW + 1),
        replay("evt_b", "evt_10", null, NOW + 2),
        replay("evt_c", "evt_1", "reply", NOW + 3),
      ]);

      const asked = ["evt_1", "evt_a", "evt_10", "evt_none"].map(async (id) =>
        (await store.replaysOf(id, 9)).map((event) => event.id),
      );

      expect(await Promise.all(asked)).toEqual([["evt_c", "evt_a"], ["evt_c", "evt_a"], ["evt_b"], []]);
      expect(await store.replaysOf("evt_1", 1)).toMatchObject([
        { id: "evt_c", replay: { of: "evt_1", ruleId: "reply" } },
      ]);
    });

    test("beside a run are those of its rule that were made right before and after it", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const runs = [
        makeRun({ id: "run_z", status: "done" }),
        makeRun({ id: "run_other", ruleId: "other" }),
        makeRun({ id: "run_a", status: "failed" }),
        makeRun({ id: "run_m", status: "parked" }),
      ];
      await store.commit(await claimOne(store), makeChanges({ runs }));

      const beside = async (side: "older" | "newer") =>
        Promise.all(["run_z", "run_a", "run_m", "run_other", "run_missing"].map((id) => store.runBeside(id, side)));

      expect(await beside("older")).toEqual([null, "run_z", "run_a", null, null]);
      expect(await beside("newer")).toEqual(["run_a", "run_m", null, null, null]);
    });

    test("what is not there is null", async () => {
      const { store } = await openForTest(kind);

      expect(await store.getEvent("evt_1")).toBeNull();
      expect(await store.getRun("run_1")).toBeNull();
    });
  });
}
