import { describe, expect, test } from "vitest";
import type { Store } from "../../../src/ports/store/store.ts";
import type { ListEventsOptions, ListRunsOptions, Page } from "../../../src/ports/store/lists.ts";
import { makeChanges, makeEffect, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, commitOnce, openForTest } from "./fixture.ts";

const PHONES = ["+1202", "+1203"];

/** Cursors and counts of listEvents and listRuns. */
export function describePages(kind: StoreKind): void {
  describeEventPages(kind);
  describeRunPages(kind);
  describeCounts(kind);
}

function describeEventPages(kind: StoreKind): void {
  describe("pages of events", () => {
    /** Receipt of evt_1 to evt_7: several at the same instant, one by a clock that was set back. */
    const receivedAt = [NOW, NOW, NOW + 1, NOW + 1, NOW + 1, NOW, NOW + 2];
    const newestFirst = ["evt_7", "evt_5", "evt_4", "evt_3", "evt_6", "evt_2", "evt_1"];

    async function openWithSeven(): Promise<Store> {
      const { store } = await openForTest(kind);
      for (const [index, at] of receivedAt.entries()) {
        const [phone = null, source] = [PHONES[index % 2], index % 3 === 0 ? "staging" : "default"];
        await acceptOne(store, { id: `evt_${index + 1}`, receivedAt: at, phone, source });
      }
      return store;
    }
    const page = (store: Store, options: ListEventsOptions) =>
      store.listEvents(options).then((listed) => pageOfIds(listed, ({ event }) => event.id));

    test("pages of two hold every event once, newest first, also those of the same instant", async () => {
      const store = await openWithSeven();

      const pages = await readPages((after) => page(store, { limit: 2, ...after }));

      expect(pages).toEqual([newestFirst.slice(0, 2), newestFirst.slice(2, 4), newestFirst.slice(4, 6), ["evt_1"]]);
    });

    test.each<{ title: string; filter: Omit<ListEventsOptions, "limit">; ids: readonly string[] }>([
      { title: "a phone", filter: { phone: "+1202" }, ids: ["evt_7", "evt_5", "evt_3", "evt_1"] },
      { title: "since a time", filter: { since: NOW + 1 }, ids: ["evt_7", "evt_5", "evt_4", "evt_3"] },
      { title: "a type", filter: { type: "message_recieved" }, ids: newestFirst },
      { title: "source", filter: { source: "staging" }, ids: ["evt_7", "evt_4", "evt_1"] },
      { title: "phone and status", filter: { phone: "+1203", status: "new" }, ids: ["evt_4", "evt_6", "evt_2"] },
    ])("pages hold what a filter lets through: $title", async ({ filter, ids }) => {
      const store = await openWithSeven();

      const pages = await readPages((after) => page(store, { ...filter, limit: 2, ...after }));

      expect(pages.flat()).toEqual(ids);
      expect(pages).toHaveLength(Math.ceil(ids.length / 2));
    });

    test("the cursor of another list is refused", async () => {
      const store = await openWithSeven();
      const { next } = await store.listEvents({ limit: 2 });
      const after = next ?? "";

      for (const list of ["listRuns", "listOptStates", "listAudit"] as const)
        await expect(store[list]({ limit: 2, after })).rejects.toMatchObject({ code: "USAGE" });
    });

    test("a page that holds the last event has no next one, also when it is full", async () => {
      const store = await openWithSeven();

      expect((await store.listEvents({ limit: 7 })).next).toBeNull();
      expect((await store.listEvents({ limit: 6 })).next).not.toBeNull();
      expect(await store.listEvents({ limit: 2, phone: "+1999" })).toEqual({ rows: [], next: null });
    });

    test("events that come between two pages move nothing", async () => {
      const store = await openWithSeven();
      const first = await page(store, { limit: 2 });
      await acceptOne(store, { id: "evt_8", receivedAt: NOW + 2 });
      await acceptOne(store, { id: "evt_9", receivedAt: NOW + 9 });

      const rest = await readPages((after) => page(store, { limit: 2, after: first.next ?? "", ...after }));

      expect([...first.ids, ...rest.flat()]).toEqual(newestFirst);
    });

    test("a page goes on behind an event that the filter no longer lets through", async () => {
      const store = await openWithSeven();
      const first = await page(store, { limit: 2, status: "new" });
      const claim = await claimOne(store);
      for (const id of ["evt_1", "evt_3", "evt_5"]) await store.commit(claim, makeEvaluated(id));

      const rest = await page(store, { limit: 9, status: "new", after: first.next ?? "" });

      expect(first.ids).toEqual(["evt_7", "evt_5"]);
      expect(rest).toEqual({ ids: ["evt_4", "evt_6", "evt_2"], next: null });
    });

    test.each(["", "evt_1", "-1.x", "1."])("%j continues no list", async (after) => {
      const { store } = await openForTest(kind);

      const refused = { code: "USAGE", message: expect.stringContaining("cannot be continued") as string };
      await expect(store.listEvents({ limit: 1, after })).rejects.toMatchObject(refused);
      await expect(store.listRuns({ limit: 1, after })).rejects.toMatchObject(refused);
    });
  });
}

