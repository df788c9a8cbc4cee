import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Pace } from "../../../src/act/http/pace/pace.ts";
import { createWindow } from "../../../src/act/http/pace/allowance.ts";
import { createPace } from "../../../src/act/http/pace/pace.ts";

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("no window of the rate's length sees more calls than the rate allows", async () => {
  const pace = createPace(createWindow({ count: 3, windowMs: 100 }));
  const starts: number[] = [];

  for (let call = 0; call < 20; call++) void pace.take(never).then(() => starts.push(Date.now()));
  await vi.advanceTimersByTimeAsync(1_000);

  const spans = starts.slice(3).map((at, index) => at - (starts[index] ?? 0));
  expect(starts).toHaveLength(20);
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(100);
});

test("calls start in the order in which they were asked for", async () => {
  const pace = createPace(createWindow({ count: 1, windowMs: 10 }));
  const order: number[] = [];

  for (const call of [1, 2, 3]) void pace.take(never).then(() => order.push(call));
  await vi.advanceTimersByTimeAsync(100);

  expect(order).toEqual([1, 2, 3]);
});

test("a pause holds everybody back until it is over, and a shorter one does not cut it", async () => {
  const pace = createPace(createWindow({ count: 10, windowMs: 10 }));
  let started = 0;

  pace.pause(5_000);
  pace.pause(1_000);
  for (let call = 0; call < 3; call++) void pace.take(never).then(() => started++);
  await vi.advanceTimersByTimeAsync(4_900);
  const startedInPause = started;
  await vi.advanceTimersByTimeAsync(200);

  expect([startedInPause, started]).toEqual([0, 3]);
});

test("a longer pause extends the one that is on", async () => {
  const pace = createPace(createWindow({ count: 10, windowMs: 10 }));
  let started = 0;

  pace.pause(1_000);
  pace.pause(3_000);
  void pace.take(never).then(() => started++);
  await vi.advanceTimersByTimeAsync(2_900);

  expect(started).toBe(0);
});

test("whoever stops waiting is rejected and uses up nothing", async () => {
  const pace = createPace(createWindow({ count: 1, windowMs: 1_000 }));
  await pace.take(never);
  const leaving = new AbortController();

  const left = pace.take(leaving.signal).then(
    () => "started",
    () => "rejected",
  );
  const next = pace.take(never).then(() => "started");
  leaving.abort();
  await vi.advanceTimersByTimeAsync(1_100);

  expect([await left, await next]).toEqual(["rejected", "started"]);
});

test.each([
  { what: "forward by 10 y", stepMs: 10 * 365 * 86_400_000 },
  { what: "back by 10 y", stepMs: -10 * 365 * 86_400_000 },
  { what: "back by 1 h", stepMs: -3_600_000 },
])("a clock that is set $what neither stalls nor hurries the line", async ({ stepMs }) => {
  const pace = createPace(createWindow({ count: 1, windowMs: 1_000 }));
  const startedAt = performance.now();
  const starts: number[] = [];
  for (let call = 0; call < 3; call++) void pace.take(never).then(() => starts.push(performance.now() - startedAt));

  await vi.advanceTimersByTimeAsync(500);
  vi.setSystemTime(Date.now() + stepMs);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(starts).toEqual([0, 1_000, 2_000]);
});

test("a window longer than a timer can hold is waited out", async () => {
  const pace = createPace(createWindow({ count: 1, windowMs: 30 * 86_400_000 }));
  const startedAt = performance.now();
  const starts: number[] = [];
  for (let call = 0; call < 2; call++) void pace.take(never).then(() => starts.push(performance.now() - startedAt));

  await vi.advanceTimersByTimeAsync(31 * 86_400_000);

  expect(starts).toEqual([0, 30 * 86_400_000]);
});

test("whoever comes when the engine is stopping is rejected", async () => {
  const stopping = new AbortController();
  stopping.abort();

  await expect(createPace(createWindow({ count: 1, windowMs: 10 })).take(stopping.signal)).rejects.toThrow("aborted");
});

/** Starts as many calls as there is room for. */
function startAll(pace: Pace): number {
  let started = 0;
  while (started < 1_000 && pace.start() !== null) started += 1;
  return started;
}

