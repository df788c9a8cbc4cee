import { existsSync, linkSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EngineError } from "../../../src/core/base/errors.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { lowMark } from "../../../src/core/alarm/low-mark.ts";
import { createStorageWatch } from "../../../src/stores/on-disk/storage-watch.ts";
import type { DiskRoom, StorageWatch } from "../../../src/stores/on-disk/storage-watch.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const GIGABYTE = 1_073_741_824;
const MEGABYTE = 1_048_576;
const FIXED = { next: () => 0.5 };

interface Watched {
  readonly watch: StorageWatch;
  readonly path: string;
  readonly told: string[];
  readonly room: { free: number; total: number };
}

async function watchStore(
  kind: "sqlite" | "json",
  room: DiskRoom = { free: 9 * GIGABYTE, total: 10 * GIGABYTE },
): Promise<Watched> {
  const path = join(makeTemporaryFolder(), "store");
  const store = await openStore(`${kind}:${path}`, { random: FIXED });
  onTestFinished(() => store.close());
  const told: string[] = [];
  const current = { ...room };
  const watch = await createStorageWatch(`${kind}:${path}`, {
    onRoom: ({ isLow }) => told.push(isLow ? "low" : "room"),
    onReplaced: (error: EngineError) => told.push(error.code),
    readRoom: () => Promise.resolve({ ...current }),
  });
  if (watch === null) throw new Error("no watch");
  return { watch, path, told, room: current };
}

const look = async ({ watch }: Watched, times: number): Promise<void> => {
  for (let time = 0; time < times; time += 1) await watch.look();
};

test.each(["memory:", "postgres://a@b/c"])("a store in no file of ours has no watch: %s", async (url) => {
  const observer = { onRoom: () => undefined, onReplaced: () => undefined };
  expect(await createStorageWatch(url, observer)).toBeNull();
});

test.each([
  [100 * GIGABYTE, 256 * MEGABYTE],
  [GIGABYTE, GIGABYTE / 20],
])("of a disk of %s bytes %s must be free", (total, mark) => {
  expect(lowMark(total)).toBe(mark);
});

test("little room is told once, and room again only when there is a quarter more", async () => {
  const watched = await watchStore("sqlite");
  const mark = lowMark(watched.room.total);
  const seen = [];
  for (const free of [mark, mark - 1, mark - 1, mark, mark * 1.25 - 1, mark * 1.25]) {
    watched.room.free = free;
    await watched.watch.look();
    seen.push(watched.watch.isLow());
  }

  expect(seen).toEqual([false, true, true, true, true, false]);
  expect(watched.told).toEqual(["low", "room"]);
});

test("room is kept back after a while, readable by its owner alone, and given up when it is asked for", async () => {
  const watched = await watchStore("json", { free: 400 * MEGABYTE, total: 500 * MEGABYTE });
  const ballast = `${watched.path}.ballast`;
  await look(watched, 9);
  expect(existsSync(ballast)).toBe(false);

  await look(watched, 1);
  expect(statSync(ballast)).toMatchObject({ size: 5 * MEGABYTE });
  expect(statSync(ballast).mode & 0o777).toBe(0o600);
  expect(statSync(ballast).blocks * 512).toBeGreaterThanOrEqual(5 * MEGABYTE);

  await watched.watch.releaseBallast();
  expect(existsSync(ballast)).toBe(false);
  await look(watched, 10);
  expect(existsSync(ballast)).toBe(true);
});

test("no room is kept back where it would be missed", async () => {
  const watched = await watchStore("json", { free: 30 * MEGABYTE, total: 500 * MEGABYTE });

  await look(watched, 20);

  expect(existsSync(`${watched.path}.ballast`)).toBe(false);
});

test.each<[string, (path: string) => void]>([
  [
    "removed",
    (path) => {
      rmSync(path);
    },
  ],
  [
    "replaced",
    (path) => {
      renameSync(path, `${path}.old`);
      writeFileSync(path, "");
    },
  ],
])("a database whose file is %s is broken", async (_, spoil) => {
  const watched = await watchStore("sqlite");
  await look(watched, 2);
  expect(watched.told).toEqual([]);

  spoil(watched.path);
  await look(watched, 1);

  expect(watched.told).toEqual(["STORE_BROKEN"]);
});

test.each(["sqlite", "json"] as const)(
  "a %s store whose lock is removed is broken: another engine could open it",
  async (kind) => {
    const watched = await watchStore(kind);

    rmSync(`${watched.path}.lock`);
    await look(watched, 1);

    expect(watched.told).toEqual(["STORE_BROKEN"]);
  },
);

test("a JSON file that is replaced at a write is the same store", async () => {
  const watched = await watchStore("json");

  renameSync(watched.path, `${watched.path}.old`);
  writeFileSync(watched.path, "{}");
  await look(watched, 1);

  expect(watched.told).toEqual([]);
});

test.each(["sqlite", "json"] as const)("a %s store with a second name on the disk is not opened", async (kind) => {
  const path = join(makeTemporaryFolder(), "store");
  await (await openStore(`${kind}:${path}`, { random: FIXED })).close();
  linkSync(path, `${path}.other`);

  await expect(openStore(`${kind}:${path}`, { random: FIXED })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining("hard link") as string,
  });
});
