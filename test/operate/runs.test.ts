import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/core/model/ruleset/rule.ts";
import { ON_THE_WIRE } from "../../src/core/operate/intervention.ts";
import { done, refused } from "../../src/core/model/outcome.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { fieldOf, makeSettings, NOW } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { Performed, Script } from "../run/make.ts";
import { createDoor, createGate, NOT_SENT, startEngine, STORES, UNCLEAR, until } from "../run/make.ts";
import { ALL, auditOf, conditionOf, named, want } from "./make.ts";

const MINUTE = 60_000;
const CALL =
  "r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x }, retry: { max: 3, backoff: 1s } }, { notify: { connection: slack, text: after } }] }";
const TEXT = `r: { on: message_received, do: [{ send_message: { purpose: reply, text: "Re: {{ event.text }}" } }, { notify: { connection: slack, text: after } }] }`;

const texts = (performed: readonly Performed[]) => performed.filter(({ action }) => action === "send_message");

describe.each(STORES)("what failed, %s,", (_, open) => {
  test("is retried with the same request and idempotency key, and with all its attempts", async () => {
    let isDown = true;
    const script: Script = ({ action }) => (isDown && action === "http" ? NOT_SENT : undefined);
    const engine = await startEngine({ rules: CALL, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    await engine.pass(MINUTE);
    await engine.pass(MINUTE);
    const failed = await engine.onlyRun();
    expect(failed.run).toMatchObject({ status: "failed", error: { code: "gave_up", step: "do/0" } });
    const before = engine.performed.length;

    const report = await want(engine, { kind: "retry", which: named(failed.run.id) }, { reason: "the CRM is back" });
    await engine.pass(MINUTE);
    isDown = false;
    await engine.pass(MINUTE);

    expect(report).toMatchObject({
      done: 1,
      refused: 0,
      items: [{ does: "calls crm: POST /x again (do/0)", ruleId: "r" }],
    });
    const calls = engine.performed.filter(({ action }) => action === "http");
    expect(calls).toHaveLength(before + 3);
    expect(new Set(calls.map(({ effectId, request }) => JSON.stringify([effectId, request]))).size).toBe(1);
    const { run, effects } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "done", error: null });
    expect(effects.map(({ status }) => status)).toEqual(["done", "done"]);
    expect(run.trace).toContainEqual(
      expect.objectContaining({ kind: "person", text: "retried by ann: the CRM is back" }),
    );
    expect(await auditOf(engine)).toMatchObject([
      {
        by: "ann",
        deed: "retry",
        target: { kind: "run", id: run.id },
        reason: "the CRM is back",
        text: "calls crm: POST /x again (do/0)",
      },
    ]);
  });

  test("is resumed behind the step, which is not done again", async () => {
    const script: Script = ({ action }) =>
      action === "http" ? refused("http_400", "no", { httpStatus: 400 }) : undefined;
    const engine = await startEngine({ rules: CALL, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    const { run } = await engine.onlyRun();

    await want(engine, { kind: "resume", runId: run.id, from: null, onNewVersion: false });

    expect(engine.performed.map(({ action }) => action)).toEqual(["http", "notify"]);
    expect((await engine.onlyRun()).run.status).toBe("done");
  });

  test("is started anew by the rule in force, once", async () => {
    const script: Script = ({ request }) => (fieldOf(request, "path") === "/x" ? refused("http_400", "no") : undefined);
    const engine = await startEngine({ rules: CALL, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    const { run: old } = await engine.onlyRun();
    const { rules } = compileBody(CALL.replace("/x", "/y"));
    await engine.activate(rules, makeSettings());
    const renew = { kind: "resume", runId: old.id, from: null, onNewVersion: true } as const;

    const report = await want(engine, renew);
    const [, next] = await engine.runs();

    expect(report).toMatchObject({ done: 1, items: [{ id: old.id }] });
    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["stopped", "done"]);
    expect(next?.run.ruleVersion).toBe(rules[0]?.version);
    expect(engine.performed.map(({ action, request }) => fieldOf(request, "path") ?? action)).toEqual([
      "/x",
      "/y",
      "notify",
    ]);
    expect(await want(engine, renew)).toMatchObject({
      done: 0,
      items: [{ refused: `was started anew by that version before: ${next?.run.id ?? ""}` }],
    });
  });

  test("is dropped, and nothing of it goes out any more", async () => {
    const engine = await startEngine({ rules: CALL, script: () => refused("http_400", "no"), store: await open() });
    await engine.text("hello");
    await engine.drain();

    const report = await want(engine, { kind: "drop", which: { ...ALL, code: "http_400" } });
    await engine.pass(MINUTE);

    expect(report.done).toBe(1);
    expect(engine.performed).toHaveLength(1);
    expect((await engine.onlyRun()).run.status).toBe("stopped");
  });
});

describe.each(STORES)("a text in doubt, %s,", (_, open) => {
  async function parkInDoubt() {
    const outcomes = [UNCLEAR];
    const script: Script = ({ action }) => (action === "send_message" ? outcomes.shift() : undefined);
    const engine = await startEngine({ rules: TEXT, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    // Nobody can be asked whether it is there.
    for (let hour = 0; hour < 26; hour += 1) await engine.pass(60 * MINUTE);
    const { run } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "parked", error: { code: "outcome_unknown" } });
    return { engine, runId: run.id };
  }

  test("that was sent is not sent again, and its run goes on", async () => {
    const { engine, runId } = await parkInDoubt();

    await want(engine, { kind: "resolve", runId, wasDone: true });

    expect(engine.performed.map(({ action }) => action)).toEqual(["send_message", "notify"]);
    expect((await engine.onlyRun()).run).toMatchObject({ status: "done", error: null });
    expect(await want(engine, { kind: "resolve", runId, wasDone: false })).toMatchObject({ done: 0, refused: 1 });
    expect(texts(engine.performed)).toHaveLength(1);
  });

  test("that was not sent is sent once more, with the same client id", async () => {
    const { engine, runId } = await parkInDoubt();

    await want(engine, { kind: "resolve", runId, wasDone: false });

    const [first, second, ...others] = texts(engine.performed);
    expect([second?.localId, second?.request, others]).toEqual([first?.localId, first?.request, []]);
    expect((await engine.onlyRun()).run.status).toBe("done");
  });

  test("that was not sent is asked of the gate again: after an opt-out it stays unsent", async () => {
    const { engine, runId } = await parkInDoubt();
    await engine.text("STOP");
    await engine.drain();

    const plan = await want(engine, { kind: "resolve", runId, wasDone: false }, { isPlan: true });
    const report = await want(engine, { kind: "resolve", runId, wasDone: false });

    for (const told of [plan, report]) {
      expect(told).toMatchObject({ done: 1, texts: 0, people: 0, repeats: 0 });
      expect(told.items[0]?.does).toContain("; its text is kept back: opt_out: the contact opted out (text was STOP)");
    }
    expect(texts(engine.performed)).toHaveLength(1);
    const { effects } = (await engine.store.getRun(runId)) ?? { effects: [] };
    expect(effects[0]).toMatchObject({ status: "blocked", guard: "opt_out" });
  });

  test("is neither retried nor started anew before somebody has looked", async () => {
    const { engine, runId } = await parkInDoubt();

    const retried = await want(engine, { kind: "retry", which: named(runId) });
    const resumed = await want(engine, { kind: "resume", runId, from: "do/0", onNewVersion: false });

    expect([retried.done, resumed.done]).toEqual([0, 0]);
    expect(texts(engine.performed)).toHaveLength(1);
    expect(await auditOf(engine)).toEqual([]);
  });
});

describe.each(STORES)("a run that is cancelled, %s,", (_, open) => {
  test("sends nothing, though its turn was claimed and the gate had let it go", async () => {
    const store = await open();
    const door = createDoor();
    // The turn stands right before its intent: the gate has just looked at the texts to the number.
    const slow = {
      ...store,
      textsTo: (...args: Parameters<typeof store.textsTo>) => door.pass().then(() => store.textsTo(...args)),
    };
    const engine = await startEngine({ rules: TEXT, store: slow });
    await engine.text("hello");
    engine.runner.wake();
    await until(() => door.came() > 0);
    const { run } = await engine.onlyRun();

    const report = await engine.operator.operate({
      operation: { kind: "cancel", which: named(run.id) },
      isPlan: false,
      by: "ann",
      reason: "as agreed",
    });
    door.open();
    await engine.drain();

    expect(report.done).toBe(1);
    expect(engine.performed).toEqual([]);
    const { run: ended, effects } = await engine.onlyRun();
    expect([ended.status, effects[0]?.status]).toEqual(["stopped", "cancelled"]);
  });

  test("is none whose attempt is on the wire; its outcome is recorded", async () => {
    const door = createDoor();
    const engine = await startEngine({
      rules: TEXT,
      script: () => door.pass().then(() => done({})),
      store: await open(),
    });
    await engine.text("hello");
    engine.runner.wake();
    await until(() => door.came() > 0);
    const { run } = await engine.onlyRun();

    const report = await engine.operator.operate({
      operation: { kind: "cancel", which: ALL },
      isPlan: false,
      by: "ann",
      reason: "as agreed",
    });
    door.open();
    await engine.drain();

    expect(report).toMatchObject({
      done: 0,
      refused: 1,
      items: [{ refused: ON_THE_WIRE.refused }],
    });
    expect((await engine.store.getRun(run.id))?.run.status).toBe("done");
  });

  test("is not done at all when one of those named is not there", async () => {
    const engine = await startEngine({
      rules: "r: { on: message_received, do: [{ wait: 1h }, { log: x }] }",
      store: await open(),
    });
    await engine.text("hello");
    await engine.drain();
    const { run } = await engine.onlyRun();

    await expect(want(engine, { kind: "cancel", which: named(run.id, "run_gone") })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "There is no run and no event run_gone in the store.",
    });

    expect((await engine.onlyRun()).run.status).toBe("waiting");
  });
});

test("only what fits is treated: by rule, code and time, and events only where nothing else is asked for", async () => {
  const clock = createVirtualClock(NOW);
  const rules = `
a: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /a } }] }
b: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /b } }] }`;
  const script: Script = ({ request }) => refused(fieldOf(request, "path") === "/a" ? "http_400" : "http_404", "no");
  const engine = await startEngine({ rules, script, clock });
  await engine.text("one");
  await engine.drain();
  clock.moveTo(NOW + MINUTE);
  await engine.text("two");
  await engine.drain();
  const count = async (which: object) =>
    (await want(engine, { kind: "drop", which: { ...ALL, ...which } }, { isPlan: true })).done;

  expect(await count({})).toBe(4);
  expect(await count({ ruleId: "a" })).toBe(2);
  expect(await count({ code: "http_404" })).toBe(2);
  expect(await count({ since: NOW + 1 })).toBe(2);
  expect(await count({ ruleId: "a", code: "http_404" })).toBe(0);
});

test("very many that a condition picks are cancelled; the plan and the report count each once", async () => {
  const gate = createGate("heymarket");
  const engine = await startEngine({ rules: TEXT, hasRoom: gate.hasRoom });
  for (let serial = 0; serial < 520; serial += 1) {
    await engine.text(serial % 4 === 0 ? "no thanks" : "what is the price", {
      phone: `+1202555${String(serial).padStart(4, "0")}`,
    });
  }
  await engine.drain();
  const cancel = {
    kind: "cancel",
    which: { ...ALL, condition: conditionOf("{ text: { words: [price] } }") },
  } as const;

  const plan = await want(engine, cancel, { isPlan: true });
  const report = await want(engine, cancel);

  expect([plan.done, plan.refused, plan.items.length]).toEqual([390, 0, 200]);
  expect([report.done, report.refused, report.items.length]).toEqual([390, 0, 200]);
  expect(await engine.store.countRuns({})).toMatchObject({ stopped: 390, queued: 130 });
  expect(await auditOf(engine)).toHaveLength(390);
  gate.open();
  await engine.drain();
  expect(
    new Set(
      engine.performed.filter(({ action }) => action === "send_message").map(({ request }) => fieldOf(request, "text")),
    ),
  ).toEqual(new Set(["Re: no thanks"]));
});

describe.each(STORES)("the plan of runs that go on, %s,", (_, open) => {
  const THEN_TEXT = `r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }, { send_message: { purpose: reply, text: Hi } }, { wait: 1h }, { send_message: { purpose: reply, text: "Still there?" } }] }`;

  test("tells of the texts behind the step that is done again, and of the one done again as such", async () => {
    let failing = "http";
    const script: Script = ({ action }) => (action === failing ? refused("http_400", "no") : undefined);
    const engine = await startEngine({ rules: THEN_TEXT, script, store: await open() });
    await engine.text("hello");
    await engine.drain();
    const { run } = await engine.onlyRun();
    const retry = { kind: "retry", which: named(run.id) } as const;

    const behindCall = await want(engine, retry, { isPlan: true });
    failing = "send_message";
    const did = await want(engine, retry);
    const ofText = await want(engine, retry, { isPlan: true });
    const behindText = await want(
      engine,
      { kind: "resume", runId: run.id, from: null, onNewVersion: false },
      { isPlan: true },
    );
    const dropped = await want(engine, { kind: "drop", which: named(run.id) }, { isPlan: true });

    expect(behindCall).toMatchObject({ texts: 0, textsAhead: 2 });
    expect(did).toMatchObject({ texts: 0, textsAhead: 2 });
    expect(ofText).toMatchObject({ texts: 1, people: 1, textsAhead: 1 });
    expect(behindText).toMatchObject({ texts: 0, textsAhead: 1 });
    expect(dropped).toMatchObject({ texts: 0, textsAhead: 0 });
  });

  test("tells of the texts of a version of the rule that takes over", async () => {
    const engine = await startEngine({
      ...{ rules: THEN_TEXT, script: ({ action }) => (action === "http" ? refused("http_400", "no") : undefined) },
      store: await open(),
    });
    await engine.text("hello");
    await engine.drain();
    const { run } = await engine.onlyRun();
    await engine.activate(compileBody(THEN_TEXT.replace("Hi }", "Hello }")).rules, makeSettings());

    const plan = await want(
      engine,
      { kind: "resume", runId: run.id, from: null, onNewVersion: true },
      { isPlan: true },
    );

    expect(plan).toMatchObject({ done: 1, textsAhead: 2 });
  });
});

describe.each(STORES)("a parked event that is retried, %s,", (_, open) => {
  const ANSWER = "answer: { on: message_received, do: [{ send_message: { purpose: service, text: Hi } }] }";

  test("is told with what would fire by now, and the texts of that, in the plan", async () => {
    const store = await open();
    const [answer] = compileBody(ANSWER).rules;
    if (answer === undefined) throw new Error("no rule");
    const broken = { ...answer, condition: { kind: "test", path: "if", logic: {} } as unknown as Condition };
    const first = await startEngine({ rules: [broken], store });
    const id = await first.text("hello");
    await first.drain();
    const engine = await startEngine({ rules: [answer], store });

    const plan = await want(engine, { kind: "retry", which: named(id) }, { isPlan: true });
    const failing = await first.operator.operate({
      ...{ operation: { kind: "retry", which: named(id) }, isPlan: true, by: "ann", reason: null },
    });

    expect(plan).toMatchObject({ done: 1, texts: 0, textsAhead: 1 });
    expect(plan.items[0]?.does).toMatch(/^is evaluated once more: answer fires, version \w{16}, rules\.yaml:\d+ /);
    expect(failing).toMatchObject({ done: 1, textsAhead: 0 });
    expect(failing.items[0]?.does).toMatch(/^is evaluated once more: as things are that fails again: /);
  });

  test("is told with the texts that a replay sent meanwhile, and that may go out twice", async () => {
    const store = await open();
    const [answer] = compileBody(ANSWER).rules;
    if (answer === undefined) throw new Error("no rule");
    const broken = { ...answer, condition: { kind: "test", path: "if", logic: {} } as unknown as Condition };
    const first = await startEngine({ rules: [broken], store });
    const id = await first.text("hello");
    await first.drain();
    await first.runner.stop(0);
    const engine = await startEngine({ rules: [answer], store });
    await want(engine, { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false });

    const plan = await want(engine, { kind: "retry", which: named(id) }, { isPlan: true });

    expect(engine.performed).toHaveLength(1);
    expect(plan).toMatchObject({ done: 1, repeats: 1, textsAhead: 1 });
  });
});
