import { describe, expect, test } from "vitest";
import { fieldOf, PHONE } from "../helpers/make.ts";
import { startEngine, STORES } from "./make.ts";

const MINUTE = 60_000;

const ESCALATE = `
escalate:
  on: message_received
  do:
    - wait: 15m
    - if: { history: { event: message_sent, where: { author: human }, last: 15m, count: 0 } }
      notify: { connection: slack, text: nobody answered }
`;

const TWICE = `
twice:
  on: message_received
  do:
    - send_message: { purpose: reply, text: one moment }
    - if: { history: { event: message_received, last: 1h, count: { gte: 1 } } }
      notify: { connection: slack, text: "more came with {{ event.text }}" }
`;

function answer(at: number) {
  const conversation = { id: `chat of ${PHONE}`, inbox: 21 };
  return { id: "a1", text: "hi", phone: PHONE, user: 7, date: new Date(at).toISOString(), conversation };
}

describe.each(STORES)("with a store %s", (_name, openStore) => {
  test("a step counts the answer that came while the run waited", async () => {
    const engine = await startEngine({ rules: ESCALATE, store: await openStore() });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(5 * MINUTE);
    await engine.receive("message_sent", answer(engine.clock.now()));
    await engine.pass(10 * MINUTE);

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).run.trace).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("counted 1; wanted history") as string }),
    );
  });

  test("an answer that waits to be evaluated when the run is due is evaluated first, and counted", async () => {
    const engine = await startEngine({ rules: ESCALATE, store: await openStore() });
    await engine.text("hello");
    await engine.drain();

    engine.clock.moveTo(engine.clock.now() + 15 * MINUTE);
    await engine.receive("message_sent", answer(engine.clock.now() - MINUTE));
    await engine.drain();

    expect(engine.performed).toEqual([]);
  });

  test("without an answer the step holds", async () => {
    const engine = await startEngine({ rules: ESCALATE, store: await openStore() });

    await engine.text("hello");
    await engine.drain();
    await engine.pass(15 * MINUTE);

    expect(engine.performed.map(({ action }) => action)).toEqual(["notify"]);
  });

  test("a step behind an effect counts what came while that was made", async () => {
    const engine = await startEngine({ rules: TWICE, store: await openStore() });

    await engine.text("first");
    await engine.text("second");
    await engine.drain();

    const told = engine.performed.filter(({ action }) => action === "notify");
    expect(told.map(({ request }) => fieldOf(request, "text"))).toEqual([
      "more came with first",
      "more came with second",
    ]);
  });
});
