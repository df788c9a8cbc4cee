import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store/store.ts";
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

describe.each(STORES)("an own text, with a store %s,", (_name, openStore) => {
  const ENDED = `
ended:
  on: { event: message_sent, where: { status: [failed, undelivered, delivered, read, seen] } }
  do: [{ notify: { connection: slack, text: "{{ event.status }}" } }]`;

  test("starts rules once by each outcome, however often and in whatever words it is told", async () => {
    const { engine, localId } = await startWithText(`${HELLO}\n${ENDED}`, await openStore());
    const tell = (status: string, seconds: number): Promise<void> =>
      report(engine, status, { local_id: localId, updated: new Date(NOW + seconds * 1_000).toISOString() });

    for (const seconds of [1, 2, 3]) await tell("failed", seconds);
    for (const [index, status] of ["undelivered", "delivered", "read", "seen"].entries()) await tell(status, 4 + index);

    expect(told(engine)).toEqual(["failed", "delivered"]);
    expect((await engine.runs())[0]?.effects[0]?.delivery).toMatchObject({ status: "seen" });
  });

  test("that told nothing new starts a rule when a person runs its event again", async () => {
    const { engine, localId } = await startWithText(`${HELLO}\n${ENDED}`, await openStore());
    await report(engine, "failed", { local_id: localId });
    const { rows } = await engine.store.listEvents({ type: "message_sent", limit: 5 });
    const eventIds = rows.map(({ event }) => event.id);

    const operation = { kind: "replay", eventIds, ruleId: "ended", evenOvertaken: true } as const;
    await engine.operator.operate({ operation, isPlan: false, by: "ann", reason: null });
    await engine.drain();

    expect(told(engine)).toEqual(["failed", "failed"]);
  });
});

test("the echo of a note starts no rule, so a rule that writes one does not start itself", async () => {
  const rules = `
noted:
  on: { event: message_sent, where: { status: delivered } }
  do: [{ note: { text: arrived } }]`;
  const engine = await startEngine({ rules });
  const CHAT = { id: 7, inbox: 21 };
  const notes = () => engine.performed.filter(({ action }) => action === "note");

  await report(engine, "delivered", { user: 55, conversation: CHAT });
  expect(notes()).toHaveLength(1);
  const echo = { id: 901, text: "arrived", local_id: notes()[0]?.localId, conversation: CHAT };
  await report(engine, "delivered", echo);

  expect(notes()).toHaveLength(1);
});
