import { expect, onTestFinished, test } from "vitest";
import { createHeldClock } from "../../src/retain/held-clock.ts";
import { createHeldStore } from "../../src/retain/held-store.ts";
import { openClockTrust } from "../../src/retain/clock-trust.ts";
import { createSteadyClock } from "../../src/run/steady-clock.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { createMemoryLogger } from "../act/server.ts";
import { NOW } from "../helpers/make.ts";
import type { TestEngine } from "../run/make.ts";
import { openMemoryStore, startEngine } from "../run/make.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

const RULES = `
waits:
  on: message_received
  do:
    - wait: 15m
    - http: { connection: crm, method: POST, path: /waited }
`;

interface Machine {
  readonly engine: TestEngine;
  /** Time passes: the clock shows it, and the machine counts it. */
  readonly pass: (ms: number) => Promise<void>;
  /** The clock is set; no time passes. */
  readonly set: (byMs: number) => Promise<void>;
  /** The clock is set, and nobody has looked yet. */
  readonly setUnseen: (byMs: number) => void;
  /** The witness says that the clock is right. */
  readonly agree: () => Promise<void>;
  /** When the one run is due, from `NOW` on. */
  readonly dueMs: () => Promise<number>;
}

/** An engine on a machine whose clock is ahead of what its store knows, held as the app holds it. */
async function startMachine(
  parts: { readonly store?: Store; readonly aheadMs?: number; readonly passedMs?: number } = {},
): Promise<Machine> {
  const store = parts.store ?? (await openMemoryStore());
  let [passed, ahead] = [parts.passedMs ?? 0, parts.aheadMs ?? 0];
  let answer: number | null = null;
  const uptimeMs = (): number => passed;
  const wall = { now: () => NOW + passed + ahead };
  const steady = createSteadyClock({ wall, monotonicMs: uptimeMs, uptimeMs });
  const trust = await openClockTrust({
    ...{ store, uptimeMs, isAccepted: false, witness: () => () => Promise.resolve(answer) },
    clock: { now: () => Math.max(wall.now(), steady.now()) },
    logger: createMemoryLogger(),
    alarms: { raise: () => undefined },
  });
  const engine = await startEngine({
    rules: RULES,
    store: createHeldStore(store, trust.isTrusted),
    clock: { ...createHeldClock(steady, trust.isTrusted), moveTo: () => undefined },
  });
  onTestFinished(() => engine.runner.stop(0));
  return {
    engine,
    pass: async (ms) => {
      passed += ms;
      await engine.drain();
    },
    set: async (byMs) => {
      ahead += byMs;
      await engine.drain();
    },
    setUnseen: (byMs) => {
      ahead += byMs;
    },
    agree: async () => {
      answer = 0;
      await trust.tick();
      await engine.drain();
    },
    dueMs: async () => ((await engine.onlyRun()).run.dueAt ?? 0) - NOW,
  };
}

test("a clock that jumps far ahead while the engine runs moves no wait along, and none when it is set right again", async () => {
  const { engine, set, pass, dueMs } = await startMachine();
  await engine.text("hello");
  await engine.drain();

  await set(92 * DAY);
  const jumped = await dueMs();
  await pass(5 * MINUTE);
  await set(-92 * DAY);
  const right = await dueMs();
  await pass(10 * MINUTE);

  expect([jumped, right]).toEqual([15 * MINUTE, 15 * MINUTE]);
  expect(engine.performed).toHaveLength(1);
});

test("waits are moved along when somebody else says that the clock is right", async () => {
  const { engine, set, agree, pass, dueMs } = await startMachine();
  await engine.text("hello");
  await engine.drain();

  await set(92 * DAY);
  await agree();
  const agreed = await dueMs();
  await pass(15 * MINUTE);

  expect(agreed).toBe(92 * DAY + 15 * MINUTE);
  expect(engine.performed).toHaveLength(1);
});

test("a clock that was far ahead at the start and is set right ends no wait", async () => {
  const store = await openMemoryStore();
  const before = await startMachine({ store });
  await before.engine.text("hello");
  await before.engine.drain();
  await before.engine.runner.stop(0);
  const { engine, set, pass, dueMs } = await startMachine({ store, aheadMs: 92 * DAY, passedMs: MINUTE });
  await engine.drain();

  await set(-92 * DAY);
  const [due, sent] = [await dueMs(), engine.performed.length];
  await pass(14 * MINUTE);

  expect([due, sent, engine.performed.length]).toEqual([15 * MINUTE, 0, 1]);
});

test("a lane that is being worked on when the clock jumps is given back", async () => {
  const memory = await openMemoryStore();
  let [views, jump] = [0, (): void => undefined];
  const store: Store = {
    ...memory,
    viewLane: (claim, now) => {
      views += 1;
      jump();
      return memory.viewLane(claim, now);
    },
  };
  const { engine, setUnseen } = await startMachine({ store });
  jump = () => {
    setUnseen(92 * DAY);
    jump = () => undefined;
  };

  const id = await engine.text("hello");
  await engine.drain();
  const held = (await engine.event(id)).status;
  setUnseen(-92 * DAY);
  await engine.drain();

  expect([held, (await engine.event(id)).status]).toEqual(["new", "done"]);
  expect(views).toBeGreaterThan(1);
});
