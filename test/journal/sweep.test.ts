import { expect, onTestFinished, test } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import { createSweeper } from "../../src/journal/sweeper.ts";
import { sweep } from "../../src/journal/sweep.ts";
import type { SweepParts } from "../../src/journal/sweep.ts";
import type { TeamMessages } from "../../src/ports/outside/team-messages.ts";
import type { FakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { createMemoryLogger } from "../act/server.ts";
import { deliveriesOf, NOW } from "../helpers/make.ts";
import type { TestEngine } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";

const SECRET = { secretId: "sid", secretKey: "skey-7f3a", apiKey: "old-key" };
const MINUTE = 60_000;
const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
const PHONE = "+12025550100";

interface World {
  readonly engine: TestEngine;
  readonly heymarket: FakeHeymarket;
  readonly warned: () => readonly string[];
  /** A contact writes; whether the webhook of it arrives is for the test to say. */
  readonly write: (text: string, delivery: "delivered" | "lost", phone?: string) => Promise<void>;
  readonly sweep: (messages?: TeamMessages) => Promise<unknown>;
  readonly pass: (ms: number) => void;
  /** Texts of the events, in the order of entry, with where they came from. */
  readonly events: () => Promise<readonly string[]>;
  /** Calls of the list so far. */
  readonly calls: () => number;
}

/** An engine and a fake Heymarket on HTTP, after the first sweep and an hour. */
async function setUp(before: (heymarket: FakeHeymarket) => void = () => undefined): Promise<World> {
  const engine = await startEngine({ rules: REPLY });
  const { clock, store } = engine;
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [{ name: "support", id: 21, members: [55] }],
    localIdMode: "ignores",
    ratePerMinute: 100_000,
    now: () => clock.now(),
  });
  onTestFinished(() => heymarket.close());
  const logger = createMemoryLogger();
  const rate = { count: 450, windowMs: 60_000 };
  const access = { apiUrl: heymarket.url, credentials: { kind: "legacy" as const, apiKey: SECRET.apiKey }, rate };
  const { teamMessages } = createOutside({ heymarket: access, connections: [], clock, logger: createMemoryLogger() });
  const accept: SweepParts["accept"] = (arrivals) => engine.accept(arrivals);
  const run = (messages = teamMessages) =>
    sweep({ store, messages, accept, clock, logger, pause: () => Promise.resolve() }, 0);
  const pass = (ms: number): void => {
    clock.moveTo(clock.now() + ms);
  };
  before(heymarket);
  pass(1_000);
  await run();
  pass(60 * MINUTE);
  return {
    engine,
    heymarket,
    warned: () => logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message),
    write: async (text, delivery, phone = PHONE) => {
      pass(1_000);
      const body = heymarket.receiveText({ phone, text });
      if (delivery === "lost") return;
      const parsed = parseEnvelopes(JSON.stringify(body));
      if (!parsed.ok) throw new Error(parsed.message);
      await engine.accept(deliveriesOf(parsed.envelopes));
    },
    sweep: run,
    pass,
    events: async () => {
      const { rows } = await store.listEvents({ limit: 1_000 });
      return rows.toReversed().map(({ event }) => `${event.text ?? ""} ${event.origin}`);
    },
    calls: () => heymarket.requests().filter(({ path }) => path === "/v1/messages/all").length,
  };
}

test("a text whose webhook was lost enters once, in order, and its rule fires; what came by webhook does not enter again", async () => {
  const { engine, write, sweep: run, pass, events, warned } = await setUp();
  await write("one", "delivered");
  await write("two", "lost");
  await write("three", "lost");
  pass(2 * MINUTE);

  await run();
  await run();
  await engine.drain();

  expect(await events()).toEqual(["one webhook", "two sweep", "three sweep"]);
  expect(warned()).toEqual(["texts that no webhook has told have entered"]);
  expect(await engine.runs()).toHaveLength(3);
});

test("a webhook that comes after the sweep starts nothing", async () => {
  const { engine, heymarket, sweep: run, pass } = await setUp();
  const body = heymarket.receiveText({ phone: PHONE, text: "hello" });
  pass(2 * MINUTE);
  await run();

  const parsed = parseEnvelopes(JSON.stringify(body));
  const acceptances = parsed.ok ? await engine.accept(deliveriesOf(parsed.envelopes)) : [];
  await engine.drain();

  expect(acceptances.map(({ outcome }) => outcome === "accepted")).toEqual([false]);
  expect(await engine.runs()).toHaveLength(1);
});

test("an outage of hours is caught up page by page in one sweep, oldest first for each contact", async () => {
  const { engine, write, sweep: run, pass, events, calls } = await setUp();
  for (let index = 0; index < 250; index += 1) await write(`text ${index}`, "lost", `+1202555${1_000 + (index % 7)}`);
  pass(2 * MINUTE);
  const before = calls();

  await run();

  expect(await events()).toEqual(Array.from({ length: 250 }, (_, index) => `text ${index} sweep`));
  expect(calls() - before).toBe(4);
  await engine.drain();
});

test("what is a minute old at most is left to its webhook, and found by the next sweep", async () => {
  const { write, sweep: run, pass, events } = await setUp();
  await write("hello", "lost");

  await run();
  const early = await events();
  pass(5 * MINUTE);
  await run();

  expect([early, await events()]).toEqual([[], ["hello sweep"]]);
});

