import { describe, expect, test } from "vitest";
import { refused } from "../../../src/core/model/outcome.ts";
import { makeSettings } from "../../helpers/make.ts";
import { compileBody } from "../../helpers/rules.ts";
import { startEngine, STORES } from "../../run/make.ts";
import type { TestEngine } from "../../run/make.ts";
import { named, want } from "../make.ts";

/** Rules that text once an hour at most would not show what goes out twice. */
const RULES = `
answer: { on: message_received, if: { text: hello }, do: [{ send_message: { purpose: service, text: "At {{ now }}" } }] }
books: { on: message_received, if: { text: book }, do: [{ emit: { event: custom.booked } }] }
tells: { on: custom.booked, do: [{ emit: { event: custom.told } }] }
texts: { on: custom.told, do: [{ send_message: { purpose: service, text: "Booked at {{ now }}" } }] }
ends: { on: message_received, if: { text: goodbye }, do: [{ opt_out: true }] }
misses: { on: target_opt_out, do: [{ wait: 1h }, { emit: { event: custom.told } }] }`;

const PAID = `
thanks:
  on: message_received
  do:
    - send_message: { purpose: service, text: "Thanks at {{ now }}" }
    - http: { connection: crm, method: POST, path: /x }
    - send_message: { purpose: service, text: "Paid at {{ now }}" }`;

const HOUR_MS = 3_600_000;

const replay = (id: string, rest: object = {}) =>
  ({ kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: true, ...rest }) as const;
const planned = async (engine: TestEngine, id: string, rest: object = {}) =>
  (await want(engine, replay(id, rest), { isPlan: true })).repeats;
const textsOut = ({ performed }: TestEngine) => performed.filter(({ action }) => action === "send_message").length;

describe.each(STORES)("texts that a replay may send once more, %s,", (_, open) => {
  const start = async () => startEngine({ rules: RULES, store: await open() });

  test("are those of the event, and of each replay of it, whichever of them is replayed", async () => {
    const engine = await start();
    const id = await engine.text("hello");
    await engine.drain();
    const before = await planned(engine, id);
    await engine.pass(HOUR_MS);
    await want(engine, replay(id));
    await engine.pass(HOUR_MS);
    await want(engine, replay(id, { ruleId: "answer" }));
    const [last] = await engine.store.replaysOf(id, 1);

    const after = [
      await planned(engine, id, { again: true }),
      await planned(engine, last?.id ?? "", { again: true }),
      await planned(engine, id, { again: true, ruleId: "answer" }),
      await planned(engine, id, { again: true, ruleId: "books" }),
    ];

    expect(textsOut(engine)).toBe(3);
    expect([before, ...after]).toEqual([1, 3, 3, 3, 0]);
  });

  test("are counted once when an event is replayed together with a replay of it", async () => {
    const engine = await start();
    const id = await engine.text("hello");
    await engine.drain();
    await engine.pass(HOUR_MS);
    await want(engine, replay(id));
    await engine.pass(HOUR_MS);
    const [last] = await engine.store.replaysOf(id, 1);

    const together = await want(
      engine,
      { ...replay(id, { again: true }), eventIds: [id, last?.id ?? ""] },
      { isPlan: true },
    );

    expect(together).toMatchObject({ done: 2, repeats: 2 });
  });

  test("are none while a run on it goes on by itself: it is replayed only when somebody insists", async () => {
    const engine = await startEngine({
      rules: `waits: { on: message_received, do: [{ wait: 2h }, { send_message: { purpose: service, text: hello } }] }`,
      store: await open(),
    });
    const id = await engine.text("hi");
    await engine.drain();

    const plain = await want(engine, replay(id), { isPlan: true });
    const insisted = await want(engine, replay(id, { again: true }), { isPlan: true });
    await engine.pass(3 * HOUR_MS);
    const later = await want(engine, replay(id), { isPlan: true });

    expect(plain).toMatchObject({
      done: 0,
      items: [{ refused: expect.stringMatching(/rule waits, .*not over \(waiting\)/) as string }],
    });
    expect(insisted).toMatchObject({ done: 1, repeats: 0 });
    expect(later).toMatchObject({ done: 1, repeats: 1 });
  });

  test("are those of rules that it started over the events which its rules raised, and their replays", async () => {
    const engine = await start();
    const id = await engine.text("book");
    await engine.drain();
    const before = await planned(engine, id);
    await engine.pass(HOUR_MS);
    const told = (await engine.store.listEvents({ type: "custom.told", limit: 1 })).rows[0]?.event.id ?? "";
    await want(engine, replay(told));

    const after = [await planned(engine, id), await planned(engine, told, { again: true })];

    expect(textsOut(engine)).toBe(2);
    expect([before, ...after]).toEqual([1, 2, 2]);
  });

  test("are those of rules that hear of an opt-out by its rules", async () => {
    const engine = await start();
    const id = await engine.text("goodbye");
    await engine.drain();
    await engine.pass(60_000);
    await engine.text("START");
    await engine.pass(HOUR_MS);
    expect(textsOut(engine)).toBe(1);

    expect(await planned(engine, id)).toBe(1);
  });

  test("are told where a run goes on that failed, when a replay or the run in whose place it goes on sent them", async () => {
    let isDown = true;
    const engine = await startEngine({
      ...{ rules: PAID, store: await open() },
      script: ({ action }) => (action === "http" && isDown ? refused("http_400", "no") : undefined),
    });
    const id = await engine.text("paid");
    await engine.drain();
    const { run } = await engine.onlyRun();
    const retry = { kind: "retry", which: named(run.id) } as const;
    const before = await want(engine, retry, { isPlan: true });
    isDown = false;
    await engine.pass(HOUR_MS);
    await want(engine, replay(id));
    await engine.activate(compileBody(PAID.replace("Paid", "Really paid")).rules, makeSettings());
    const renew = (from: string | null) =>
      want(engine, { kind: "resume", runId: run.id, from, onNewVersion: true }, { isPlan: true });

    const after = [await want(engine, retry, { isPlan: true }), await renew(null), await renew("do/0")];

    expect([before.repeats, before.textsAhead]).toEqual([0, 1]);
    expect(after.map(({ repeats, textsAhead }) => [repeats, textsAhead])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
  });
});
