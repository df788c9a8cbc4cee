import { expect, onTestFinished, test } from "vitest";
import { emptyDecision } from "../../src/core/model/decision.ts";
import { done } from "../../src/core/model/outcome.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { createSteadyClock } from "../../src/run/steady-clock.ts";
import { NOW } from "../helpers/make.ts";
import { usePostgres } from "../helpers/postgres.ts";
import type { TestEngine } from "./make.ts";
import { createDoor, NOT_SENT, startEngine, until } from "./make.ts";

const server = usePostgres();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RULE = `
r:
  on: message_received
  do:
    - { http: { connection: crm, method: POST, path: /x }, retry: { max: 3, backoff: 10s } }
    - { send_message: { purpose: service, text: "{{ event.text }}" } }
`;

async function openStore(url: string): Promise<Store> {
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  return store;
}

/** As if so much time had passed that nobody's claim was renewed. */
async function endLeases(url: string): Promise<void> {
  const past = "SET lease_until = lease_until - interval '16 seconds'";
  await server.execute(url, `UPDATE heyrules.lanes ${past}; UPDATE heyrules.lines ${past}`);
}

test("an engine on PostgreSQL takes a text in, calls, answers and remembers", async () => {
  const engine = await startEngine({ rules: RULE, store: await openStore(await server.createDatabase()) });

  const id = await engine.text("hello");
  await engine.drain();

  expect(engine.performed.map(({ action }) => action)).toEqual(["http", "send_message"]);
  expect((await engine.event(id)).status).toBe("done");
  expect(await engine.onlyRun()).toMatchObject({
    run: { status: "done" },
    effects: [{ status: "done" }, { status: "done" }],
  });
  expect(engine.log.filter(({ level }) => level !== "info")).toEqual([]);
});

test("two engines on one database do everything once, and what concerns a contact in its order", async () => {
  const url = await server.createDatabase();
  const calls: string[] = [];
  const startOne = async () =>
    startEngine({
      rules: RULE,
      store: await openStore(url),
      script: async ({ action, request }) => {
        calls.push(`${action} ${JSON.stringify(request)}`);
        await new Promise((resolve) => setImmediate(resolve));
        return done({});
      },
    });
  const engines = [await startOne(), await startOne()];
  const phones = Array.from({ length: 6 }, (_, index) => `+1202555010${index}`);
  const texts = Array.from({ length: 5 }, (_, index) => `text ${index}`);

  for (const text of texts) {
    for (const [index, phone] of phones.entries()) {
      await engines[(index + Number(text.slice(5))) % 2]?.text(text, { phone, id: `${text} of ${phone}` });
    }
  }
  await settled(engines);

  const [one] = engines;
  expect(await one?.store.countRuns({})).toMatchObject({ done: 30, ready: 0, queued: 0, sending: 0, parked: 0 });
  expect(calls).toHaveLength(60);
  for (const phone of phones) {
    const sent = calls.filter((call) => call.startsWith("send_message") && call.includes(phone));
    expect(sent.map((call) => /text \d/.exec(call)?.[0])).toEqual(texts);
  }
  expect(engines.map(({ performed }) => performed.length > 0)).toEqual([true, true]);
});

test("what an engine that died had on the wire is tried again by another, once its lease has run out", async () => {
  const url = await server.createDatabase();
  const never = createDoor();
  const dead = await startEngine({
    rules: RULE,
    // A process that died hears nothing of the others.
    store: { ...(await openStore(url)), onWork: () => undefined },
    script: () => never.pass().then(() => done({})),
  });
  await dead.text("hello");
  await until(() => never.came() > 0);
  const other = await startEngine({ rules: RULE, store: await openStore(url) });
  await other.drain();
  const early = other.performed.length;

  await endLeases(url);
  // One look finds the turn that ran out, the next its lane.
  await other.drain();
  await other.drain();
  await other.pass(MINUTE);
  never.open();
  await dead.drain();

  expect(early).toBe(0);
  expect(other.performed.map(({ action, attempt }) => [action, attempt])).toEqual([
    ["http", 2],
    ["send_message", 1],
  ]);
  expect(dead.performed).toHaveLength(1);
  expect(await other.onlyRun()).toMatchObject({
    run: { status: "done" },
    effects: [{ attempts: [{ outcome: "unclear" }, { outcome: "done" }] }, { status: "done" }],
  });
});

test("an engine that renews in time keeps what it has on the wire, however long that takes", async () => {
  const url = await server.createDatabase();
  const answer = createDoor();
  const slow = await startEngine({
    rules: RULE,
    store: await openStore(url),
    script: ({ action }) => (action === "http" ? answer.pass().then(() => done({})) : done({})),
  });
  await slow.text("hello");
  await until(() => answer.came() > 0);
  const other = await startEngine({ rules: RULE, store: await openStore(url) });

  for (let beat = 0; beat < 3; beat += 1) {
    await endLeases(url);
    await slow.runner.beat();
    await other.drain();
  }
  answer.open();
  await settled([slow, other]);

  expect([...slow.performed, ...other.performed].map(({ action }) => action)).toEqual(["http", "send_message"]);
  expect((await slow.onlyRun()).run.status).toBe("done");
});

