import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import { NOW } from "../helpers/make.ts";
import { createDoor, startEngine, STORES, until } from "./make.ts";

const MINUTE = 60_000;

describe("a run that is calling when an event comes which ends it", () => {
  const CANCELLED = `
r:
  on: { event: message_received, where: { text: go } }
  cancel_on: chat_closed
  do:
    - http: { connection: crm, method: POST, path: /x }
    - tag: { add: [called], in: local }
    - log: behind the call
    - http: { connection: crm, method: POST, path: /y }
`;
  const RESTARTED = `
r:
  on: { event: message_received, where: { text: go } }
  mode: restart
  do:
    - http: { connection: crm, method: POST, path: "/x/{{ event_data.id }}" }
    - log: behind the call
`;
  const closed = { id: 301, inbox: 21, target: "12025550100" };

  test.each(STORES)("comes to the end of its call, and does nothing behind it, %s", async (_where, openStore) => {
    const door = createDoor();
    const script = async () => {
      await door.pass();
      return done({});
    };
    const engine = await startEngine({ rules: CANCELLED, script, store: await openStore() });
    await engine.text("go");
    await until(() => door.came() === 1);
    const end = await engine.receive("chat_closed", closed);
    await until(async () => (await engine.event(end)).status === "done");

    door.open();
    await engine.drain();

    const { run, effects } = await engine.onlyRun();
    expect(run).toMatchObject({ status: "stopped" });
    expect(run.trace.at(-1)?.text).toBe(`ended by chat_closed (${end})`);
    expect(run.trace.some(({ kind }) => kind === "log")).toBe(false);
    expect(effects.map(({ action, status }) => [action, status])).toEqual([["http", "done"]]);
    expect((await engine.store.getContact("+12025550100"))?.tags).toEqual([]);
  });

  test.each(STORES)("is ended by one of its rule that starts, also in line, %s", async (_where, openStore) => {
    const door = createDoor();
    const script = async () => {
      await door.pass();
      return done({});
    };
    const engine = await startEngine({ rules: RESTARTED, script, store: await openStore() });
    await engine.text("go", { id: "1" });
    await until(() => door.came() === 1);
    for (const id of ["2", "3"]) {
      engine.clock.moveTo(engine.clock.now() + 1);
      const event = await engine.text("go", { id });
      await until(async () => (await engine.event(event)).status === "done");
    }

    door.open();
    await engine.drain();

    const paths = engine.performed.map(({ request }) => ("path" in request ? request.path : ""));
    expect(paths).toEqual(["/x/1", "/x/3"]);
    const runs = await engine.runs();
    expect(runs.map(({ run }) => run.status)).toEqual(["stopped", "stopped", "done"]);
    expect(runs.slice(0, 2).map(({ run }) => run.trace.at(-1)?.text)).toEqual([
      `started anew as ${runs[1]?.run.id ?? ""}`,
      `started anew as ${runs[2]?.run.id ?? ""}`,
    ]);
  });
});

test("an event that ends an absence, and would begin one, begins the next", async () => {
  const rules = `
silent:
  on: { after: message_received, missing: message_received, within: 10m }
  do: [{ notify: { connection: slack, text: silent } }]
`;
  const engine = await startEngine({ rules });
  await engine.text("one");
  await engine.drain();
  await engine.pass(5 * MINUTE);
  await engine.text("two");
  await engine.drain();

  await engine.pass(9 * MINUTE);
  const before = engine.performed.length;
  await engine.pass(MINUTE);

  expect(before).toBe(0);
  expect(engine.performed).toHaveLength(1);
});

test("an answer whose time Heymarket tells in whole seconds counts in the second in which the wait began", async () => {
  const rules = `
r:
  on: { event: message_received, where: { text: { words: [book] } } }
  do:
    - id: reply
      wait_for: { event: message_received, timeout: 1h }
    - if: { steps.reply.timed_out: false }
      http: { connection: crm, method: POST, path: /bookings, json: { at: "{{ steps.reply.event.text }}" } }
`;
  const engine = await startEngine({ rules });
  engine.clock.moveTo(NOW + 700);
  await engine.text("book me");
  await engine.drain();

  engine.clock.moveTo(NOW + 900);
  await engine.text("Tuesday", { data: { date: new Date(NOW).toISOString() } });
  await engine.drain();

  expect(engine.performed.map(({ request }) => request)).toMatchObject([{ json: { at: "Tuesday" } }]);
});
