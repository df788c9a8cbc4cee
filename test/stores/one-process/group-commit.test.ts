import { expect, test } from "vitest";
import { EngineError } from "../../../src/core/base/errors.ts";
import type { GroupCommitOptions } from "../../../src/stores/one-process/group-commit.ts";
import { createGroupCommit } from "../../../src/stores/one-process/group-commit.ts";

/** A group commit over a list: a transaction that throws leaves the list as it was. */
function openList(options: Omit<GroupCommitOptions, "transaction"> & { readonly disk?: () => void } = {}) {
  const { disk = () => undefined, ...limits } = options;
  const written: string[] = [];
  const batchSizes: number[] = [];
  const commits = createGroupCommit({
    ...limits,
    transaction: (work) => {
      const before = [...written];
      try {
        work();
        disk();
        batchSizes.push(written.length - before.length);
      } catch (error) {
        written.splice(0, written.length, ...before);
        throw error;
      }
    },
  });
  const write = (text: string) => commits.submit(() => written.push(text));
  return { written, batchSizes, commits, write };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

test("what is submitted in one turn is written in one transaction, in order", async () => {
  const { written, batchSizes, write } = openList();

  const results = await Promise.all(["a", "b", "c"].map(write));

  expect(results).toEqual([1, 2, 3]);
  expect(written).toEqual(["a", "b", "c"]);
  expect(batchSizes).toEqual([3]);
});

test("what comes while a transaction syncs is written in the next one", async () => {
  const batches: string[][] = [];
  let endSync: () => void = () => undefined;
  const sync = new Promise<void>((resolve) => {
    endSync = resolve;
  });
  const commits = createGroupCommit({
    transaction: (work) => {
      batches.push([]);
      work();
      return sync;
    },
  });
  const write = (text: string) => commits.submit(() => batches.at(-1)?.push(text));
  const first = write("a");
  await new Promise((resolve) => setImmediate(resolve));

  const others = [write("b"), write("c")];
  endSync();
  await Promise.all([first, ...others]);

  expect(batches).toEqual([["a"], ["b", "c"]]);
});

test("a batch is bounded", async () => {
  const { batchSizes, write } = openList({ maximumBatch: 4 });

  await Promise.all(numbers(10).map(write));

  expect(batchSizes).toEqual([4, 4, 2]);
});

test("work that throws rejects its own caller and no other", async () => {
  const { written, commits, write } = openList();
  const bug = new TypeError("a bug");

  const results = await Promise.allSettled([
    write("a"),
    commits.submit(() => {
      written.push("half done");
      throw bug;
    }),
    write("b"),
  ]);

  expect(results).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: bug },
    { status: "fulfilled" },
  ]);
  expect(written).toEqual(["a", "b"]);
});

test("a storage failure rejects the whole batch with its cause, and later writes succeed", async () => {
  let isFull = true;
  const full = new EngineError("STORE_UNAVAILABLE", "The disk is full.", { cause: "SQLITE_FULL" });
  const { written, write } = openList({
    disk: () => {
      if (isFull) throw full;
    },
  });

  const results = await Promise.allSettled([write("a"), write("b")]);
  isFull = false;
  await write("c");

  expect(results).toMatchObject([{ reason: full }, { reason: full }]);
  expect(written).toEqual(["c"]);
});

test("work beyond the queue's bound is refused while the rest is written", async () => {
  const { written, write } = openList({ maximumQueued: 3 });

  const results = await Promise.allSettled(numbers(5).map(write));

  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"]);
  expect(results[3]).toMatchObject({ reason: { code: "STORE_BUSY" } });
  expect(written).toEqual(["0", "1", "2"]);
});

test("closing writes what waits and refuses what comes after", async () => {
  const { written, commits, write } = openList({ maximumBatch: 2 });
  const waiting = Promise.all(numbers(5).map(write));

  const closed = commits.close();

  await expect(write("late")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await closed;
  expect(written).toEqual(["0", "1", "2", "3", "4"]);
  await waiting;
});
