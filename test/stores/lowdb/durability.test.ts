import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Store, StoreHealth } from "../../../src/ports/store/store.ts";
import { openLowdbStore } from "../../../src/stores/lowdb/store.ts";
import { FUTURE, makeOldEffect, OLD_RULE, OLD_RULE_NOW, optStateAfterStart } from "../../helpers/first-release.ts";
import {
  makeChanges,
  makeContact,
  makeEffect,
  makeEvaluated,
  makeEvent,
  makeNewEvent,
  makeRun,
  makeSent,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const OTHER_LANE = "+12025550199";
const random = { next: () => 0.5 };

async function openForTest(path: string, keepEvents?: number): Promise<Store> {
  const store = await openLowdbStore({ path, random, ...(keepEvents === undefined ? {} : { keepEvents }) });
  onTestFinished(() => store.close());
  return store;
}

async function listIds(store: Store): Promise<readonly string[]> {
  return (await store.listEvents({ limit: 1_000 })).rows.map(({ event }) => event.id);
}

test("the file holds one record a line and is never half written", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  const store = await openForTest(path);

  await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_2" } })]);

  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.filter((line) => line.startsWith('  ["evt_'))).toHaveLength(2);
  expect(existsSync(`${path}.new`)).toBe(false);
});

function writeFirstRelease(path: string, tables: object): void {
  const names = ["rules", "optStates", "contacts", "reservations", "dedupeRows", "events", "runs", "effects"];
  const empty = Object.fromEntries(names.map((name) => [name, []]));
  writeFileSync(path, JSON.stringify({ format: 1, deploymentKey: "key", ...empty, ...tables }));
}

test("a file of the first release forgets the times from the future that it took from vendors", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  const optState = { phone: PHONE, state: "out", reason: "text was STOP", optedOutAt: FUTURE, changedAt: FUTURE };
  writeFirstRelease(path, {
    optStates: [[PHONE, { ...optState, outAt: FUTURE }]],
    contacts: [[PHONE, makeContact({ newestAt: FUTURE })]],
    events: [["evt_1", { event: makeEvent({ at: FUTURE }), status: "done" }]],
  });

  const store = await openForTest(path);

  expect(await store.getContact(PHONE)).toMatchObject({ newestAt: NOW });
  expect(await store.optStateOf(PHONE)).toMatchObject({ optedOutAt: NOW, changedAt: NOW });
  expect(await optStateAfterStart(store)).toBe("in");
});

test("a file of the first release calls a position a place, and words of customers stay as they are", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  writeFirstRelease(path, { rules: [["v1", OLD_RULE]] });

  const store = await openForTest(path);

  expect(await store.getRule("v1")).toEqual(OLD_RULE_NOW);
});

test("a file of the first release knows the texts it has sent by the number they went to", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  const old = makeOldEffect(makeSent(NOW));
  writeFirstRelease(path, { effects: [[old.id, old]] });

  const store = await openForTest(path);

  expect(await store.textsTo(PHONE, 0)).toMatchObject([{ effectId: old.id, at: NOW }]);
});

test("a write that fails is undone, keeps what was acknowledged, and the store goes on after", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  const store = await openForTest(path);
  await store.accept([makeNewEvent()]);
  mkdirSync(`${path}.new`);

  const failure = store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
  await expect(failure).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", cause: { code: "EISDIR" } });
  const whileFailing = await listIds(store);
  rmdirSync(`${path}.new`);
  const [acceptance] = await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);

  expect(whileFailing).toEqual(["evt_1"]);
  expect(acceptance?.outcome).toBe("accepted");
  expect(await listIds(store)).toEqual(["evt_2", "evt_1"]);
});

