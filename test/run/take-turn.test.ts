import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/core/time/calendar.ts";
import { notSent, refused } from "../../src/core/model/outcome.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { fieldOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { createGate, openMemoryStore, startEngine, STORES } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = "+12025550199";
const OPTED_OUT = { target: PHONE, inbox: 21, id: 1 };
const REPLY =
  "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: 'Re: {{ event.text }}' } }] }";
const OFFER =
  "offer: { on: message_received, do: [{ send_message: { purpose: marketing, text: 'Re: {{ event.text }}' } }] }";

/** Quiet from 21:00 to 08:00 in New York for texts that are no replies; `NOW` is 15:00 there. */
function quietSettings() {
  const quietHours = {
    appliesTo: ["service" as const, "marketing" as const],
    zone: "org" as const,
    window: { from: 1_260, to: 1_920 },
    onHit: "defer" as const,
  };
  return makeSettings({ sending: { ...makeSettings().sending, quietHours } });
}

describe.each(STORES)("an opt-out, with a store %s,", (_name, openStore) => {
  test("that comes while a text stands in line stops it", async () => {
    const gate = createGate();
    const engine = await startEngine({
      rules: REPLY,
      hasRoom: gate.hasRoom,
      store: await openStore(),
    });

    await engine.text("hello");
    await engine.drain();
    await engine.receive("target_opt_out", OPTED_OUT);
    gate.open();
    await engine.drain();

    const { run, effects } = await engine.onlyRun();
    expect(engine.performed).toEqual([]);
    expect(effects).toMatchObject([{ status: "blocked", guard: "opt_out", attempts: [] }]);
    expect(run).toMatchObject({ status: "done", trace: [{ kind: "gate" }] });
  });

  test("and an opt-in after it do not let the text out that was planned before", async () => {
    const gate = createGate();
    const engine = await startEngine({
      rules: REPLY,
      hasRoom: gate.hasRoom,
      store: await openStore(),
    });

    await engine.text("hello");
    await engine.drain();
    await engine.receive("target_opt_out", OPTED_OUT);
    engine.clock.moveTo(NOW + 1_000);
    await engine.receive("target_opt_in", OPTED_OUT);
    gate.open();
    await engine.drain();
    await engine.text("I am back");
    await engine.drain();

    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: I am back"]);
  });

  test("of the number a rule texts counts, not only that of the contact", async () => {
    const rules = `r: { on: message_received, do: [{ send_message: { purpose: service, text: Hi, to: "${OTHER}" } }] }`;
    const engine = await startEngine({ rules, store: await openStore() });
    await engine.receive("target_opt_out", { ...OPTED_OUT, target: OTHER });

    await engine.text("hello");
    await engine.drain();

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "blocked", guard: "opt_out" }]);
  });

  test("by the very text that fires a rule stops its answer, and everything else goes on", async () => {
    const rules = REPLY.replace(" }] }", " }, { notify: { connection: slack, text: told } }] }");
    const engine = await startEngine({ rules, store: await openStore() });

    await engine.text("STOP");
    await engine.drain();

    expect(engine.performed.map(({ action }) => action)).toEqual(["notify"]);
  });

  test("dated in the future is lifted by the START that comes after it", async () => {
    const engine = await startEngine({ rules: REPLY, store: await openStore() });
    await engine.text("STOP", { data: { date: "2099-01-01T00:00:00Z" } });
    await engine.pass(1_000);
    await engine.text("hello");
    await engine.pass(1_000);
    await engine.text("START");
    await engine.pass(1_000);

    await engine.text("back again");
    await engine.drain();

    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: START", "Re: back again"]);
  });

  test("that Heymarket's refusal reveals is in force for the next text", async () => {
    const script = () => refused("unsubscribed_number", "unsubscribed", { httpStatus: 400 });
    const engine = await startEngine({ rules: REPLY, store: await openStore(), script });

    await engine.text("one");
    await engine.drain();
    await engine.text("two");
    await engine.drain();

    const [first, second] = await engine.runs();
    expect(engine.performed).toHaveLength(1);
    expect(first?.effects).toMatchObject([{ status: "failed" }]);
    expect(second?.effects).toMatchObject([{ status: "blocked", guard: "opt_out" }]);
    expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "out" });
  });
});

