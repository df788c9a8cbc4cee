import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store/store.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import { makeSettings } from "../helpers/make.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openKeptStore } from "./kept-store.ts";
import type { TestEngine } from "./make.ts";
import { openMemoryStore, startEngine } from "./make.ts";

const server = usePostgres();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NINE = Date.parse("2026-05-05T09:00:00Z");

const RULE = (extra = ""): string => `
digest:
  on: { schedule: "0 9 * * *", timezone: UTC${extra} }
  do: [{ notify: { connection: slack, text: "{{ event.at }}" } }]
`;

/** An engine whose first look at its schedules is at this instant. */
async function startAt(
  at: number,
  parts: { readonly store?: Store; readonly rules?: string } = {},
): Promise<TestEngine> {
  const engine = await startEngine({ rules: RULE(), clock: createVirtualClock(at), ...parts });
  await tick(engine);
  return engine;
}

async function tick(engine: TestEngine, at = engine.clock.now()): Promise<void> {
  engine.clock.moveTo(at);
  await engine.scheduler.tick();
  await engine.drain();
}

function notified({ performed }: TestEngine): readonly unknown[] {
  return performed.map(({ request }) => ("text" in request ? request.text : null));
}

describe("a schedule", () => {
  test("is an event of no contact when it is due, once, and again the next day", async () => {
    const engine = await startAt(NINE - 1);
    await tick(engine, NINE);
    await tick(engine, NINE + 1_000);
    await tick(engine, NINE + 24 * HOUR);

    expect(notified(engine)).toEqual(["2026-05-05T09:00:00Z", "2026-05-06T09:00:00Z"]);
    const { rows } = await engine.store.listEvents({ type: "schedule", limit: 5 });
    expect(rows[1]).toMatchObject({
      event: { origin: "schedule", source: "schedule", lane: "schedule:digest", phone: null, at: NINE },
      dedupeKey: "schedule:digest:2026-05-05T09:00:00.000Z",
      evaluation: { verdicts: [{ ruleId: "digest", outcome: "fired" }] },
    });
  });

  test("starts its own rule only, and events of that name from outside start none", async () => {
    const rules = `${RULE()}other:\n  on: { schedule: "0 9 * * *", timezone: UTC }\n  do: [{ log: hi }]\n`;
    const engine = await startAt(NINE - 1, { rules });
    await tick(engine, NINE);
    await engine.receive("schedule", { rule: "digest", due_at: "2026-05-05T09:00:00.000Z", id: 5 });
    await engine.drain();

    expect((await engine.runs()).map(({ run }) => run.ruleId).sort()).toEqual(["digest", "other"]);
  });

  test("that is two of one rule at one instant fires it once", async () => {
    const rules = RULE()
      .replace("on: {", "on: [{")
      .replace("UTC }", 'UTC }, { schedule: "0 9 5 5 *", timezone: UTC }]');
    const engine = await startAt(NINE - 1, { rules });
    await tick(engine, NINE);

    expect(notified(engine)).toHaveLength(1);
  });

  test("that nobody has seen before is owed nothing from before", async () => {
    const engine = await startAt(NINE + MINUTE, { rules: RULE(", catch_up: 6h") });
    await tick(engine, NINE + 2 * MINUTE);

    expect(notified(engine)).toEqual([]);
  });

  test("that comes into force while the engine runs begins then; one that stays goes on", async () => {
    const engine = await startAt(NINE - HOUR);
    const compiled = await startAt(NINE, { rules: RULE().replace("digest", "later").replace("0 9", "30 8") });
    engine.clock.moveTo(NINE);
    await engine.activate([...engine.rules, ...compiled.rules], makeSettings());
    await tick(engine, NINE);

    expect((await engine.runs()).map(({ run }) => run.ruleId)).toEqual(["digest"]);
  });

  test("that is switched off is not due", async () => {
    const engine = await startAt(NINE - 1, { rules: RULE().replace("  do:", "  enabled: false\n  do:") });
    await tick(engine, NINE);

    expect(engine.scheduler.nextAt()).toBeNull();
    expect((await engine.store.listEvents({ limit: 5 })).rows).toEqual([]);
  });
});

