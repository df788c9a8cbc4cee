import { expect, test } from "vitest";
import type { Alarm } from "../../src/core/alarm/alarm.ts";
import { DEFAULT_RETENTION } from "../../src/core/event/retention.ts";
import type { Horizons } from "../../src/core/event/retention.ts";
import { createRetention } from "../../src/retain/retention.ts";
import { openLowdbStore } from "../../src/stores/lowdb/store.ts";
import { createMemoryLogger } from "../act/server.ts";
import { NOW } from "../helpers/make.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

async function setUp(forgetAll: (old: { readonly horizons: Horizons }) => Promise<void>) {
  const store = await openLowdbStore({ path: null, random: { next: () => 0.5 } });
  let [elapsedMs, isClockTrusted] = [0, true];
  const logger = createMemoryLogger();
  const alarms: Alarm[] = [];
  const retention = createRetention({
    ...{ store, forgetAll, logger, isClockTrusted: () => isClockTrusted },
    policy: () => DEFAULT_RETENTION,
    clock: { now: () => NOW + elapsedMs },
    monotonicMs: () => elapsedMs,
    alarms: { raise: (alarm) => alarms.push(alarm) },
  });
  return {
    ...{ store, retention, logger, alarms },
    tickAt: (ms: number): Promise<void> => {
      elapsedMs = ms;
      return retention.tick();
    },
    trust: (isTrusted: boolean) => {
      isClockTrusted = isTrusted;
    },
  };
}

test("a round begins a minute after the start and then every hour, by what is old then", async () => {
  const rounds: Horizons[] = [];
  const { tickAt, store } = await setUp(({ horizons }) => {
    rounds.push(horizons);
    return Promise.resolve();
  });

  for (const ms of [0, 59_999, 60_000, HOUR, HOUR + 60_000]) await tickAt(ms);

  expect(rounds.map(({ texts }) => texts)).toEqual([60_000, HOUR + 60_000].map((ms) => NOW + ms - 30 * DAY));
  const now = NOW + HOUR + 60_000;
  expect(rounds[1]).toEqual({
    texts: now - 30 * DAY,
    events: now - 90 * DAY,
    dedupe_keys: now - 90 * DAY,
    reservations: now,
    audit: now - 400 * DAY,
    tallies: now - 400 * DAY,
  });
  expect(await store.readWatermark("retention")).toBe(now);
});

test("nothing is forgotten while the clock is not trusted", async () => {
  let rounds = 0;
  const { tickAt, trust } = await setUp(() => {
    rounds += 1;
    return Promise.resolve();
  });

  trust(false);
  await tickAt(HOUR);
  const whileHeld = rounds;
  trust(true);
  await tickAt(HOUR + 1);

  expect([whileHeld, rounds]).toEqual([0, 1]);
});

test("a round that fails is logged and told, and the next one is tried an hour later", async () => {
  let rounds = 0;
  const { tickAt, logger, alarms } = await setUp(() => {
    rounds += 1;
    return Promise.reject(new Error("no disk"));
  });

  for (const ms of [60_000, 120_000, HOUR + 60_000]) await tickAt(ms);

  expect(rounds).toBe(2);
  expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  expect(alarms[0]).toMatchObject({ kind: "disk" });
});

test("a round does not begin while another is under way", async () => {
  let [rounds, end] = [0, (): void => undefined];
  const { tickAt } = await setUp(() => {
    rounds += 1;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });

  const first = tickAt(60_000);
  while (rounds < 1) await Promise.resolve();
  await tickAt(3 * HOUR);
  expect(rounds).toBe(1);
  end();
  await first;
  const second = tickAt(5 * HOUR);
  while (rounds < 2) await Promise.resolve();
  end();
  await second;

  expect(rounds).toBe(2);
});