test("a STOP that no webhook told forbids texts", async () => {
  const { engine, write, sweep: run, pass } = await setUp();
  await write("STOP", "lost");
  pass(2 * MINUTE);

  await run();

  expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "out" });
});

test("what a member or a program sent is no text of a contact", async () => {
  const { heymarket, sweep: run, pass, events, warned } = await setUp();
  const sent = await fetch(`${heymarket.url}/v1/message/send`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ inbox_id: 21, creator_id: 55, phone_number: "12025550100", text: "from us" }),
  });
  pass(2 * MINUTE);

  await run();

  expect([sent.status, heymarket.sent().length]).toEqual([200, 1]);
  expect(await events()).toEqual([]);
  expect(warned()).toEqual([]);
});

test("what was written before the engine began is none of its business, also within the overlap", async () => {
  const {
    sweep: run,
    pass,
    events,
  } = await setUp((heymarket) => {
    heymarket.receiveText({ phone: PHONE, text: "long ago" });
  });
  await run();
  pass(5 * MINUTE);

  await run();

  expect(await events()).toEqual([]);
});

test("a list that cannot be read settles nothing: the next sweep looks from the same instant", async () => {
  const { heymarket, write, sweep: run, pass, events, warned } = await setUp();
  await write("hello", "lost");
  pass(20 * MINUTE);
  heymarket.script({ match: { path: "/v1/messages/all" }, behaviour: { status: 503 } });

  await run();
  const missed = await events();
  pass(20 * MINUTE);
  await run();

  expect([missed, await events()]).toEqual([[], ["hello sweep"]]);
  expect(warned()[0]).toBe("missed texts were not looked for; the next sweep tries again");
});

test("a cursor that means something else than documented ends the sweep, and is told", async () => {
  const { sweep: run, pass, events, warned } = await setUp();
  const messages = [2, 1].map((minute) => {
    const at = NOW + (61 + minute) * MINUTE;
    const data = { id: minute, text: `text ${minute}`, phone: "12025550100", date: new Date(at).toISOString() };
    return { at, isInbound: true, data };
  });
  pass(8 * MINUTE);

  await run({ page: () => Promise.resolve({ ok: true, messages }) });

  expect(await events()).toEqual(["text 1 sweep", "text 2 sweep"]);
  expect(warned()).toEqual([
    "texts that no webhook has told have entered",
    "not all texts since then could be looked through",
  ]);
});

test("what is more than a sweep may read is read by the next one, and the watermark stays until then", async () => {
  const { engine, events, warned } = await setUp();
  const { store, clock } = engine;
  const now = clock.now();
  // A message each 20 s on a page of its own, back to before the watermark.
  const all = Array.from({ length: 200 }, (_, index) => ({ at: now - 90_000 - index * 20_000, id: 900 - index }));
  const asked: (number | null)[] = [];
  const messages: TeamMessages = {
    page: (until) => {
      asked.push(until);
      const found = all.filter(({ at }) => until === null || at <= until).slice(0, 2);
      const told = found.map(({ at, id }) => ({
        ...{ at, isInbound: true },
        data: { id, text: `text ${id}`, phone: PHONE, date: new Date(at).toISOString() },
      }));
      return Promise.resolve({ ok: true, messages: told });
    },
  };
  const logger = createMemoryLogger();
  const parts: SweepParts = {
    ...{ store, messages, clock, logger, pause: () => Promise.resolve() },
    accept: (arrivals) => engine.accept(arrivals),
  };
  const before = await store.readWatermark("messages");

  const unfinished = await sweep(parts, 0);
  const between = await store.readWatermark("messages");
  const whole = await sweep(parts, 0, unfinished);

  expect(before).not.toBeNull();
  expect(between).toBe(before);
  expect(unfinished).toEqual({ begunAt: now, until: all[100]?.at });
  expect(asked[100]).toBe(all[100]?.at);
  expect(whole).toBeNull();
  expect(await store.readWatermark("messages")).toBe(now - 15 * MINUTE);
  expect(logger.lines.map(({ message }) => message)).toContain(
    "there are more texts than a sweep reads; the next one goes on between these",
  );
  expect(new Set(await events()).size).toBe(all.filter(({ at }) => at >= (before ?? 0)).length);
  expect(warned()).toEqual([]);
});

test("a sweeper begins at once and then after its time, one sweep after the other", async () => {
  const { engine } = await setUp();
  let nowMs = 0;
  let every: number | null = 300_000;
  const begun: number[] = [];
  const sweeper = createSweeper({
    store: engine.store,
    messages: {
      page: () => {
        begun.push(nowMs);
        return Promise.resolve({ ok: true, messages: [] });
      },
    },
    accept: (arrivals) => engine.accept(arrivals),
    clock: engine.clock,
    logger: createMemoryLogger(),
    everyMs: () => every,
    monotonicMs: () => nowMs,
  });

  for (; nowMs < 1_000_000; nowMs += 1_000) await sweeper.tick();
  every = null;
  for (; nowMs < 2_000_000; nowMs += 1_000) await sweeper.tick();
  every = 300_000;
  sweeper.stop();
  await sweeper.tick();

  expect(begun).toEqual([0, 300_000, 600_000, 900_000]);
});