describe("an engine that was down", () => {
  const down = async (downAt: number, backAt: number, rules = RULE()): Promise<TestEngine> => {
    const path = `${makeTemporaryFolder()}/heyrules.db`;
    const before = await openKeptStore(path);
    const first = await startAt(downAt, { store: before, rules });
    await first.runner.stop(0);
    await before.close();
    const store = await openKeptStore(path);
    const engine = await startAt(backAt, { store, rules });
    await store.close();
    return engine;
  };

  test("for a restart runs what was due meanwhile, by default up to 5 minutes late", async () => {
    expect(notified(await down(NINE - 1, NINE + 5 * MINUTE))).toEqual(["2026-05-05T09:00:00Z"]);
    const late = await down(NINE - 1, NINE + 5 * MINUTE + 1);
    expect(notified(late)).toEqual([]);
    expect(late.log).toMatchObject([{ level: "warn", fields: { rule: "digest", due_at: "2026-05-05T09:00:00.000Z" } }]);
  });

  test("for longer runs the last one that was missed, as late as catch_up says", async () => {
    const rules = RULE(", catch_up: 6h");
    const days = 3 * 24 * HOUR;

    expect(notified(await down(NINE - 1, NINE + days + 6 * HOUR, rules))).toEqual(["2026-05-08T09:00:00Z"]);
    expect(notified(await down(NINE - 1, NINE + days + 6 * HOUR + 1, rules))).toEqual([]);
  });

  test("does not repeat what it has run", async () => {
    const path = `${makeTemporaryFolder()}/heyrules.db`;
    const before = await openKeptStore(path);
    const first = await startAt(NINE - 1, { store: before });
    await tick(first, NINE);
    await first.runner.stop(0);
    await before.close();

    const store = await openKeptStore(path);
    const engine = await startAt(NINE + MINUTE, { store });
    await store.close();

    expect(notified(engine)).toEqual([]);
  });
});

test("what entered and was not noted before the process died is not run again", async () => {
  const store = await openMemoryStore();
  const forgetful: Store = {
    ...store,
    moveWatermark: (name, at) => (at < NINE ? store.moveWatermark(name, at) : Promise.reject(new Error("killed"))),
  };
  const first = await startAt(NINE - 1, { store: forgetful });
  await tick(first, NINE);
  await first.runner.stop(0);

  const second = await startAt(NINE + 1_000, { store });

  expect([...notified(first), ...notified(second)]).toEqual(["2026-05-05T09:00:00Z"]);
});

test("a store that is away for a moment loses nothing", async () => {
  const store = await openMemoryStore();
  let isAway = true;
  const away: Store = {
    ...store,
    accept: (events) => (isAway ? Promise.reject(new Error("away")) : store.accept(events)),
  };
  const engine = await startAt(NINE - 1, { store: away });
  await tick(engine, NINE);
  isAway = false;
  await tick(engine, NINE + 1_000);

  expect(notified(engine)).toEqual(["2026-05-05T09:00:00Z"]);
  expect(engine.log.map(({ level }) => level)).toContain("error");
});

test("a clock that is set back fires nothing twice and misses nothing", async () => {
  const store = await openMemoryStore();
  const clock = createVirtualClock(NINE + 24 * HOUR);
  let setBackMs = 0;
  const engine = await startEngine({
    rules: RULE(),
    store,
    clock: { ...clock, now: () => clock.now() - setBackMs },
  });
  await engine.scheduler.tick();
  setBackMs = 25 * HOUR;
  await engine.scheduler.tick();
  clock.moveTo(clock.now() + HOUR);
  await engine.scheduler.tick();
  await engine.drain();

  expect(notified(engine)).toEqual(["2026-05-05T09:00:00Z"]);
});

test("two engines on one database fire an occurrence once", async () => {
  const url = await server.createDatabase();
  const stores = [await openPostgresStore({ url }), await openPostgresStore({ url })];
  const engines = await Promise.all(stores.map((store) => startAt(NINE - 1, { store })));

  await Promise.all(engines.map((engine) => tick(engine, NINE)));
  await Promise.all(engines.map((engine) => engine.drain()));

  expect(engines.flatMap(notified)).toEqual(["2026-05-05T09:00:00Z"]);
  const { rows } = (await engines[0]?.store.listEvents({ type: "schedule", limit: 5 })) ?? { rows: [] };
  expect(rows).toHaveLength(1);
  for (const [index, engine] of engines.entries()) {
    await engine.runner.stop(0);
    await stores[index]?.close();
  }
});