function describeRunPages(kind: StoreKind): void {
  describe("pages of runs", () => {
    const page = (store: Store, options: ListRunsOptions) =>
      store.listRuns(options).then((listed) => pageOfIds(listed, ({ run }) => run.id));

    test("pages of two hold every run once, the last that was made first, with its effects", async () => {
      const store = await openWithRuns(kind);

      const pages = await readPages((after) => page(store, { limit: 2, ...after }));

      expect(pages).toEqual([["run_5", "run_4"], ["run_3", "run_2"], ["run_1"]]);
      const { next } = await store.listRuns({ limit: 2 });
      const [third] = (await store.listRuns({ limit: 2, after: next ?? "" })).rows;
      expect(third).toEqual(await store.getRun("run_3"));
    });

    test.each<{ filter: Omit<ListRunsOptions, "limit">; ids: readonly string[] }>([
      { filter: { ruleId: "reply" }, ids: ["run_5", "run_3", "run_1"] },
      { filter: { eventId: "evt_2" }, ids: ["run_4", "run_2"] },
      { filter: { status: "waiting" }, ids: ["run_5", "run_4", "run_3"] },
      { filter: { status: "failed" }, ids: ["run_2"] },
    ])("pages hold what a filter lets through: $filter", async ({ filter, ids }) => {
      const store = await openWithRuns(kind);

      const pages = await readPages((after) => page(store, { ...filter, limit: 2, ...after }));

      expect(pages.flat()).toEqual(ids);
      expect(pages).toHaveLength(Math.ceil(ids.length / 2));
    });

    test("runs that come or end between two pages move nothing", async () => {
      const store = await openWithRuns(kind);
      const first = await page(store, { limit: 2, status: "waiting" });
      await store.accept([makeNewEvent({ event: { id: "evt_9" } })]);
      await commitOnce(
        store,
        makeChanges({
          runs: [makeRun({ id: "run_4", status: "done" }), makeRun({ id: "run_6", status: "waiting", dueAt: NOW + 9 })],
        }),
      );

      const rest = await page(store, { limit: 9, status: "waiting", after: first.next ?? "" });

      expect([first.ids, rest.ids]).toEqual([["run_5", "run_4"], ["run_3"]]);
    });
  });
}

