import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { fieldOf, NOW, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { startEngine, STORES } from "./make.ts";

const HELLO = "hello: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";
const ALARM = `
alarm:
  on: { event: message_sent, where: { status: [failed, undelivered] } }
  do: [{ notify: { connection: slack, text: "not delivered, {{ contact.last_delivery }}" } }]`;
const EVERY = "every: { on: message_sent, do: [{ notify: { connection: slack, text: sent } }] }";

async function startWithText(rules: string, store?: Store): Promise<{ engine: TestEngine; localId: string }> {
  const engine = await startEngine({ rules, ...(store === undefined ? {} : { store }) });
  await engine.text("hello");
  await engine.drain();
  return { engine, localId: engine.performed[0]?.localId ?? "" };
}

async function report(engine: TestEngine, status: string, more: object = {}): Promise<void> {
  engine.clock.moveTo(engine.clock.now() + 1_000);
  await engine.receive("message_sent", { id: 900, phone: PHONE, status, text: "Hi", ...more });
  await engine.drain();
}

function told(engine: TestEngine): readonly unknown[] {
  return engine.performed.filter(({ action }) => action === "notify").map(({ request }) => fieldOf(request, "text"));
}

describe.each(STORES)("the delivery of an own text, with a store %s,", (_name, openStore) => {
  test("is a fact of its effect, and starts a rule that asks for the status", async () => {
    const { engine, localId } = await startWithText(`${HELLO}\n${ALARM}`, await openStore());

    await report(engine, "sent", { local_id: localId });
    await report(engine, "failed", { local_id: localId, raw_error: "30007 carrier violation" });
    await report(engine, "sent", { local_id: localId, updated: new Date(NOW + 60_000).toISOString() });

    const [first] = await engine.runs();
    expect(first?.effects[0]).toMatchObject({
      status: "done",
      delivery: { outcome: "failed", status: "failed", reason: "30007 carrier violation", at: NOW + 2_000 },
    });
    expect(told(engine)).toEqual(["not delivered, failed"]);
    const undelivered = {
      kind: "undelivered",
      subject: "rule hello",
      what: "text not delivered",
      example: first?.run.id,
    };
    expect(engine.alarms).toEqual([undelivered]);
    expect((await engine.store.getContact(PHONE))?.lastDelivery).toMatchObject({ outcome: "failed" });
  });
});

test("an own text starts no rule that asks for no status, and none by being under way", async () => {
  const asks = EVERY.replace("on: message_sent", "on: { event: message_sent, where: { status: { exists: true } } }");
  const { engine, localId } = await startWithText(`${HELLO}\n${EVERY}\n${asks.replace("every", "asks")}`);

  await report(engine, "queued", { local_id: localId });
  await report(engine, "sent", { local_id: localId });
  expect(told(engine)).toEqual([]);

  await report(engine, "delivered", { local_id: localId });
  expect(told(engine)).toEqual(["sent"]);
});

test("a text of a person starts a rule without a status once, and one with a status by each update", async () => {
  const asks = EVERY.replace("on: message_sent", "on: { event: message_sent, where: { status: { exists: true } } }");
  const engine = await startEngine({
    rules: `${EVERY}\n${asks.replace("every", "asks").replace("text: sent", "text: asked")}`,
  });

  for (const status of ["queued", "sent", "delivered"]) await report(engine, status, { user: 55 });

  expect(told(engine).toSorted()).toEqual(["asked", "asked", "asked", "sent"]);
});

test("an own text is known again by the id Heymarket gave it", async () => {
  const engine = await startEngine({
    rules: `${HELLO}\n${EVERY}`,
    script: () => ({ kind: "done", result: { id: 900 }, httpStatus: 200, requestId: null }),
  });
  await engine.text("hello");
  await engine.drain();

  await report(engine, "delivered", { user: 55 });

  expect(told(engine)).toEqual([]);
  expect((await engine.runs())[0]?.effects[0]?.delivery).toMatchObject({ outcome: "delivered" });
});
