import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backUpStore, exportToFile, openUpkeep } from "../../../src/app/store/upkeep.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { startStoreProcess } from "../../helpers/store-process.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** A copy of a store that was made while an engine went on, and the log that engine left behind when it was killed. */
async function killAfterBackup() {
  const folder = makeTemporaryFolder();
  const path = join(folder, "store.db");
  const engine = startStoreProcess(`sqlite:${path}`);
  await engine.answer();
  await engine.accept("evt_before");
  const copy = join(folder, "copy.db");
  await backUpStore(`sqlite:${path}`, copy);
  await engine.accept("evt_after");
  await engine.kill();
  return { path, copy };
}

/** Puts a copy in the place of a store as another file of that name, and leaves what else is there. */
function restore(copy: string, path: string): void {
  const made = join(dirname(path), "made");
  copyFileSync(copy, made);
  renameSync(made, path);
}

async function open(path: string, { readOnly }: { readonly readOnly: boolean }) {
  const store = await openStore(`sqlite:${path}`, { random: SYSTEM_RANDOM, readOnly });
  onTestFinished(() => store.close());
  return store;
}

test("a copy beside the log of the store it takes the place of is refused, and stays as it is", async () => {
  const { path, copy } = await killAfterBackup();
  restore(copy, path);
  const url = `sqlite:${path}`;
  const log = readFileSync(`${path}-wal`);

  const openings = [
    () => open(path, { readOnly: false }),
    () => open(path, { readOnly: true }),
    () => openUpkeep(url).check(),
    () => openUpkeep(url).migrate(),
    () => backUpStore(url, `${path}.again`),
    () => exportToFile(url, `${path}.ndjson`),
  ];

  for (const opening of openings) {
    await expect(opening()).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining(`delete ${path}-wal and ${path}-shm`) as string,
    });
  }
  expect(readFileSync(path)).toEqual(readFileSync(copy));
  expect(readFileSync(`${path}-wal`)).toEqual(log);
});

test("once the log is gone, the copy opens, paused and without what came after it was made", async () => {
  const { path, copy } = await killAfterBackup();
  restore(copy, path);
  await expect(open(path, { readOnly: false })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  rmSync(`${path}-wal`);
  rmSync(`${path}-shm`);

  const store = await open(path, { readOnly: false });

  expect(await store.pauses()).toMatchObject([{ kind: "all" }]);
  expect(await store.getEvent("evt_after")).toBeNull();
});

test("an engine that was killed when it had opened a copy, and the log it left, open again", async () => {
  const { path, copy } = await killAfterBackup();
  const restored = `${path}.restored`;
  restore(copy, restored);
  const engine = startStoreProcess(`sqlite:${restored}`);
  await engine.answer();
  await engine.accept("evt_later");
  await engine.kill();

  const store = await open(restored, { readOnly: false });

  expect(await store.getEvent("evt_later")).not.toBeNull();
  expect(path).not.toBe(restored);
});

test("a store that was made a moment ago opens again after it was killed", async () => {
  const path = join(makeTemporaryFolder(), "store.db");
  const engine = startStoreProcess(`sqlite:${path}`);
  await engine.answer();
  await engine.kill();

  await open(path, { readOnly: false });

  expect(statSync(path).size).toBeGreaterThan(0);
});

test("a copy of a copy, and one that was migrated, are refused like the first", async () => {
  const { path, copy } = await killAfterBackup();
  await openUpkeep(`sqlite:${copy}`).migrate();
  const second = `${copy}.second`;
  await backUpStore(`sqlite:${copy}`, second);

  for (const made of [copy, second]) {
    restore(made, path);

    await expect(open(path, { readOnly: true })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  }
  expect(existsSync(`${copy}-wal`)).toBe(false);
});
