import { describe, expect, test, vi } from "vitest";
import { createBucket } from "../../../src/act/http/pace/bucket.ts";
import { createPace } from "../../../src/act/http/pace/pace.ts";
import type { Pace } from "../../../src/act/http/pace/pace.ts";
import { createSharedBucket } from "../../../src/act/http/pace/shared-bucket.ts";
import type { Budgets, BudgetSize } from "../../../src/ports/outside/budget.ts";
import { createMemoryLogger } from "../server.ts";
import { stopTime } from "../still-time.ts";

/** What Heymarket is called by when nothing is configured. */
const SIZE: BudgetSize = { perSecond: 7.5, capacity: 15, reserve: 2 };
const patient = new AbortController().signal;

function createOwnPace(size: BudgetSize = SIZE): Pace {
  return createPace(createBucket(size, performance.now()));
}

/** Starts as many attempts as there is room for. */
function startAll(pace: Pace): number {
  let started = 0;
  while (started < 1_000 && pace.start() !== null) started += 1;
  return started;
}

/** The most calls in any 60 seconds. */
function mostInAMinute(starts: readonly number[]): number {
  let most = 0;
  let from = 0;
  starts.forEach((at, index) => {
    while (at - (starts[from] ?? 0) >= 60_000) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

describe("a bucket", () => {
  test("starts empty, gives what time fills in, and saves up no more than its capacity", async () => {
    stopTime();
    const pace = createOwnPace({ perSecond: 1, capacity: 3, reserve: 0 });
    const given = [startAll(pace)];

    for (const ms of [999, 1, 2_000, 60_000]) {
      await vi.advanceTimersByTimeAsync(ms);
      given.push(startAll(pace));
    }

    expect(given).toEqual([0, 0, 1, 2, 3]);
  });

  test("keeps a tenth for readings, which go first", async () => {
    stopTime();
    const pace = createOwnPace();
    await vi.advanceTimersByTimeAsync(60_000);
    const attempts = startAll(pace);
    let readings = 0;

    for (let call = 0; call < 3; call += 1) void pace.take(patient).then(() => (readings += 1));
    await vi.advanceTimersByTimeAsync(0);
    const atOnce = readings;
    await vi.advanceTimersByTimeAsync(134);

    expect([attempts, atOnce, readings]).toEqual([13, 2, 3]);
  });

  test("never gives 500 in any minute, however often the process is started anew, and gives nearly what is allowed", () => {
    stopTime();
    const starts: number[] = [];
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

    // An hour in which the process starts anew after 1 to 120 seconds; all that time more is wanted than there is.
    for (let life = 0; life < 60; life += 1) {
      const pace = createOwnPace();
      const endsAt = performance.now() + 1_000 + random() * 119_000;
      while (performance.now() < endsAt) {
        for (let call = startAll(pace); call > 0; call -= 1) starts.push(performance.now());
        vi.advanceTimersByTime(100);
      }
    }

    const minutes = performance.now() / 60_000;
    expect(mostInAMinute(starts)).toBeLessThanOrEqual(465);
    expect(starts.length / minutes).toBeGreaterThan(420);
  });

  test("a quiet time before a restart gives no second burst", () => {
    stopTime();
    const starts: number[] = [];
    const note = (calls: number): void => void starts.push(...Array<number>(calls).fill(performance.now()));
    for (let life = 0; life < 20; life += 1) {
      const pace = createOwnPace();
      vi.advanceTimersByTime(2_500);
      note(startAll(pace));
    }

    expect(mostInAMinute(starts)).toBeLessThanOrEqual(465);
  });
});

/** Budgets as a store keeps them, by the same clock; `fail` has the next asking fail. */
function createBudgets(): Budgets & { asked: number; fail: boolean } {
  const bucket = createBucket(SIZE, performance.now());
  const budgets = {
    asked: 0,
    fail: false,
    take: async (_name: string, { wanted, leave }: { wanted: number; leave: number }) => {
      budgets.asked += 1;
      await Promise.resolve();
      if (budgets.fail) throw new Error("the store is away");
      const now = performance.now();
      const caller = leave === 0 ? "reading" : "attempt";
      let calls = 0;
      for (; calls < wanted && bucket.opensAt(now, caller) <= now; calls += 1) bucket.start(now);
      return { calls, waitMs: calls === 0 ? bucket.opensAt(now, caller) - now : 0 };
    },
    pause: async (_name: string, ms: number) => {
      await Promise.resolve();
      bucket.close(performance.now(), ms);
    },
  };
  return budgets;
}

describe("a shared bucket", () => {
  function setUp(processes: number) {
    stopTime();
    const budgets = createBudgets();
    const logger = createMemoryLogger();
    const starts: number[] = [];
    const paces = Array.from({ length: processes }, () => {
      const pace: Pace = createPace(createSharedBucket({ budgets, name: "heymarket", size: SIZE, logger }), () => {
        for (let call = startAll(pace); call > 0; call -= 1) starts.push(performance.now());
        pace.room();
      });
      return pace;
    });
    return { budgets, logger, starts, paces };
  }

  test("processes that all want more than there is get nearly all of it together, and never more", async () => {
    const { starts, paces, budgets } = setUp(4);

    paces.forEach((pace) => pace.room());
    await vi.advanceTimersByTimeAsync(2 * 60_000);

    expect(mostInAMinute(starts)).toBeLessThanOrEqual(487);
    expect(starts.length).toBeGreaterThan(870);
    expect(budgets.asked / starts.length).toBeLessThan(5);
  });

  test("a lone process asks once for several calls", async () => {
    const { starts, paces, budgets } = setUp(1);
    await vi.advanceTimersByTimeAsync(60_000);

    paces[0]?.room();
    await vi.advanceTimersByTimeAsync(0);

    expect([starts.length, budgets.asked]).toEqual([13, 4]);
  });

  test("calls that were given and not used in three seconds are not used later", async () => {
    stopTime();
    const budgets = createBudgets();
    const pace = createPace(
      createSharedBucket({ budgets, name: "heymarket", size: SIZE, logger: createMemoryLogger() }),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    pace.room();
    await vi.advanceTimersByTimeAsync(2_999);
    const stocked = pace.room();

    await vi.advanceTimersByTimeAsync(1);

    expect([stocked, pace.room()]).toEqual([5, 0]);
  });

  test("a pause of one process holds the others back", async () => {
    const { starts, paces } = setUp(2);
    paces[0]?.pause(30_000);
    await vi.advanceTimersByTimeAsync(0);

    paces[1]?.room();
    await vi.advanceTimersByTimeAsync(29_900);
    const inPause = starts.length;
    await vi.advanceTimersByTimeAsync(1_000);

    expect(inPause).toBe(0);
    expect(starts.length).toBeGreaterThan(0);
  });

  test("while the store is away nobody calls, and it is asked once a second", async () => {
    const { starts, paces, budgets, logger } = setUp(1);
    budgets.fail = true;
    await vi.advanceTimersByTimeAsync(60_000);
    budgets.asked = 0;

    paces[0]?.room();
    await vi.advanceTimersByTimeAsync(9_500);
    const [whileAway, asked] = [starts.length, budgets.asked];
    budgets.fail = false;
    await vi.advanceTimersByTimeAsync(1_000);

    expect([whileAway, asked]).toEqual([0, 10]);
    expect(logger.lines).toHaveLength(10);
    expect(starts.length).toBeGreaterThan(0);
  });
});
