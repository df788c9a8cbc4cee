import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPace } from "../../../src/act/http/pace.ts";

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("no window of the rate's length sees more calls than the rate allows", async () => {
  const pace = createPace({ count: 3, windowMs: 100 });
  const starts: number[] = [];

  for (let call = 0; call < 20; call++) void pace.take(never).then(() => starts.push(Date.now()));
  await vi.advanceTimersByTimeAsync(1_000);

  const spans = starts.slice(3).map((at, index) => at - (starts[index] ?? 0));
  expect(starts).toHaveLength(20);
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(100);
});

test("calls start in the order in which they were asked for", async () => {
  const pace = createPace({ count: 1, windowMs: 10 });
  const order: number[] = [];

  for (const call of [1, 2, 3]) void pace.take(never).then(() => order.push(call));
  await vi.advanceTimersByTimeAsync(100);

  expect(order).toEqual([1, 2, 3]);
});

test("a pause holds everybody back until it is over, and a shorter one does not cut it", async () => {
  const pace = createPace({ count: 10, windowMs: 10 });
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
  const pace = createPace({ count: 10, windowMs: 10 });
  let started = 0;

  pace.pause(1_000);
  pace.pause(3_000);
  void pace.take(never).then(() => started++);
  await vi.advanceTimersByTimeAsync(2_900);

  expect(started).toBe(0);
});

test("whoever stops waiting is rejected and uses up nothing", async () => {
  const pace = createPace({ count: 1, windowMs: 1_000 });
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
  const pace = createPace({ count: 1, windowMs: 1_000 });
  const startedAt = performance.now();
  const starts: number[] = [];
  for (let call = 0; call < 3; call++) void pace.take(never).then(() => starts.push(performance.now() - startedAt));

  await vi.advanceTimersByTimeAsync(500);
  vi.setSystemTime(Date.now() + stepMs);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(starts).toEqual([0, 1_000, 2_000]);
});

test("a window longer than a timer can hold is waited out", async () => {
  const pace = createPace({ count: 1, windowMs: 30 * 86_400_000 });
  const startedAt = performance.now();
  const starts: number[] = [];
  for (let call = 0; call < 2; call++) void pace.take(never).then(() => starts.push(performance.now() - startedAt));

  await vi.advanceTimersByTimeAsync(31 * 86_400_000);

  expect(starts).toEqual([0, 30 * 86_400_000]);
});

test("whoever comes when the engine is stopping is rejected", async () => {
  const stopping = new AbortController();
  stopping.abort();

  await expect(createPace({ count: 1, windowMs: 10 }).take(stopping.signal)).rejects.toThrow("aborted");
});
