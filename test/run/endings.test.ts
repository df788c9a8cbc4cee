import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { fieldOf, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { openMemoryStore, startEngine } from "./make.ts";
import type { Store } from "../../src/ports/store/store.ts";

const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
const CALL = "call: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }";

function linesAbove(engine: TestEngine, level: string): readonly object[] {
  return engine.log.filter((line) => line.level === level);
}

test("a text that is blocked is told with rule, run and event, and with the guard that did it", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.receive("target_opt_out", { target: PHONE, inbox: 21, id: 1 });

  const event = await engine.text("hello");
  await engine.drain();

  const { run, effects } = await engine.onlyRun();
  const fields = { effect: effects[0]?.id, run: run.id, rule: "reply", event, guard: "opt_out" };
  expect(linesAbove(engine, "warn")).toEqual([{ level: "warn", fields, message: "text blocked" }]);
});

test("a run that failed is told with its step and code, without what the remote said", async () => {
  const script = () => refused("http_422", "crm answered 422: +12025550100 is no customer", { httpStatus: 422 });
  const engine = await startEngine({ rules: CALL, script });

  const event = await engine.text("hello");
  await engine.drain();

  const { run } = await engine.onlyRun();
  const fields = { run: run.id, rule: "call", event, step: "do/0", code: "http_422" };
  expect(linesAbove(engine, "warn")).toEqual([{ level: "warn", fields, message: "run failed" }]);
});

test("a failure that a handler took up is no failed run", async () => {
  const rules = CALL.replace("path: /x }", "path: /x }, on_error: continue");
  const engine = await startEngine({ rules, script: () => refused("http_422", "no") });

  await engine.text("hello");
  await engine.drain();

  expect(linesAbove(engine, "warn")).toEqual([]);
});

test("every attempt is told with rule, run and event", async () => {
  const engine = await startEngine({ rules: CALL });

  const event = await engine.text("hello");
  await engine.drain();

  const [attempt] = engine.log.filter(({ message }) => message === "effect attempted");
  const { run } = await engine.onlyRun();
  expect(attempt?.fields).toMatchObject({ run: run.id, rule: "call", event, outcome: "done" });
  expect(fieldOf(engine.performed[0]?.request, "path")).toBe("/x");
});

test("a run that failed and a text that a guard blocked are alarms, one for each; an opt-out is none", async () => {
  const rules = `${REPLY}\n${CALL}`;
  const engine = await startEngine({
    rules,
    script: ({ action }) => (action === "http" ? refused("http_422", "no") : undefined),
  });

  for (const text of ["one", "one", "please take me off this list"]) {
    await engine.text(text);
    await engine.drain();
  }
  await engine.receive("target_opt_out", { target: PHONE, inbox: 21, id: 1 });
  await engine.text("hello");
  await engine.drain();

  const failed = "failed rule call: run failed (http_422)";
  expect(engine.alarms.map(({ kind, subject, what }) => `${kind} ${subject}: ${what}`)).toEqual([
    failed,
    "held rule reply: text blocked (loop)",
    failed,
    "held : contact held",
    "held rule reply: text blocked (held)",
    failed,
    failed,
  ]);
  expect(engine.alarms.map(({ example }) => example)).not.toContain(null);
});

test("a run that the engine cannot drive, and an event it cannot evaluate, are one alarm each", async () => {
  const memory = await openMemoryStore();
  const store: Store = {
    ...memory,
    history: () => Promise.reject(new TypeError("cannot read x")),
  };
  const rules = `
${CALL}
asks: { on: target_opt_in, if: { history: { event: message_received, last: 1h, count: 0 } }, do: [{ log: hi }] }`;
  const engine = await startEngine({
    rules,
    store,
    script: () => {
      throw new TypeError("cannot read y");
    },
  });

  await engine.text("hello");
  const event = await engine.receive("target_opt_in", { target: PHONE, inbox: 21, id: 1 });
  await engine.drain();

  const [run] = await engine.runs();
  expect(engine.alarms).toEqual([
    { kind: "parked", subject: "", what: "event parked (engine_error)", example: event },
    { kind: "parked", subject: "rule call", what: "run parked (engine_error)", example: run?.run.id },
  ]);
});

const DOUBLED = "{ merge: [{ var: accumulator }, { var: accumulator }] }";
const TIMES = Array.from({ length: 40 }, (_, index) => index).join();
const SPENDS_ALL = `[{ logic: { ">": [{ reduce: [[${TIMES}], ${DOUBLED}, [{ var: event.text }]] }, 1] } }]`;
const BOOM = `boom: { on: message_received, if: ${SPENDS_ALL}, do: [{ log: hi }] }`;
const LISTENS = `listens: { on: { event: message_received, where: ${SPENDS_ALL} }, do: [{ log: hi }] }`;
const NAMELESS = "keyed: { on: message_received, key: '{{ contact.name }}', mode: single, do: [{ log: hi }] }";

test.each([
  ["a condition that takes too long", BOOM, "boom", "takes more than 1,000,000 steps"],
  ["a trigger that takes too long", LISTENS, "listens", "takes more than 1,000,000 steps"],
  ["a key that reads what is not known", NAMELESS, "keyed", "contact.name is not known; add …"],
])(
  "%s is told with rule, event and reason, and is an alarm, without words of the text",
  async (_what, rules, rule, reason) => {
    const engine = await startEngine({ rules });

    const event = await engine.text("sesame +12025550155");
    await engine.drain();

    const message = "rule could not be evaluated";
    const told = linesAbove(engine, "warn");
    expect(told).toEqual([
      { level: "warn", fields: { rule, event, reason: expect.stringContaining(reason) as string }, message },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/sesame|2025550155/);
    expect(engine.alarms).toEqual([{ kind: "failed", subject: `rule ${rule}`, what: message, example: event }]);
  },
);

test("a rule whose condition does not hold is told to nobody", async () => {
  const engine = await startEngine({
    rules: "price: { on: message_received, if: [{ text: { words: [price] } }], do: [{ log: hi }] }",
  });

  await engine.text("hello");
  await engine.drain();

  expect(linesAbove(engine, "warn")).toEqual([]);
  expect(engine.alarms).toEqual([]);
});
