import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTicker } from "../../src/run/ticker.ts";
import { NOW } from "../helpers/make.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a ticker ticks once a second and beats every five until it is stopped", async () => {
  let ticks = 0;
  let beats = 0;
  const ticker = startTicker({
    onTick: () => {
      ticks += 1;
    },
    onBeat: () => {
      beats += 1;
    },
  });

  await vi.advanceTimersByTimeAsync(10_500);
  const whileRunning = ticks;
  const beatsWhileRunning = beats;
  ticker.stop();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(whileRunning).toBe(10);
  expect(ticks).toBe(whileRunning);
  expect([beatsWhileRunning, beats]).toEqual([2, 2]);
  expect(vi.getTimerCount()).toBe(0);
});
