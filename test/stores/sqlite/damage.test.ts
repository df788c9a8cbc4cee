import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backUpStore, openUpkeep } from "../../../src/app/store/upkeep.ts";
import type { Store, StoreHealth } from "../../../src/ports/store/store.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { integerOf } from "../../../src/stores/sql/sql-rows.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeNewEvent, NOW } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const FREE = () => Number.POSITIVE_INFINITY;

async function open(path: string, onHealth: (health: StoreHealth) => void = () => undefined): Promise<Store> {
  const store = await openStore(`sqlite:${path}`, { random: SYSTEM_RANDOM, onHealth });
  onTestFinished(() => store.close());
  return store;
}

/** A copy of a store with one event, of which the first page of each of these tables and indexes is overwritten. */
async function damagedCopy(...names: readonly string[]): Promise<string> {
  const folder = makeTemporaryFolder();
  const [path, copy] = [join(folder, "store.db"), join(folder, "copy.db")];
  const store = await open(path);
  await store.accept([makeNewEvent()]);
  await store.close();
  await backUpStore(`sqlite:${path}`, copy);
  const connection = openConnection({ path: copy, readOnly: true });
  const size = integerOf(connection.statement("PRAGMA page_size").get() ?? {}, "page_size");
  const pages = names.map((name) =>
    integerOf(connection.statement("SELECT rootpage FROM sqlite_master WHERE name = ?").get(name) ?? {}, "rootpage"),
  );
  connection.close();
  const file = openSync(copy, "r+");
  for (const page of pages) writeSync(file, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
  closeSync(file);
  return copy;
}

test("a store whose open runs cannot be read is told to be unavailable, though events are written to it", async () => {
  const told: StoreHealth[] = [];
  const path = await damagedCopy("runs_open");
  const store = await open(path, (health) => told.push(health));

  const [accepted] = await store.accept([makeNewEvent({ event: { id: "evt_2" } })]);
  await expect(store.claimLanes(NOW, 9)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await expect(store.claimTurns(NOW, FREE)).rejects.toThrow("the file is damaged");
  await store.accept([makeNewEvent({ event: { id: "evt_3" } })]);

  expect(accepted?.outcome).toBe("accepted");
  expect(told.map((health) => [health.kind, health.kind === "available" ? "" : health.error.message])).toEqual([
    ["unreadable", expect.stringContaining("the file is damaged")],
  ]);
});

test.each([["events"], ["runs"], ["effects_of_run"]])("store check names what is damaged: %s", async (...names) => {
  const path = await damagedCopy(...names);

  const { faults } = await openUpkeep(`sqlite:${path}`).check();

  expect(faults.join(" ")).toContain("The file is damaged");
});

test("store check says of a file that cannot be counted what is to be done", async () => {
  const path = await damagedCopy("events", "runs");

  const { faults, events, oldestEventAt } = await openUpkeep(`sqlite:${path}`).check();

  expect({ events, oldestEventAt }).toEqual({ events: {}, oldestEventAt: null });
  expect(faults.at(-1)).toContain("restore the newest copy");
});

test("store check says of an empty file that it holds no store", async () => {
  const path = join(makeTemporaryFolder(), "empty.db");
  writeFileSync(path, "");

  await expect(openUpkeep(`sqlite:${path}`).check()).rejects.toThrow("is empty: it holds no store");
});
