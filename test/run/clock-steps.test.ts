import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import { createDestinations, createRoomBell } from "../../src/act/http/destinations.ts";
import { createWindow } from "../../src/act/http/pace/allowance.ts";
import { createPace } from "../../src/act/http/pace/pace.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import { startTicker } from "../../src/run/ticker.ts";
import { createSteadyClock } from "../../src/run/steady-clock.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { makeSettings, NOW } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { NOT_SENT, startEngine } from "./make.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const RULES = `
waits:
  on: message_received
  if: { text: wait }
  do:
    - wait: 15m
    - http: { connection: crm, method: POST, path: /waited }
retries:
  on: message_received
  if: { text: retry }
  do:
    - http: { connection: crm, method: POST, path: /retried }
      retry: { max: 3 }
      deadline: 10m
is_paced:
  on: message_received
  if: { text: pace }
  do:
    - http: { connection: paced, method: POST, path: /paced }
    - http: { connection: paced, method: POST, path: /paced }
`;

/** The clock of the engine on a machine whose clock is that of the faked timers; they show time as it passes. */
function createClock(sleptMs: () => number = () => 0): VirtualClock {
  const monotonicMs = (): number => performance.now();
  const uptimeMs = (): number => performance.now() + sleptMs();
  const steady = createSteadyClock({ wall: { now: () => Date.now() }, monotonicMs, uptimeMs });
  return { ...steady, moveTo: () => undefined };
}

function textIn(request: JsonObject, name: string): string {
  const value = request[name];
  return typeof value === "string" ? value : "";
}

interface Machine {
  readonly engine: TestEngine;
  /** Paths called so far, with the seconds since the start of the machine. */
  readonly calls: readonly (readonly [seconds: number, path: string])[];
  /** Puts the machine to sleep. */
  readonly sleep: (ms: number) => void;
}

/** An engine that ticks, whose CRM takes a call in 5 minutes on the paced path and fails the first one to be retried. */
async function startMachine(): Promise<Machine> {
  const startedAt = performance.now();
  let sleptMs = 0;
  const bell = createRoomBell();
  const pace = createPace(createWindow({ count: 1, windowMs: 5 * MINUTE }), bell.ring);
  const calls: (readonly [number, string])[] = [];
  const engine = await startEngine({
    rules: RULES,
    clock: createClock(() => sleptMs),
    settings: makeSettings({ connections: { crm: "http", paced: "http" } }),
    destinations: createDestinations(new Map([["paced", pace]]), bell),
    script: ({ request, attempt }) => {
      const path = textIn(request, "path");
      calls.push([Math.round((performance.now() - startedAt) / SECOND), path]);
      return path === "/retried" && attempt < 3 ? { ...NOT_SENT, retryAfterMs: 2 * MINUTE } : done({});
    },
  });
  const ticker = startTicker({
    onTick: () => {
      engine.runner.wake();
    },
    onBeat: () => undefined,
  });
  onTestFinished(() => {
    ticker.stop();
  });
  for (const [index, text] of ["wait", "retry", "pace"].entries()) {
    await engine.text(text, { phone: `+1202555010${index}` });
  }
  return {
    engine,
    calls,
    sleep: (ms) => {
      sleptMs += ms;
      vi.setSystemTime(Date.now() + ms);
    },
  };
}

const ON_TIME = [
  [0, "/retried"],
  [0, "/paced"],
  [120, "/retried"],
  [240, "/retried"],
  [300, "/paced"],
  [900, "/waited"],
];

describe("a wait, a retry and a paced call happen on time", () => {
  test.each([
    { what: "in the fold of New York", zone: "America/New_York", at: "2026-11-01T05:55:00Z", stepMs: 0 },
    { what: "in the fold of London", zone: "Europe/London", at: "2026-10-25T00:55:00Z", stepMs: 0 },
    { what: "in the half-hour fold of Lord Howe", zone: "Australia/Lord_Howe", at: "2026-04-04T14:55:00Z", stepMs: 0 },
    { what: "in the gap of New York", zone: "America/New_York", at: "2026-03-08T06:55:00Z", stepMs: 0 },
    { what: "when the clock is set forward by 1 h", stepMs: HOUR },
    { what: "when the clock is set back by 1 h", stepMs: -HOUR },
    { what: "when the clock is set forward by 1 d", stepMs: DAY },
    { what: "when the clock is set back by 1 d", stepMs: -DAY },
    { what: "when the clock is set forward by 30 d", stepMs: 30 * DAY },
    { what: "when the clock is set back by 30 d", stepMs: -30 * DAY },
    { what: "when the clock is set forward by 10 y", stepMs: 10 * YEAR },
    { what: "when the clock is set back by 10 y", stepMs: -10 * YEAR },
  ])("$what", async ({ zone = "UTC", at = new Date(NOW).toISOString(), stepMs }) => {
    vi.stubEnv("TZ", zone);
    vi.setSystemTime(Date.parse(at));
    const { engine, calls } = await startMachine();

    await vi.advanceTimersByTimeAsync(61_500);
    vi.setSystemTime(Date.now() + stepMs);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);

    const warnings = engine.log.filter(({ level }) => level === "warn");
    expect(calls).toEqual(ON_TIME);
    expect(warnings.map(({ fields }) => fields["by_ms"])).toEqual(stepMs === 0 ? [] : [stepMs]);
  });
});

test("what fell due while the machine slept is due at once, and is no step of the clock", async () => {
  const { engine, calls, sleep } = await startMachine();

  await vi.advanceTimersByTimeAsync(61_500);
  sleep(HOUR);
  await vi.advanceTimersByTimeAsync(5 * SECOND);

  expect(calls.slice(2).map(([, path]) => path)).toEqual(["/retried", "/waited"]);
  expect(engine.log.filter(({ fields }) => fields["by_ms"] !== undefined)).toEqual([]);
});

test("a wait until an instant follows the clock that was set", async () => {
  const rules = `
r:
  on: message_received
  do:
    - wait: { until: "2026-01-02T21:00:00Z" }
    - http: { connection: crm, method: POST, path: /waited }
`;
  const engine = await startEngine({ rules, clock: createClock() });
  await engine.text("hello");
  await engine.drain();
  const before = engine.performed.length;

  vi.setSystemTime(NOW + HOUR);
  await engine.drain();

  expect([before, engine.performed.length]).toEqual([0, 1]);
});

test("while waits cannot be moved along nothing falls due", async () => {
  const { engine, calls } = await startMachine();
  await vi.advanceTimersByTimeAsync(61_500);
  const { store } = engine;
  await store.close();

  vi.setSystemTime(Date.now() + DAY);
  await vi.advanceTimersByTimeAsync(5 * SECOND);

  expect(calls).toHaveLength(2);
  expect(engine.log.filter(({ level }) => level === "error").map(({ message }) => message)).toContain(
    "the clock was set, and waits could not be moved along",
  );
});