test("machines whose clocks are set move no wait of a store they share, also not a deadline within a turn", async () => {
  const url = await server.createDatabase();
  const door = createDoor();
  const clocks = [createSettableClock(), createSettableClock()] as const;
  const startOne = async (clock: SettableClock) =>
    startEngine({
      rules: `
r:
  on: message_received
  do:
    - { http: { connection: crm, method: POST, path: /x }, deadline: 2h, retry: { max: 3, backoff: 10m } }
`,
      clock,
      store: await openStore(url),
      script: ({ attempt }) => (attempt === 1 ? door.pass().then(() => NOT_SENT) : done({})),
    });
  const engines = [await startOne(clocks[0]), await startOne(clocks[1])] as const;
  await engines[0].text("hello");
  await until(() => door.came() > 0);
  const before = await engines[0].onlyRun();

  for (const clock of clocks) clock.set(HOUR);
  for (const { runner, log } of engines) {
    runner.wake();
    await until(() => log.some(({ level }) => level === "warn"));
  }
  door.open();
  await Promise.all(engines.map((engine) => engine.drain()));
  const after = await engines[0].onlyRun();

  expect(after.effects[0]?.deadlineAt).toBe(before.effects[0]?.deadlineAt);
  expect(after.run.dueAt).toBeGreaterThan(NOW + HOUR);
  expect(after.run.dueAt).toBeLessThan(NOW + HOUR + 30 * MINUTE);
  for (const { log } of engines) {
    expect(log.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
      "the clock of the store was set forward by 1h; what waits there until an instant is due by the new time",
    ]);
  }
});

/** A steady clock whose source stands still until it is set. */
interface SettableClock extends VirtualClock {
  readonly set: (byMs: number) => void;
}

function createSettableClock(): SettableClock {
  let wallAt = NOW;
  const steady = createSteadyClock({ wall: { now: () => wallAt }, monotonicMs: () => 0, uptimeMs: () => 0 });
  return { ...steady, moveTo: () => undefined, set: (byMs) => void (wallAt += byMs) };
}

/** Resolves when none of the engines has anything left to do. */
async function settled(engines: readonly TestEngine[]): Promise<void> {
  const isOpen = async () => {
    const counts = await engines[0]?.store.countRuns({});
    const events = await engines[0]?.store.countEvents({ status: "new" });
    const { ready = 0, queued = 0, sending = 0 } = counts ?? {};
    return ready + queued + sending + (events?.new ?? 0) > 0;
  };
  do {
    await Promise.all(engines.map((engine) => engine.drain()));
  } while (await isOpen());
}

test("what one engine pauses, another does not begin once the pause is written, whatever it knew before", async () => {
  const url = await server.createDatabase();
  const rules = RULE;
  const pausing = await openStore(url);
  const store = await openStore(url);
  let isPaused = false;
  // The other pauses when the turn was given and the gate was asked, before the attempt is written.
  const late: Store = {
    ...store,
    commit: async (claim, changes) => {
      if (changes.attempt !== null && !isPaused) {
        isPaused = true;
        const pause = { kind: "all", name: "", since: NOW, by: "ann", reason: null } as const;
        await pausing.decide({ ...emptyDecision(null), pauses: [{ kind: "set", pause }] });
      }
      return store.commit(claim, changes);
    },
  };
  const engine = await startEngine({ rules, store: late });

  await engine.text("hello");
  await engine.drain();

  expect(engine.performed).toEqual([]);
  const { run, effects } = await engine.onlyRun();
  expect(run.status).toBe("waiting");
  expect(effects).toMatchObject([{ status: "deferred", guard: "paused" }]);
});

test("attempts that many engines begin and pauses that come between them do not wait for each other in a circle", async () => {
  const url = await server.createDatabase();
  const engines = await Promise.all([1, 2].map(async () => startEngine({ rules: RULE, store: await openStore(url) })));
  const pausing = await openStore(url);
  const pause = { kind: "rule", name: "other", since: NOW, by: "ann", reason: null } as const;
  const sending = engines.map(async (engine, at) => {
    for (let serial = 0; serial < 20; serial += 1) {
      await engine.text("hello", { phone: `+120255501${at}${serial % 10}`, id: `m${at} ${serial}` });
      void engine.drain();
    }
  });
  for (let change = 0; change < 20; change += 1) {
    await pausing.decide({ ...emptyDecision(null), pauses: [{ kind: "set", pause }] });
    await pausing.decide({ ...emptyDecision(null), pauses: [{ kind: "lift", scope: pause }] });
  }
  await Promise.all(sending);
  await settled(engines);

  expect(await pausing.countRuns({})).toMatchObject({ done: 40, parked: 0, sending: 0 });
  expect(engines.flatMap(({ log }) => log.filter(({ level }) => level === "error"))).toEqual([]);
});
