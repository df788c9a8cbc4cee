import { describe, expect, test } from "vitest";
import { NOW } from "../helpers/make.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { openMemoryStore, startEngine } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PHONE = "12025550100";

type Engine = Awaited<ReturnType<typeof startEngine>>;

function told(engine: Engine): readonly unknown[] {
  return engine.performed.map(({ request }) => ("text" in request ? request.text : null));
}

function answerAt(engine: Engine, at: number, id = 78): Promise<string> {
  return engine.receive("message_sent", { id, text: "hi", user: 55, phone: PHONE, date: new Date(at).toISOString() });
}

function closeChat(engine: Engine): Promise<string> {
  const updated = new Date(engine.clock.now()).toISOString();
  return engine.receive("chat_closed", { id: 301, inbox: 21, target: PHONE, updated });
}

describe("a wait for an event directly behind a wait for a time", () => {
  const ANSWER = "{ id: answer, wait_for: { event: message_received, where: { text: yes }, timeout: 1h } }";

  test.each([
    ["wait", `do: [{ wait: 1m }, ${ANSWER}]`],
    ["debounce", `limits: { debounce: 1m }\n  do: [${ANSWER}]`],
  ])("behind `%s` has its whole time", async (_, body) => {
    const rules = `\nr:\n  on: { event: message_received, where: { text: go } }\n  ${body}\n`;
    const engine = await startEngine({ rules });
    await engine.text("go");
    await engine.drain();
    await engine.pass(MINUTE);
    const waiting = (await engine.onlyRun()).run;

    await engine.pass(30 * MINUTE);
    await engine.text("yes");
    await engine.drain();

    expect(waiting).toMatchObject({ status: "waiting", dueAt: NOW + MINUTE + HOUR });
    expect((await engine.onlyRun()).run.steps).toMatchObject({ answer: { timed_out: false, event: { text: "yes" } } });
  });
});

describe("an absence that was told", () => {
  const absence = (steps: string): string => `
r:
  on:
    after: message_received
    missing: { event: message_sent, where: { author: human } }
    within: 15m
  do: [{ notify: { connection: slack, text: nobody } }${steps}]
`;
  const ask = async (engine: Engine): Promise<void> => {
    await engine.text("help", { data: { words: ["one", "two"] } });
    await engine.drain();
    await engine.pass(30 * MINUTE);
    await engine.pass(30 * MINUTE);
  };

  test.each([
    ["a wait", ", { wait: 5m }"],
    ["a stop", ", { stop: enough }"],
    ["a stop in a list", ", { for_each: { in: event_data.words, as: word, do: [{ stop: enough }] } }"],
  ])("is told once when its steps end with %s, and anew after an answer", async (_, steps) => {
    const engine = await startEngine({ rules: absence(steps) });
    for (let times = 0; times < 3; times += 1) await ask(engine);
    const once = engine.performed.length;

    await answerAt(engine, engine.clock.now());
    await engine.drain();
    await ask(engine);

    expect([once, engine.performed.length]).toEqual([1, 2]);
  });

  test("is over with an answer from before it that is evaluated after it", async () => {
    const engine = await startEngine({ rules: absence("") });
    await engine.text("help");
    await engine.drain();
    await engine.pass(16 * MINUTE);

    await answerAt(engine, NOW + 10 * MINUTE);
    await engine.drain();
    await ask(engine);

    expect(engine.performed).toHaveLength(2);
  });

  test("is over with an answer that comes during its steps", async () => {
    const engine = await startEngine({ rules: absence(", { wait: 5m }") });
    await engine.text("help");
    await engine.drain();
    await engine.pass(16 * MINUTE);

    await answerAt(engine, engine.clock.now());
    await engine.pass(10 * MINUTE);
    await ask(engine);

    expect(engine.performed).toHaveLength(2);
  });

  test("is not over with an answer from before its beginning", async () => {
    const engine = await startEngine({ rules: absence("") });
    await answerAt(engine, NOW);
    await engine.pass(MINUTE);

    for (let times = 0; times < 2; times += 1) await ask(engine);

    expect(engine.performed).toHaveLength(1);
  });
});