describe("quiet hours", () => {
  test("hold a text back until they end", async () => {
    const engine = await startEngine({ rules: OFFER, settings: quietSettings() });
    engine.clock.moveTo(NOW + 7 * HOUR);

    await engine.text("hello");
    await engine.drain();
    const { run, effects } = await engine.onlyRun();
    await engine.pass(10 * HOUR - 1);
    const before = engine.performed.length;
    await engine.pass(1);

    const morning = parseInstant("2026-01-03T08:00:00-05:00");
    expect(run).toMatchObject({ status: "waiting", dueAt: morning });
    expect(effects).toMatchObject([{ status: "deferred", guard: "quiet_hours", dueAt: morning }]);
    expect(before).toBe(0);
    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "done", guard: null, reason: null }]);
  });

  test("that begin while a text stands in line hold it back all the same", async () => {
    const gate = createGate();
    const engine = await startEngine({
      rules: OFFER,
      settings: quietSettings(),
      hasRoom: gate.hasRoom,
    });

    await engine.text("hello");
    await engine.drain();
    engine.clock.moveTo(NOW + 7 * HOUR);
    gate.open();
    await engine.drain();

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "deferred", guard: "quiet_hours" }]);
  });

  test("do not let a text out whose contact opted out during the night", async () => {
    const engine = await startEngine({ rules: OFFER, settings: quietSettings() });
    engine.clock.moveTo(NOW + 7 * HOUR);

    await engine.text("hello");
    await engine.drain();
    await engine.receive("target_opt_out", OPTED_OUT);
    await engine.pass(24 * HOUR);

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "blocked", guard: "opt_out" }]);
  });

  test("leave a text that could not be sent in the morning its whole time to be tried again", async () => {
    let failures = 1;
    const script = () =>
      (failures -= 1) >= 0 ? notSent("busy", { httpStatus: 429, retryAfterMs: MINUTE, counts: false }) : undefined;
    const engine = await startEngine({ rules: OFFER, settings: quietSettings(), script });
    engine.clock.moveTo(NOW + 7 * HOUR);

    await engine.text("hello");
    await engine.drain();
    await engine.pass(10 * HOUR);
    await engine.pass(MINUTE);

    expect((await engine.onlyRun()).effects).toMatchObject([{ status: "done" }]);
  });
});

test("an answer to a text of January that is delivered today is blocked, and the trace of the run says why", async () => {
  const engine = await startEngine({ rules: REPLY });

  await engine.text("are you open?", { data: { date: "2025-12-02T20:00:00Z" } });
  await engine.drain();

  const { run, effects } = await engine.onlyRun();
  const reason =
    "the text it answers is dated 2025-12-02T15:00:00-05:00, it was delivered 31d later; replies are sent when that is " +
    "1h at most (sending.reply_within), a text with purpose: service later, too";
  expect(engine.performed).toEqual([]);
  expect(effects).toMatchObject([{ status: "blocked", guard: "old_event", reason }]);
  expect(run.trace).toMatchObject([{ kind: "gate", text: `old_event: ${reason}` }]);
});

test("a store that keeps refusing what the gate allows is a fault of ours: the run is parked, and does not spin", async () => {
  const store = await openMemoryStore();
  let refusals = 0;
  const commit: Store["commit"] = (claim, changes) => {
    if (changes.intent === null) return store.commit(claim, changes);
    refusals += 1;
    return Promise.resolve("opted_out");
  };
  const engine = await startEngine({ rules: REPLY, store: { ...store, commit } });

  await engine.text("hello");
  await engine.drain();

  const { run } = await engine.onlyRun();
  expect(refusals).toBe(2);
  expect(engine.performed).toEqual([]);
  expect(run).toMatchObject({ status: "parked", error: { code: "engine_error" } });
  expect(run.error?.message).toContain("and the send gate allows it");
});

test("two rules that answer the same event count each other's texts", async () => {
  const frequency = [{ purpose: "any" as const, count: 1, windowMs: HOUR }];
  const settings = makeSettings({ sending: { ...makeSettings().sending, frequency } });
  const engine = await startEngine({
    rules: `${REPLY}\n${REPLY.replace("reply:", "second:").replace("Re:", "Also:")}`,
    settings,
  });

  await engine.text("hello");
  await engine.drain();

  const runs = await engine.runs();
  expect(engine.performed).toHaveLength(1);
  expect(runs.map(({ effects }) => effects[0]?.guard ?? null)).toEqual([null, "frequency"]);
});

describe("what a run has come to is stored with what it did", () => {
  const RULES = `
r:
  on: message_received
  do:
    - { id: push, http: { connection: crm, method: POST, path: /x } }
    - tag: { add: vip }
`;

  test("before its next step stands in line, so that stopping there loses nothing and repeats nothing", async () => {
    const engine = await startEngine({ rules: RULES, hasRoom: createGate("heymarket").hasRoom });

    await engine.text("hello");
    await engine.drain();
    await engine.runner.stop(1_000);

    const { run, effects } = await engine.onlyRun();
    const tags = (await engine.store.getContact(PHONE))?.tags;
    expect(run).toMatchObject({ status: "queued", cursor: 1, destination: "heymarket" });
    expect(effects).toMatchObject([
      { action: "http", status: "done" },
      { action: "tag", status: "planned", attempts: [] },
    ]);
    expect(tags).toEqual(["vip"]);
    expect(engine.performed.map(({ action }) => action)).toEqual(["http"]);
  });
});
