import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/ports/store/store.ts";
import { CLOCK_WATERMARK, openClockTrust } from "../../src/retain/clock-trust.ts";
import type { ClockTrust } from "../../src/retain/clock-trust.ts";
import { createHeldStore } from "../../src/retain/held-store.ts";
import { openLowdbStore } from "../../src/stores/lowdb/store.ts";
import { createMemoryLogger } from "../act/server.ts";
import { makeNewEvent, NOW } from "../helpers/make.ts";

const DAY = 86_400_000;
const RANDOM = { next: () => 0.5 };

interface World {
  readonly store: Store;
  readonly trust: ClockTrust;
  readonly errors: () => readonly string[];
  /** Time passes: the clock shows it, and the machine counts it. */
  readonly pass: (ms: number) => void;
  /** The clock is set; no time passes. */
  readonly set: (byMs: number) => void;
  /** What the witness says from now on. */
  readonly say: (aheadMs: number | null) => void;
  readonly asked: () => number;
  /** How often the machine was asked how long it has been up. */
  readonly uptimesRead: () => number;
}

/** A store that knows of `NOW`, opened at a clock that shows so much more. */
async function open(
  aheadMs: number,
  options: { readonly hasWitness?: () => boolean; readonly isAccepted?: boolean; readonly store?: Store } = {},
): Promise<World> {
  const { hasWitness = () => true, isAccepted = false } = options;
  const store = options.store ?? (await openLowdbStore({ path: null, random: RANDOM }));
  onTestFinished(() => store.close());
  if (options.store === undefined) {
    await store.claimWatermark(CLOCK_WATERMARK, 0);
    await store.moveWatermark(CLOCK_WATERMARK, NOW);
  }
  let [now, uptime, asked, uptimesRead] = [NOW + aheadMs, 5_000, 0, 0];
  let answer: number | null = null;
  const logger = createMemoryLogger();
  const witness = (): Promise<number | null> => {
    asked += 1;
    return Promise.resolve(answer);
  };
  const trust = await openClockTrust({
    ...{ store, logger, isAccepted, witness: () => (hasWitness() ? witness : null) },
    clock: { now: () => now },
    uptimeMs: () => {
      uptimesRead += 1;
      return uptime;
    },
    alarms: { raise: () => undefined },
  });
  return {
    ...{ store, trust, asked: () => asked, uptimesRead: () => uptimesRead },
    errors: () => logger.lines.filter(({ level }) => level === "error").map(({ message }) => message),
    pass: (ms) => {
      now += ms;
      uptime += ms;
    },
    set: (byMs) => {
      now += byMs;
    },
    say: (aheadMs) => {
      answer = aheadMs;
    },
  };
}

test.each([
  ["a minute", 60_000],
  ["a day", DAY],
  ["minus ten years", -3_650 * DAY],
])("a clock that is %s ahead of what the store knows is trusted, and nobody is asked", async (_, aheadMs) => {
  const { trust, asked } = await open(aheadMs);

  await trust.tick();

  expect([trust.isTrusted(), asked()]).toEqual([true, 0]);
});

test("a clock that is 92 days ahead at the start is held, said once, and trusted when Heymarket agrees: time has passed", async () => {
  const { trust, errors, say, pass } = await open(92 * DAY);

  await trust.tick();
  const first = trust.isTrusted();
  say(2_000);
  pass(59_000);
  await trust.tick();
  const early = trust.isTrusted();
  pass(1_000);
  await trust.tick();

  expect([first, early, trust.isTrusted()]).toEqual([false, false, true]);
  expect(errors()).toHaveLength(1);
  expect(errors()[0]).toContain("the clock is 92d ahead of what the store knows");
  expect(errors()[0]).toContain("--accept-clock");
});

test("one that is wrong stays held while Heymarket says so or nothing, and is trusted once it is set right", async () => {
  const { trust, say, pass, set, store } = await open(92 * DAY);
  const held: boolean[] = [];

  for (const answer of [null, 92 * DAY, 2 * 3_600_000]) {
    say(answer);
    await trust.tick();
    held.push(trust.isTrusted());
    pass(60_000);
  }
  set(-92 * DAY);
  await trust.tick();

  expect(held).toEqual([false, false, false]);
  expect(trust.isTrusted()).toBe(true);
  expect(await store.readWatermark(CLOCK_WATERMARK)).toBe(NOW + 180_000);
});