describe("a wait for an event that looks back", () => {
  const rules = (first: string): string => `
r:
  on: { event: message_received, where: { text: go } }
  do:
    - wait_for: { event: ${first}, timeout: 1h }
    - { id: before, wait_for: { event: message_received, timeout: 1h, lookback: 2h } }
    - notify: { connection: slack, text: "{{ steps.before.event.text }}" }
`;

  test("finds what came while the run waited for something else", async () => {
    const engine = await startEngine({ rules: rules("chat_closed") });
    await engine.text("go");
    await engine.drain();
    await engine.pass(MINUTE);
    await engine.text("before the closing");
    await engine.pass(MINUTE);

    await closeChat(engine);
    await engine.drain();

    expect(told(engine)).toEqual(["before the closing"]);
  });

  test("does not hear a second time what ended a wait of the run", async () => {
    const engine = await startEngine({ rules: rules("message_received") });
    await engine.text("go");
    await engine.drain();
    await engine.pass(MINUTE);

    for (const text of ["one", "two"]) {
      await engine.text(text);
      await engine.pass(MINUTE);
    }

    expect(told(engine)).toEqual(["two"]);
  });
});

describe("an event that is not yet evaluated when the time of a wait is over", () => {
  const GO = "on: { event: message_received, where: { text: [go, go on] } }";
  const WAITS = `
r:
  ${GO}
  do:
    - { id: answer, wait_for: { event: message_received, timeout: 1h } }
    - notify: { connection: slack, text: "{{ steps.answer.event.text | default: 'nobody' }}" }
`;
  const ENDS = `
r:
  ${GO}
  cancel_on: { event: message_received, where: { text: stop it } }
  do: [{ wait: 1h }, { notify: { connection: slack, text: nobody } }]
`;
  const DEBOUNCE = `
r:
  ${GO}
  limits: { debounce: 1h }
  do: [{ notify: { connection: slack, text: "{{ event.text }}" } }]
`;

  test.each([
    ["ends it when it came before", WAITS, -1, "yes", ["yes"]],
    ["does not when it came after", WAITS, 1, "yes", ["nobody"]],
    ["ends the run when it came before", ENDS, -1, "stop it", []],
    ["starts another in its place when it came before", DEBOUNCE, -1, "go on", ["go on"]],
    ["starts another beside it when it came after", DEBOUNCE, 1, "go on", ["go", "go on"]],
  ])("%s", async (_, rules, minutes, text, texts) => {
    const store = await openMemoryStore();
    let isBusy = false;
    const claimLanes: Store["claimLanes"] = (now, limit) =>
      isBusy ? Promise.resolve([]) : store.claimLanes(now, limit);
    const engine = await startEngine({ rules, store: { ...store, claimLanes } });
    await engine.text("go");
    await engine.drain();

    isBusy = true;
    engine.clock.moveTo(NOW + HOUR + minutes * MINUTE);
    await engine.text(text);
    await engine.pass(2 * MINUTE);
    isBusy = false;
    await engine.drain();
    await engine.pass(HOUR);

    expect(told(engine)).toEqual(texts);
  });
});

describe("mode: restart", () => {
  test.each([
    ["mode: restart\n  limits: { max: 1/1d }", "{ wait: 1h }"],
    ["limits: { max: 1/1d, debounce: 1m }", "{ wait: 1h }"],
  ])("%s frees no place that is spent", async (mode, wait) => {
    const rules = `\nr:\n  on: message_received\n  ${mode}\n  do: [{ notify: { connection: slack, text: hi } }, ${wait}]\n`;
    const engine = await startEngine({ rules });

    for (const text of ["one", "two", "three"]) {
      await engine.text(text);
      await engine.drain();
      await engine.pass(2 * MINUTE);
    }

    expect(engine.performed).toHaveLength(1);
  });

  test("ends the run before it acts that waits for the very event that starts another", async () => {
    const rules = `
r:
  on: message_received
  mode: restart
  limits: { once_per: 1d }
  do:
    - wait_for: { event: message_received, timeout: 1h }
    - emit: { event: custom.went_on, data: {} }
    - notify: { connection: slack, text: hi }
`;
    const engine = await startEngine({ rules });
    await engine.text("one");
    await engine.drain();

    const id = await engine.text("two");
    await engine.drain();

    const [first, second] = await engine.runs();
    expect([first?.run.status, second?.run.status]).toEqual(["stopped", "waiting"]);
    expect(first?.effects).toEqual([]);
    expect((await engine.event(id)).evaluation?.heard).toMatchObject([{ outcome: "restarted" }]);
    await engine.pass(2 * HOUR);
    expect(engine.performed).toHaveLength(1);
  });
});
