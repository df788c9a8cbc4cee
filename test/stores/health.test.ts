import { expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import type { StoreHealth } from "../../src/ports/store/store.ts";
import { createHealthWatch, watchHealth } from "../../src/stores/health.ts";

const FULL = new EngineError("STORE_UNAVAILABLE", "the disk is full");
const BROKEN = new EngineError("STORE_BROKEN", "the disk failed to sync");

const SECOND = 1_000;

/** Runs transactions that end as given, each so many milliseconds after the one before, and gives what was told. */
async function tellHealth(endings: readonly (readonly [afterMs: number, ending: Error | null])[]) {
  const told: StoreHealth[] = [];
  let now = 0;
  const transaction = watchHealth(
    (work) => {
      work();
    },
    { onHealth: (health) => told.push(health), monotonicMs: () => now },
  );
  for (const [afterMs, ending] of endings) {
    now += afterMs;
    const work = () => {
      if (ending !== null) throw ending;
    };
    await Promise.resolve(transaction(work)).catch(() => undefined);
  }
  return told;
}

test("a store that works says nothing", async () => {
  const told = await tellHealth([
    [0, null],
    [SECOND, null],
  ]);

  expect(told).toEqual([]);
});

test("a failure is told once, however often it comes, and its end once", async () => {
  const told = await tellHealth([
    [SECOND, FULL],
    [SECOND, FULL],
    [10 * SECOND, null],
    [SECOND, null],
    [SECOND, FULL],
  ]);

  expect(told).toEqual([
    { kind: "unavailable", error: FULL },
    { kind: "available" },
    { kind: "unavailable", error: FULL },
  ]);
});

test("small writes that succeed between failures are not the end of it", async () => {
  const told = await tellHealth([
    [SECOND, FULL],
    [SECOND, null],
    [SECOND, FULL],
    [9_999, null],
  ]);

  expect(told).toEqual([{ kind: "unavailable", error: FULL }]);
});

test("a broken store is told of once, also after it was unavailable", async () => {
  const told = await tellHealth([
    [SECOND, FULL],
    [SECOND, BROKEN],
    [SECOND, BROKEN],
  ]);

  expect(told).toEqual([
    { kind: "unavailable", error: FULL },
    { kind: "broken", error: BROKEN },
  ]);
});

test("a fault of ours in a piece of work says nothing of the storage, and reaches the caller", async () => {
  const fault = new TypeError("of ours");
  const transaction = watchHealth(
    (work) => {
      work();
    },
    {
      onHealth: () => {
        throw new Error("told of health");
      },
    },
  );

  const failing = Promise.resolve(
    transaction(() => {
      throw fault;
    }),
  );

  await expect(failing).rejects.toBe(fault);
});

/** What is told when reads and writes end as given, ten seconds after one another. */
async function tellAfter(endings: readonly (readonly ["reads" | "writes", Error | null])[]) {
  const told: StoreHealth[] = [];
  let now = 0;
  const watch = createHealthWatch({ onHealth: (health) => told.push(health), monotonicMs: () => now });
  for (const [what, ending] of endings) {
    now += 10 * SECOND;
    const ended = (): Promise<void> => (ending === null ? Promise.resolve() : Promise.reject(ending));
    await (what === "reads" ? watch.ofRead(ended()) : watch.ofTransaction(ended)(() => undefined)).catch(
      () => undefined,
    );
  }
  return told.map(({ kind }) => kind);
}

test.each<[string, Parameters<typeof tellAfter>[0], readonly StoreHealth["kind"][]]>([
  [
    "reads that fail are told, and end with a write",
    [
      ["reads", FULL],
      ["reads", FULL],
      ["writes", null],
    ],
    ["unreadable", "available"],
  ],
  [
    "a read that succeeds ends nothing",
    [
      ["writes", FULL],
      ["reads", null],
    ],
    ["unavailable"],
  ],
  [
    "what cannot be written is worse",
    [
      ["reads", FULL],
      ["writes", FULL],
      ["reads", FULL],
    ],
    ["unreadable", "unavailable"],
  ],
  ["a sync that failed is for good", [["reads", BROKEN]], ["broken"]],
])("of a storage of which work is read: %s", async (_what, endings, kinds) => {
  expect(await tellAfter(endings)).toEqual(kinds);
});
