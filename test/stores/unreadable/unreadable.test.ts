import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backUpStore, openUpkeep } from "../../../src/app/store/upkeep.ts";
import type { RunStatus } from "../../../src/core/model/run/run.ts";
import type { Claim, LaneView, Store } from "../../../src/ports/store/store.ts";
import { makeContact, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { effectOf } from "../contract/fixture.ts";
import { useDamagedStores } from "./unreadable-stores.ts";

const OTHER = "+12025550199";

/** What came of looking at each claimed lane, all asked at once. */
async function viewsByLane(store: Store): Promise<ReadonlyMap<string, PromiseSettledResult<LaneView>>> {
  const claims = await store.claimLanes(NOW, 10);
  const views = await Promise.allSettled(claims.map((claim: Claim) => store.viewLane(claim, NOW)));
  await Promise.all(claims.map((claim) => store.release(claim)));
  return new Map(claims.map(({ lane }, index) => [lane, views[index] as PromiseSettledResult<LaneView>]));
}

/** A run in the lane of a number, and what is known of its contact. */
async function keepRun(store: Store, id: string, phone: string, status: RunStatus = "ready"): Promise<void> {
  await store.accept([makeNewEvent({ event: { id: `evt of ${id}`, phone } })]);
  const run = makeRun({ id, lane: phone, eventId: `evt of ${id}`, status });
  const claims = await store.claimLanes(NOW, 10);
  const claim = claims.find(({ lane }) => lane === phone);
  if (claim === undefined) throw new Error("the lane cannot be claimed");
  const contact = makeContact({ lane: phone, phone });
  const evaluation = { eventId: `evt of ${id}`, ruleSet: "hash", at: NOW, verdicts: [] };
  const made = { runs: [run], effects: [effectOf(id)], contact };
  await store.commit(claim, { ...makeEvaluated(`evt of ${id}`), ...made, evaluation });
  await Promise.all(claims.map((one) => store.release(one)));
}

describe.each(useDamagedStores())("a damaged record in %s", (_name, open) => {
  async function openTwoLanes() {
    const damaged = await open();
    await keepRun(damaged.store, "run_bad", PHONE);
    await keepRun(damaged.store, "run_good", OTHER);
    return damaged;
  }

  test.each([
    ["runs", "id = 'run_bad'", /The run run_bad cannot be read/],
    ["contacts", `lane = '${PHONE}'`, /The contact [+]1••••••0100 cannot be read/],
    ["effects", "run_id = 'run_bad'", /The effect.* of run_bad cannot be read|The effect of run run_bad cannot/],
  ] as const)("of %s keeps no lane but its own", async (table, where, message) => {
    const { store, damage } = await openTwoLanes();
    await damage(table, where);

    const views = await viewsByLane(store);

    expect(views.get(OTHER)).toMatchObject({ status: "fulfilled", value: { dueRuns: [{ run: { id: "run_good" } }] } });
    const reason = { code: "RECORD_UNREADABLE", message: expect.stringMatching(message) as string };
    expect(views.get(PHONE)).toMatchObject({ status: "rejected", reason });
  });

  test("is also one of JSON that is no such record", async () => {
    const { store, damage } = await openTwoLanes();
    await damage("runs", "id = 'run_bad'", "{}");
    await damage("events", "id = 'evt of run_bad'", '{"id":7}');

    const views = await viewsByLane(store);
    const events = await Promise.allSettled(["evt of run_bad", "evt of run_good"].map((id) => store.getEvent(id)));

    const reason = { code: "RECORD_UNREADABLE" };
    expect(views.get(OTHER)).toMatchObject({ status: "fulfilled", value: { dueRuns: [{ run: { id: "run_good" } }] } });
    expect(views.get(PHONE)).toMatchObject({ status: "rejected", reason });
    expect(events).toMatchObject([{ status: "rejected", reason }, { status: "fulfilled" }]);
  });

  test("of an event keeps no lane but its own, and nothing of it stands in the error", async () => {
    const { store, damage } = await open();
    await store.accept([
      makeNewEvent({ event: { id: "evt_bad", phone: PHONE } }),
      makeNewEvent({ event: { id: "evt_good", phone: OTHER } }),
    ]);
    await damage("events", "id = 'evt_bad'");

    const views = await viewsByLane(store);

    expect(views.get(OTHER)).toMatchObject({ status: "fulfilled", value: { nextEvent: { id: "evt_good" } } });
    const failed = views.get(PHONE) as PromiseRejectedResult;
    expect(failed.reason).toMatchObject({ code: "RECORD_UNREADABLE", kind: "event", id: "evt_bad" });
    expect((failed.reason as Error).cause).toBeUndefined();
  });

  test("is the answer of those alone who ask for it", async () => {
    const { store, damage } = await openTwoLanes();
    await damage("runs", "id = 'run_bad'");
    await damage("events", "id = 'evt of run_bad'");
    await damage("contacts", `lane = '${PHONE}'`);

    const asked = await Promise.allSettled([
      ...["run_bad", "run_good"].map((id) => store.getRun(id)),
      ...["evt of run_bad", "evt of run_good"].map((id) => store.getEvent(id)),
      ...[PHONE, OTHER].map((lane) => store.getContact(lane)),
    ]);

    const [bad, good] = ["rejected", "fulfilled"];
    expect(asked.map(({ status }) => status)).toEqual([bad, good, bad, good, bad, good]);
  });

  test("says in a list which one it is", async () => {
    const { store, damage } = await openTwoLanes();
    await damage("runs", "id = 'run_bad'");
    await damage("events", "id = 'evt of run_bad'");

    const runs = store.listRuns({ limit: 10 });
    const events = store.listEvents({ limit: 10 });

    await expect(runs).rejects.toMatchObject({ code: "RECORD_UNREADABLE", id: "run_bad" });
    await expect(events).rejects.toMatchObject({ code: "RECORD_UNREADABLE", id: "evt of run_bad" });
  });

  test("is left out of a list where that is asked for, which names it and goes on behind it", async () => {
    const { store, damage } = await openTwoLanes();
    await keepRun(store, "run_last", PHONE);
    await damage("effects", "run_id = 'run_good'");
    await damage("events", "id = 'evt of run_good'");
    const asked = { limit: 2, damaged: "left_out" } as const;

    const runs = await store.listRuns(asked);
    const events = await store.listEvents(asked);
    const behind = await store.listRuns({ ...asked, after: runs.next ?? "" });

    expect(runs.rows.map(({ run }) => run.id)).toEqual(["run_last"]);
    expect(runs.leftOut).toEqual([expect.stringMatching(/^effect /)]);
    expect(events.rows.map(({ event }) => event.id)).toEqual(["evt of run_last"]);
    expect(events.leftOut).toEqual(["event evt of run_good"]);
    expect(behind).toMatchObject({ rows: [{ run: { id: "run_bad" } }], next: null });
    expect(behind.leftOut).toBeUndefined();
  });

  test.each(["events", "evaluations", "runs", "effects"] as const)(
    "of %s keeps nothing that is old, and of its own words nothing stays",
    async (table) => {
      const { store, damage } = await open();
      await keepRun(store, "run_bad", PHONE, "done");
      await keepRun(store, "run_good", OTHER, "done");
      const where = { events: "id = 'evt of run_bad'", evaluations: "event_id = 'evt of run_bad'" };
      await damage(table, table in where ? where[table as keyof typeof where] : "id LIKE '%run_bad'");
      const age = { before: NOW + 1, now: NOW + 2, after: null };

      const texts = await store.forget({ what: "texts", ...age });
      const good = await store.getRun("run_good");
      const again = await store.forget({ what: "texts", ...age });
      const bad = (await Promise.allSettled([store.getEvent("evt of run_bad"), store.getRun("run_bad")])).map(
        ({ status }) => status,
      );
      const events = await store.forget({ what: "events", ...age });

      expect([texts.count, again.count, events.count]).toEqual([2, 0, 2]);
      expect(good).toMatchObject({ run: { redactedAt: NOW + 2 }, effects: [{ redactedAt: NOW + 2 }] });
      expect(bad).toContain("rejected");
      expect(await store.getRun("run_bad")).toBeNull();
    },
  );

  test("lets the store be opened, and is met in its lane", async () => {
    const { store, damage, reopen } = await openTwoLanes();
    await damage("runs", "id = 'run_bad'");
    await store.close();

    const views = await viewsByLane(await reopen());

    expect(views.get(PHONE)).toMatchObject({ status: "rejected", reason: { code: "RECORD_UNREADABLE" } });
    expect(views.get(OTHER)).toMatchObject({ status: "fulfilled" });
  });
});

describe.each(useDamagedStores())("the check of a store in %s", (_name, open) => {
  test("names each record that cannot be read, with the number of a contact masked", async () => {
    const { url, store, damage } = await open();
    await keepRun(store, "run_bad", PHONE);
    await keepRun(store, "run_good", OTHER);
    await damage("runs", "id = 'run_bad'");
    await damage("effects", "run_id = 'run_bad'");
    await damage("events", "id = 'evt of run_bad'");
    await damage("contacts", `lane = '${PHONE}'`);

    const { faults } = await openUpkeep(url).check();

    expect(faults).toEqual([
      "The contact +1••••••0100 cannot be read [RECORD_UNREADABLE].",
      "The event evt of run_bad cannot be read [RECORD_UNREADABLE].",
      "The run run_bad cannot be read [RECORD_UNREADABLE].",
      "The effect eff of run_bad cannot be read [RECORD_UNREADABLE].",
    ]);
  });

  test("names fifty and counts the others, however many pages they are on", async () => {
    const { url, store, damage } = await open();
    await store.accept(
      Array.from({ length: 401 }, (_, serial) => makeNewEvent({ event: { id: `evt_${serial}`, phone: PHONE } })),
    );
    await damage("events", "true");

    const { faults } = await openUpkeep(url).check();

    expect(faults).toHaveLength(51);
    expect(faults.at(-1)).toBe("351 more records cannot be read.");
  });

  test("says of a backup with such a record which it is, and what to do; no copy is kept", async () => {
    const { url, store, damage } = await open();
    await keepRun(store, "run_bad", PHONE);
    await damage("runs", "id = 'run_bad'");
    const folder = makeTemporaryFolder();

    const backup = backUpStore(url, join(folder, "copy"));

    await expect(backup).rejects.toThrow(/The run run_bad cannot be read.*"heyrules store check" names all/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
