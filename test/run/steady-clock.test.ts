import { expect, test } from "vitest";
import { createSteadyClock } from "../../src/run/steady-clock.ts";
import { NOW } from "../helpers/make.ts";

const HOUR = 3_600_000;

/** A machine whose time passes, whose clock is set and which sleeps as a test says. */
function startMachine() {
  const at = { wall: NOW, monotonic: 5_000, uptime: 90_000 };
  const clock = createSteadyClock({
    wall: { now: () => at.wall },
    monotonicMs: () => at.monotonic,
    uptimeMs: () => at.uptime,
  });
  const pass = (ms: number, by: Partial<typeof at> = {}): void => {
    at.wall += by.wall ?? ms;
    at.monotonic += by.monotonic ?? ms;
    at.uptime += by.uptime ?? ms;
  };
  return { clock, pass };
}

test("time passes as on the machine's clock while nobody sets that", () => {
  const { clock, pass } = startMachine();

  pass(1_500);
  const followed = clock.follow();
  pass(250);

  expect([followed, clock.now(), clock.steppedMs()]).toEqual([0, NOW + 1_750, 0]);
});

test("a clock that was set is shown when it is followed, and not before", () => {
  const { clock, pass } = startMachine();
  pass(1_000, { wall: 1_000 + HOUR });

  const before = clock.now();
  const followed = clock.follow();

  expect([before, followed, clock.now()]).toEqual([NOW + 1_000, HOUR, NOW + 1_000 + HOUR]);
});

test("steps add up, either way", () => {
  const { clock, pass } = startMachine();

  pass(1_000, { wall: HOUR + 1_000 });
  clock.follow();
  pass(1_000, { wall: 1_000 - 3 * HOUR });
  const followed = clock.follow();

  expect([followed, clock.steppedMs(), clock.now()]).toEqual([-3 * HOUR, -2 * HOUR, NOW + 2_000 - 2 * HOUR]);
});

test("a correction of up to two seconds is followed and is no step", () => {
  const { clock, pass } = startMachine();

  pass(1_000, { wall: -900 });
  const followed = clock.follow();

  expect([followed, clock.now()]).toEqual([0, NOW - 900]);
});

test("a machine that slept was not set", () => {
  const { clock, pass } = startMachine();

  pass(1_000, { wall: HOUR, uptime: HOUR });
  const followed = clock.follow();

  expect([followed, clock.now(), clock.steppedMs()]).toEqual([0, NOW + HOUR, 0]);
});

test("a machine that was set while it slept is known by the difference", () => {
  const { clock, pass } = startMachine();

  pass(1_000, { wall: 3 * HOUR, uptime: HOUR });

  expect(clock.follow()).toBe(2 * HOUR);
});