test("a clock that jumps while the engine runs is held, one that a sleeping machine comes back with is not", async () => {
  const { trust, set, pass } = await open(0);

  pass(92 * DAY);
  const afterSleep = trust.isTrusted();
  set(DAY + 1);
  const afterJump = trust.isTrusted();
  pass(400 * DAY);

  expect([afterSleep, afterJump, trust.isTrusted()]).toEqual([true, false, false]);
});

test("without a witness two weeks are believed and not more, until a person accepts the clock", async () => {
  const [holiday, jump, accepted] = [
    await open(14 * DAY, { hasWitness: () => false }),
    await open(15 * DAY, { hasWitness: () => false }),
    await open(15 * DAY, { hasWitness: () => false, isAccepted: true }),
  ];

  expect([holiday, jump, accepted].map(({ trust }) => trust.isTrusted())).toEqual([true, false, true]);
  expect(jump.errors()[0]).toContain("no credentials");
});

test("what was accepted once is known at the next start", async () => {
  const { trust, store } = await open(92 * DAY, { isAccepted: true });
  await trust.tick();

  const next = await open(92 * DAY + 60_000, { store });

  expect(next.trust.isTrusted()).toBe(true);
});

test("a store that never noted the time knows it by its newest event, and an empty one believes any clock", async () => {
  const [empty, used] = [
    await openLowdbStore({ path: null, random: RANDOM }),
    await openLowdbStore({ path: null, random: RANDOM }),
  ];
  await used.accept([makeNewEvent()]);

  const worlds = [await open(92 * DAY, { store: empty }), await open(92 * DAY, { store: used })];

  expect(worlds.map(({ trust }) => trust.isTrusted())).toEqual([true, false]);
});

test("while it is held deliveries are taken, and there is no work", async () => {
  const { trust, store, set } = await open(92 * DAY);
  const held = createHeldStore(store, trust.isTrusted);

  await held.accept([makeNewEvent()]);
  const before = await held.claimLanes(NOW, 9);
  set(-92 * DAY);

  expect([before.length, (await held.claimLanes(NOW, 9)).length]).toEqual([0, 1]);
});

test("a delivery that comes while it is held is no measure for the next start of a store that never noted the time", async () => {
  const store = await openLowdbStore({ path: null, random: RANDOM });
  await store.accept([makeNewEvent()]);
  const first = await open(92 * DAY, { store });
  const before = first.trust.isTrusted();
  const held = makeNewEvent({ event: { id: "evt_held", receivedAt: NOW + 92 * DAY } });
  await store.accept([{ ...held, dedupe: { ...held.dedupe, key: "held" } }]);

  const next = await open(92 * DAY, { store });

  expect([before, next.trust.isTrusted()]).toEqual([false, false]);
});

test("what the store knows is read, whoever holds the right to move it", async () => {
  const store = await openLowdbStore({ path: null, random: RANDOM });
  await store.claimWatermark(CLOCK_WATERMARK, 0);
  await store.moveWatermark(CLOCK_WATERMARK, NOW);

  const { trust } = await open(92 * DAY, {
    store: { ...store, claimWatermark: () => Promise.resolve("held") },
  });

  expect(trust.isTrusted()).toBe(false);
});

test("whether there is a witness is asked anew: credentials may come with a reload", async () => {
  let hasCredentials = false;
  const { trust, say } = await open(92 * DAY, { hasWitness: () => hasCredentials });
  say(0);
  await trust.tick();
  const without = trust.isTrusted();

  hasCredentials = true;
  await trust.tick();

  expect([without, trust.isTrusted()]).toEqual([false, true]);
});

test("a store that reads its clock before it looks for lanes does so while it is held, and is looked at for none", async () => {
  const { store } = await open(0);
  await store.accept([makeNewEvent()]);
  let isSetRight = false;
  const held = createHeldStore(
    {
      ...store,
      claimLanes: async (now, limit) => {
        const claims = await store.claimLanes(now, limit);
        isSetRight = true;
        return claims;
      },
    },
    () => isSetRight,
  );

  const counts = [(await held.claimLanes(NOW, 9)).length, (await held.claimLanes(NOW, 9)).length];

  expect(counts).toEqual([0, 1]);
});

test("reads how long the machine has been up once a second, however often it is asked", async () => {
  const { trust, pass, uptimesRead } = await open(0);
  const before = uptimesRead();

  for (let times = 0; times < 100; times += 1) {
    trust.isTrusted();
    pass(20);
  }

  expect(uptimesRead() - before).toBeLessThanOrEqual(4);
});