describe("room", () => {
  test("is what is left of the rate, and comes back as its window passes", async () => {
    const pace = createPace(createWindow({ count: 3, windowMs: 100 }));
    const rooms = [pace.room()];

    pace.start();
    await vi.advanceTimersByTimeAsync(60);
    rooms.push(pace.room());
    rooms.push(startAll(pace), pace.room());
    await vi.advanceTimersByTimeAsync(40);
    rooms.push(pace.room());
    await vi.advanceTimersByTimeAsync(60);
    rooms.push(pace.room());

    expect(rooms).toEqual([3, 2, 2, 0, 1, 3]);
  });

  test("is not used up by asking", () => {
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }));

    expect([pace.room(), pace.room(), startAll(pace)]).toEqual([2, 2, 2]);
  });

  test("is none in a pause", async () => {
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }));
    pace.pause(5_000);
    const inPause = [pace.room(), startAll(pace)];

    await vi.advanceTimersByTimeAsync(5_000);

    expect([inPause, pace.room()]).toEqual([[0, 0], 2]);
  });

  test("is given back by a call that was not made", () => {
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }));
    const giveBack = pace.start();
    pace.start();
    const full = pace.room();

    giveBack?.();
    const after = pace.room();
    startAll(pace);

    expect([full, after, pace.room()]).toEqual([0, 1, 0]);
  });

  test("that is given back after its window adds none", async () => {
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }));
    const giveBack = pace.start();
    await vi.advanceTimersByTimeAsync(100);

    giveBack?.();

    expect([startAll(pace), pace.room()]).toEqual([2, 0]);
  });

  test("is none while anybody waits in take, who goes first", async () => {
    const order: string[] = [];
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }), () => {
      order.push(`room ${startAll(pace)}`);
    });
    startAll(pace);
    for (const name of ["first", "second"]) void pace.take(never).then(() => order.push(name));

    await vi.advanceTimersByTimeAsync(50);
    const waiting = [pace.room(), pace.start()];
    await vi.advanceTimersByTimeAsync(250);

    expect(waiting).toEqual([0, null]);
    expect(order).toEqual(["first", "second", "room 1"]);
  });

  test("is there again when whoever waited has left", async () => {
    const told: number[] = [];
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }), () => told.push(performance.now()));
    const leaving = new AbortController();
    pace.pause(1_000);
    const left = pace.take(leaving.signal).catch(() => "left");
    pace.room();

    leaving.abort();
    const pausedUntil = performance.now() + 1_000;
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await left).toBe("left");
    expect([told, pace.room()]).toEqual([[pausedUntil], 1]);
  });
});

describe("whoever was told that there is no room", () => {
  test("is told once when there is again, however often it asked", async () => {
    let told = 0;
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }), () => (told += 1));
    startAll(pace);
    for (let time = 0; time < 5; time += 1) pace.room();

    await vi.advanceTimersByTimeAsync(99);
    const before = told;
    await vi.advanceTimersByTimeAsync(1_000);

    expect([before, told]).toEqual([0, 1]);
  });

  test("is told at once when room is given back", () => {
    let told = 0;
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }), () => (told += 1));
    const giveBack = pace.start();
    pace.room();
    const before = told;

    giveBack?.();

    expect([before, told]).toEqual([0, 1]);
  });

  test("is told when a pause is over that began meanwhile, not before", async () => {
    const told: number[] = [];
    const from = performance.now();
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }), () => told.push(performance.now() - from));
    startAll(pace);
    pace.pause(5_000);

    await vi.advanceTimersByTimeAsync(10_000);

    expect(told).toEqual([5_000]);
  });

  test("is told once each time, when it uses the room at once and asks for more", async () => {
    const told: number[] = [];
    const from = performance.now();
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }), () => {
      told.push(performance.now() - from);
      if (told.length < 3) startAll(pace);
    });
    startAll(pace);

    await vi.advanceTimersByTimeAsync(150);
    const timers = vi.getTimerCount();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(told).toEqual([100, 200, 300]);
    expect(timers).toBe(1);
  });

  test("alone is told: who never met a full gate hears nothing", async () => {
    let told = 0;
    const pace = createPace(createWindow({ count: 2, windowMs: 100 }), () => (told += 1));
    pace.room();
    pace.start();
    void pace.take(never);
    pace.pause(50);

    await vi.advanceTimersByTimeAsync(1_000);

    expect(told).toBe(0);
  });

  test("keeps no process alive", () => {
    const pace = createPace(createWindow({ count: 1, windowMs: 100 }));
    vi.useRealTimers();

    const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    startAll(pace);

    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout")).toHaveLength(timers);
  });
});