function describeCounts(kind: StoreKind): void {
  describe("counts", () => {
    test("an empty store counts nothing", async () => {
      const { store } = await openForTest(kind);

      expect(await store.countEvents({})).toEqual({ new: 0, done: 0, parked: 0 });
      expect(Object.values(await store.countRuns({}))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    });

    test("events are counted by status, with the filters of a list", async () => {
      const { store } = await openForTest(kind);
      for (const index of [1, 2, 3]) {
        await acceptOne(store, { id: `evt_${index}`, receivedAt: NOW + index, phone: PHONES[index % 2] ?? null });
      }
      await store.commit(await claimOne(store), makeEvaluated("evt_1"));

      expect(await store.countEvents({})).toEqual({ new: 2, done: 1, parked: 0 });
      expect(await store.countEvents({ phone: "+1203" })).toEqual({ new: 1, done: 1, parked: 0 });
      expect(await store.countEvents({ status: "done" })).toEqual({ new: 0, done: 1, parked: 0 });
      expect(await store.countEvents({ since: NOW + 2 })).toEqual({ new: 2, done: 0, parked: 0 });
      expect(await store.countEvents({ type: "chat_closed" })).toEqual({ new: 0, done: 0, parked: 0 });
    });

    test("a count knows every status of an event and of a run", async () => {
      const { store } = await openForTest(kind);
      for (const id of ["evt_1", "evt_2", "evt_3"]) await acceptOne(store, { id, receivedAt: NOW });
      const claim = await claimOne(store);
      const event = { id: "evt_2", status: "parked", author: "contact", late: false, error: "unknown field" } as const;
      const statuses = ["ready", "waiting", "queued", "sending", "parked", "done", "failed", "stopped"] as const;
      const runs = statuses.map((status) => makeRun({ id: `run ${status}`, status, dueAt: NOW }));
      await store.commit(claim, { ...makeEvaluated("evt_1"), runs });
      await store.commit(claim, makeChanges({ event }));

      expect(await store.countEvents({})).toEqual({ new: 1, done: 1, parked: 1 });
      expect(await store.countEvents({ status: "parked", phone: PHONE })).toEqual({ new: 0, done: 0, parked: 1 });
      for (const filter of [{}, { ruleId: "reply" }, { eventId: "evt_1" }]) {
        expect(Object.values(await store.countRuns(filter))).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
      }
      for (const status of statuses) {
        const { rows } = await store.listRuns({ status, limit: 9 });
        expect(rows.map(({ run }) => run.id)).toEqual([`run ${status}`]);
        expect((await store.countRuns({ status }))[status]).toBe(1);
      }
    });

    test("runs are counted by status, with the filters of a list", async () => {
      const store = await openWithRuns(kind);

      expect(await store.countRuns({})).toMatchObject({ done: 1, failed: 1, waiting: 3, stopped: 0 });
      expect(await store.countRuns({ ruleId: "reply" })).toMatchObject({ done: 1, failed: 0, waiting: 2 });
      expect(await store.countRuns({ status: "waiting" })).toMatchObject({ done: 0, failed: 0, waiting: 3 });
      expect(await store.countRuns({ status: "failed", eventId: "evt_2" })).toMatchObject({ failed: 1, waiting: 0 });
    });
  });
}

async function openWithRuns(kind: StoreKind): Promise<Store> {
  const { store } = await openForTest(kind);
  await store.accept([makeNewEvent()]);
  const waiting = { status: "waiting", dueAt: NOW + 1_000 } as const;
  const other = { ruleId: "other", eventId: "evt_2" };
  await commitOnce(store, {
    ...makeEvaluated("evt_1"),
    runs: [
      makeRun({ id: "run_1", status: "done" }),
      makeRun({ id: "run_2", status: "failed", ...other }),
      makeRun({ id: "run_3", ...waiting }),
      makeRun({ id: "run_4", ...waiting, ...other }),
      makeRun({ id: "run_5", ...waiting, createdAt: NOW - 1 }),
    ],
    effects: ["run_2", "run_3"].map((runId) => makeEffect({ id: `eff ${runId}`, localId: runId, runId })),
  });
  return store;
}

async function acceptOne(
  store: Store,
  event: { readonly id: string; readonly receivedAt: number; readonly phone?: string | null; readonly source?: string },
): Promise<void> {
  await store.accept([makeNewEvent({ event })]);
}

interface PageOfIds {
  readonly ids: readonly string[];
  readonly next: string | null;
}

function pageOfIds<Row>({ rows, next }: Page<Row>, idOf: (row: Row) => string): PageOfIds {
  return { ids: rows.map(idOf), next };
}

/** The ids of all pages, one list a page. */
async function readPages(
  read: (after: { readonly after?: string }) => Promise<PageOfIds>,
): Promise<readonly (readonly string[])[]> {
  const pages = [await read({})];
  for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null) {
    pages.push(await read({ after: next }));
  }
  return pages.map(({ ids }) => ids);
}
