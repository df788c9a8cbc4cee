import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openConnection } from "../../src/stores/sqlite/connection.ts";
import { textOf } from "../../src/stores/sqlite/rows.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { makeEvaluated, makeEffect, makeNewEvent, makeRun, NOW, PHONE } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

async function makeStoreFile(): Promise<string> {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  await (await openSqliteStore({ path })).close();
  return path;
}

test("the migrations give the committed schema", async () => {
  const connection = openConnection({ path: await makeStoreFile(), readOnly: true });
  onTestFinished(connection.close);

  const rows = connection
    .statement("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, rowid")
    .all();

  const schema = rows.map((row) => `${textOf(row, "sql").replaceAll(/\n {2}/g, "\n")};\n`).join("\n");
  expect(schema).toBe(readFileSync("test/stores/sqlite-schema.sql", "utf8"));
});

test.each([false, true])("a store of a newer engine is refused (reading only: %s)", async (readOnly) => {
  const path = await makeStoreFile();
  const connection = openConnection({ path, readOnly: false });
  connection.execute("PRAGMA user_version = 99");
  connection.close();

  await expect(openSqliteStore({ path, readOnly })).rejects.toMatchObject({
    code: "STORE_VERSION",
    message: expect.stringContaining("schema version 99") as string,
  });
});

test("a store of an older engine is brought up to date by an engine, not by a reader", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  openConnection({ path, readOnly: false }).close();

  await expect(openSqliteStore({ path, readOnly: true })).rejects.toMatchObject({ code: "STORE_VERSION" });
  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  await expect(store.check()).resolves.toBeUndefined();
});

test("finished events and what belongs to them are forgotten when they are too old", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const store = await openSqliteStore({ path, retentionMs: 1_000 });
  onTestFinished(() => store.close());
  const run = makeRun({ status: "done" });
  const waiting = makeRun({ id: "run_2", eventId: "evt_waiting", lane: "+1203", status: "waiting", dueAt: NOW * 2 });
  await store.accept([makeNewEvent(), makeNewEvent({ event: { id: "evt_waiting", phone: "+1203" } })]);
  await store.accept([makeNewEvent({ event: { id: "evt_new", phone: "+1204" } })]);
  for (const [id, changes] of [
    ["evt_1", { runs: [run], effects: [makeEffect()] }],
    ["evt_waiting", { runs: [waiting] }],
  ] as const) {
    const [claim] = await store.claimLanes(NOW, 1);
    if (claim !== undefined) await store.commit(claim, { ...makeEvaluated(id), ...changes });
  }

  for (let index = 0; index < 65; index += 1) {
    await store.accept([makeNewEvent({ event: { id: `evt_later_${index}`, receivedAt: NOW + 1_001 } })]);
  }

  expect(await store.getEvent("evt_1")).toBeNull();
  expect(await store.getRun("run_1")).toBeNull();
  expect(await store.sends(PHONE, 0)).toEqual([]);
  expect((await store.getEvent("evt_waiting"))?.status).toBe("done");
  expect((await store.getEvent("evt_new"))?.status).toBe("new");
  expect(await store.accept([makeNewEvent()])).toEqual([{ outcome: "accepted", eventId: "evt_1" }]);
});