test("a write is undone as well when the process has no file left to sync the folder with", async () => {
  const store = await openForTest(join(makeTemporaryFolder(), "state.json"));
  await store.accept([makeNewEvent()]);
  const { open } = promises;
  const restore = () => {
    promises.open = open;
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  promises.open = (path, flags, mode) =>
    flags === "r"
      ? Promise.reject(Object.assign(new Error("no more files"), { code: "EMFILE" }))
      : open(path, flags, mode);
  syncBuiltinESMExports();

  const failure = store.accept([makeNewEvent({ event: { id: "evt_2", lane: OTHER_LANE } })]);
  await expect(failure).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  restore();
  const whileFailing = await listIds(store);
  const [acceptance] = await store.accept([makeNewEvent({ event: { id: "evt_2", lane: OTHER_LANE } })]);
  const claims = await store.claimLanes(NOW, 10);

  expect(whileFailing).toEqual(["evt_1"]);
  expect(acceptance?.outcome).toBe("accepted");
  expect(claims.map(({ lane }) => lane)).toEqual([PHONE, OTHER_LANE]);
});

// A device that knows no sync: what is written next goes there.
test.skipIf(process.platform !== "linux")(
  "after a failed sync nothing is written until the file is opened anew",
  async () => {
    const path = join(makeTemporaryFolder(), "state.json");
    const told: StoreHealth[] = [];
    const store = await openLowdbStore({ path, random, onHealth: (health) => told.push(health) });
    onTestFinished(() => store.close());
    await store.accept([makeNewEvent()]);
    symlinkSync("/dev/null", `${path}.new`);

    const failure: unknown = await store.accept([makeNewEvent({ event: { id: "evt_2" } })]).catch((e: unknown) => e);
    const later: unknown = await store.accept([makeNewEvent({ event: { id: "evt_3" } })]).catch((e: unknown) => e);
    await store.close();

    expect(failure).toMatchObject({ code: "STORE_BROKEN", cause: { code: "EINVAL" } });
    expect(later).toBe(failure);
    expect(told).toEqual([{ kind: "broken", error: failure }]);
    expect(await listIds(await openForTest(path))).toEqual(["evt_1"]);
  },
);

test("a file that can be neither written nor read leaves the store with what was acknowledged, and it goes on after", async () => {
  const path = join(makeTemporaryFolder(), "state.json");
  const store = await openForTest(path);
  await store.accept([makeNewEvent()]);
  renameSync(path, `${path}.away`);
  mkdirSync(path);

  const refused = store.accept([makeNewEvent({ event: { id: "evt_2" } })]);

  await expect(refused).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(await listIds(store)).toEqual(["evt_1"]);
  expect(await store.claimLanes(NOW, 9)).toHaveLength(1);
  rmdirSync(path);
  await store.accept([makeNewEvent({ event: { id: "evt_3" } })]);
  expect(await listIds(store)).toEqual(["evt_3", "evt_1"]);
});

test("work that throws half way is undone and rejects only its own caller", async () => {
  const store = await openForTest(join(makeTemporaryFolder(), "state.json"));
  await store.accept([makeNewEvent()]);
  const clash = makeNewEvent({ dedupe: { key: "another", value: "", windowMs: null } });

  const results = await Promise.allSettled([
    store.accept([makeNewEvent({ event: { id: "evt_2" } }), clash]),
    store.accept([makeNewEvent({ event: { id: "evt_3" } })]),
  ]);

  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(await listIds(store)).toEqual(["evt_3", "evt_1"]);
});

test.each([
  { text: "not JSON", code: "STORE_UNAVAILABLE" },
  { text: "[]", code: "STORE_UNAVAILABLE" },
  { text: '{"format": 1, "deploymentKey": "k"}', code: "STORE_UNAVAILABLE" },
  { text: '{"format": 3}', code: "STORE_VERSION" },
])("a file that holds $text is refused with $code and left alone", async ({ text, code }) => {
  const path = join(makeTemporaryFolder(), "state.json");
  writeFileSync(path, text);

  await expect(openLowdbStore({ path, random })).rejects.toMatchObject({ code });

  expect(readFileSync(path, "utf8")).toBe(text);
  // The lock was given back: a second opening meets the file again, and no lock.
  await expect(openLowdbStore({ path, random })).rejects.toMatchObject({ code });
});

test("only the newest finished events are kept, and everything that is not finished", async () => {
  const store = await openForTest(join(makeTemporaryFolder(), "state.json"), 10);
  const waiting = makeRun({
    id: "run_waiting",
    eventId: "evt_waiting",
    lane: "+1203",
    status: "waiting",
    dueAt: NOW * 2,
  });
  await store.accept([makeNewEvent({ event: { id: "evt_unevaluated", phone: "+1202" } })]);
  await store.accept([makeNewEvent({ event: { id: "evt_waiting", phone: "+1203" } })]);
  const [, second] = await store.claimLanes(NOW, 2);
  if (second !== undefined) await store.commit(second, { ...makeEvaluated("evt_waiting"), runs: [waiting] });

  await acceptFinished(store, 65);

  // Old ones are looked for once in 64 events, so three came since.
  const newest = Array.from({ length: 10 + 3 }, (_, index) => `evt_${64 - index}`);
  expect(await listIds(store)).toEqual([...newest, "evt_waiting", "evt_unevaluated"]);
  expect(await store.getRun("run_0")).toBeNull();
  expect(await store.ownText({ localId: "local eff_0", messageId: null })).toBe(null);
  expect(await store.getRun("run_waiting")).not.toBeNull();
  expect(await store.accept([makeNewEvent({ event: { id: "evt_0" } })])).toEqual([
    { outcome: "duplicate", eventId: "evt_0" },
  ]);
});

async function acceptFinished(store: Store, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await store.accept([makeNewEvent({ event: { id: `evt_${index}` } })]);
    const [claim] = await store.claimLanes(NOW, 1);
    if (claim === undefined) throw new Error("no lane can be claimed");
    const run = makeRun({ id: `run_${index}`, eventId: `evt_${index}`, status: "done" });
    const effects = [makeEffect({ id: `eff_${index}`, runId: run.id })];
    await store.commit(claim, makeChanges({ ...makeEvaluated(`evt_${index}`), runs: [run], effects }));
    await store.release(claim);
  }
}
