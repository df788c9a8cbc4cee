import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTicker } from "../../src/run/ticker.ts";
import { NOW } from "../helpers/make.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a ticker ticks once a second until it is stopped", async () => {
  let ticks = 0;
  const ticker = startTicker(() => {
    ticks += 1;
  });

  await vi.advanceTimersByTimeAsync(10_500);
  const whileRunning = ticks;
  ticker.stop();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(whileRunning).toBe(10);
  expect(ticks).toBe(whileRunning);
  expect(vi.getTimerCount()).toBe(0);
});
