import { describe, expect, test } from "vitest";
import { done, notSent, refused } from "../../src/core/model/outcome.ts";
import { fieldOf, makeNewEvent, makeSettings, PHONE } from "../helpers/make.ts";
import { ALL, want } from "../operate/make.ts";
import { startEngine, STORES, UNCLEAR } from "./make.ts";
import type { Script, TestEngine } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const sent = (engine: TestEngine) => engine.performed.map(({ request }) => fieldOf(request, "text"));

/** An outage: so much time passes in which nobody works. */
async function outage(engine: TestEngine, ms: number): Promise<void> {
  engine.clock.moveTo(engine.clock.now() + ms);
  await engine.drain();
}

describe.each(STORES)("what an outage held up, with a store %s:", (_name, openStore) => {
  const start = async (rules: string) => startEngine({ rules, settings: makeSettings(), store: await openStore() });
  /** A text that came so long ago and was not evaluated until now. */
  const evaluatedLate = async (engine: TestEngine, ms: number) => {
    const at = engine.clock.now() - ms;
    await engine.store.accept([makeNewEvent({ event: { id: "evt_late", at, receivedAt: at, phone: PHONE } })]);
    await engine.drain();
  };

  test("a reply to a text that was evaluated days after it came is no answer any more", async () => {
    const engine = await start(`r: { on: message_received, do: [{ send_message: { purpose: reply, text: Closed } }] }`);

    await evaluatedLate(engine, 60 * HOUR);

    expect(sent(engine)).toEqual([]);
    const [effect] = (await engine.onlyRun()).effects;
    expect(effect).toMatchObject({ status: "blocked", guard: "old_event" });
    expect(effect?.reason).toContain("it is 2d 12h later now; replies are sent within 1h (sending.reply_within)");
  });

  test("who wrote twice in an outage of minutes is welcomed, once", async () => {
    const engine = await start(
      "r: { on: message_received, if: { history: { event: message_received, last: 30d, count: 0 } }, do: [{ send_message: { purpose: reply, text: Welcome } }] }",
    );
    const at = (minutes: number) => engine.clock.now() - minutes * MINUTE;
    await engine.store.accept(
      [4, 3].map((minutes) =>
        makeNewEvent({ event: { id: `evt_${minutes}`, at: at(minutes), receivedAt: at(minutes), phone: PHONE } }),
      ),
    );

    await engine.drain();

    expect(sent(engine)).toEqual(["Welcome"]);
  });

  test("a tag that another rule gave on the same late event keeps no text back", async () => {
    const engine = await start(
      `a: { on: message_received, priority: 9, do: [{ tag: { add: [Seen] } }] }
b: { on: message_received, if: { not: { contact.tags: { has: Seen } } }, do: [{ send_message: { purpose: reply, text: Welcome } }] }`,
    );

    await evaluatedLate(engine, 4 * MINUTE);

    expect(sent(engine)).toContain("Welcome");
  });

  test("an answer that came before the run waited for it does not make the run late", async () => {
    const engine = await start(
      `r: { on: message_received, if: { text: { is: hi } }, do: [{ wait: 2h }, { wait_for: { event: message_received, timeout: 1h, lookback: 3h } }, { send_message: { purpose: reply, text: Both } }] }`,
    );
    await engine.text("hi");
    await engine.drain();
    await engine.pass(5 * MINUTE);
    await engine.text("and?");
    await engine.drain();

    await engine.pass(2 * HOUR);

    expect(sent(engine)).toEqual(["Both"]);
  });

  test("a wait that ended late counts as held up from when it was to end", async () => {
    const engine = await start(
      "r: { on: message_received, do: [{ wait: 5m }, { send_message: { purpose: reply, text: Soon } }] }",
    );
    await engine.text("hi");
    await engine.drain();

    await outage(engine, 5 * HOUR);

    expect(sent(engine)).toEqual([]);
    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "blocked", guard: "old_event" }]);
  });

  test("a wait that the rule asks for holds nothing up, nor does a pause of seconds", async () => {
    const engine = await start(
      `r: { on: message_received, if: { open: shop }, do: [{ wait: 2h }, { send_message: { purpose: service, text: Soon } }] }`,
    );
    await engine.text("hi");
    await engine.drain();

    await outage(engine, 2 * HOUR + 30_000);

    expect(sent(engine)).toEqual(["Soon"]);
    expect((await engine.onlyRun()).effects[0]?.heldUpSince).toBeUndefined();
  });

  test("what a person has go on the next day is no answer, and goes out as a service text", async () => {
    let isDown = true;
    const rules =
      "r: { on: message_received, do: [{ http: { connection: crm, method: GET, path: / } }, { send_message: { purpose: reply, text: Here } }] }";
    const script: Script = ({ action }) => (action === "http" && isDown ? refused("http_422", "no") : undefined);
    const engine = await startEngine({ rules, script, settings: makeSettings(), store: await openStore() });
    await engine.text("hi");
    await engine.drain();
    isDown = false;
    await outage(engine, 24 * HOUR);

    await want(engine, { kind: "retry", which: ALL });

    expect(sent(engine).at(-1)).toBe("Here");
    const texts = (await engine.onlyRun()).effects.filter(({ action }) => action === "send_message");
    expect(texts).toMatchObject([{ status: "done", countedAs: { purpose: "service" } }]);
  });

  test("what goes on since a person said how a text fared is no answer, and goes out as a service text", async () => {
    const text = (words: string) => `{ send_message: { purpose: reply, text: ${words} } }`;
    const rules = `r: { on: message_received, do: [${text("One")}, ${text("Two")}] }`;
    const script: Script = ({ request }) => (fieldOf(request, "text") === "One" ? UNCLEAR : undefined);
    const engine = await startEngine({ rules, script, settings: makeSettings(), store: await openStore() });
    await engine.text("hi");
    await engine.drain();
    await engine.pass(5 * MINUTE);
    engine.clock.moveTo(engine.clock.now() + 6 * HOUR);
    const before = sent(engine);

    const { run } = await engine.onlyRun();
    const report = await want(engine, { kind: "resolve", runId: run.id, wasDone: true });

    expect(before).toEqual(["One"]);
    expect(report).toMatchObject({ done: 1 });
    expect(sent(engine)).toEqual(["One", "Two"]);
    expect((await engine.onlyRun()).effects[1]).toMatchObject({ status: "done", countedAs: { purpose: "service" } });
  });

  test("a step that was tried for hours has held up the replies behind it, and for when it failed, but no service text", async () => {
    const text = (purpose: string, words: string) => `{ send_message: { purpose: ${purpose}, text: ${words} } }`;
    const rules = `r: { on: message_received, do: [{ http: { connection: crm, method: GET, path: / }, id: look, deadline: 6h, retry: { max: 9, backoff: 1h, max_backoff: 1h } }], on_error: [${text("reply", "Sorry")}, ${text("service", "Call us")}] }`;
    const script: Script = ({ action }) => (action === "http" ? notSent("connection refused") : undefined);
    const engine = await startEngine({ rules, script, settings: makeSettings(), store: await openStore() });
    await engine.text("hi");
    await engine.drain();

    for (let hour = 0; hour < 8; hour += 1) await engine.pass(HOUR);

    const [, reply, service] = (await engine.onlyRun()).effects;
    expect(reply).toMatchObject({ status: "blocked", guard: "old_event" });
    expect(reply?.reason).toMatch(
      /it is \dh( \d+m)?( \d+s)? later now, of which the step look took \dh.*; replies are sent within 1h \(sending\.reply_within\), a text with purpose: service later, too$/,
    );
    expect(service).toMatchObject({ status: "done" });
    expect(sent(engine).filter((words) => words !== undefined)).toEqual(["Call us"]);
  });

  test("a text of which it was known hours later how it fared has held up the reply behind it", async () => {
    const text = (words: string) => `{ send_message: { purpose: reply, text: ${words} } }`;
    const rules = `r: { on: message_received, do: [${text("One")}, ${text("Two")}] }`;
    const store = await openStore();
    const first = await startEngine({ rules, script: () => UNCLEAR, settings: makeSettings(), store });
    await first.text("hi");
    await first.drain();
    await first.pass(6 * HOUR);
    await first.runner.stop(0);
    const { run, effects } = await first.onlyRun();
    const known = { runId: run.id, effectId: effects[0]?.id ?? "", attempt: 1, outcome: done({ id: 7 }) };
    const outcomes = { left: [known], keep: () => undefined, forget: () => undefined };

    const second = await startEngine({ rules, settings: makeSettings(), store, outcomes, clock: first.clock });
    await second.lookAround();
    await second.drain();

    const [one, two] = (await second.onlyRun()).effects;
    expect([one?.status, two?.status, two?.guard]).toEqual(["done", "blocked", "old_event"]);
    expect(two?.reason).toContain("it is 6h later now, of which the step do/0 took 6h");
  });
});
