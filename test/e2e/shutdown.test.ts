import { expect, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";

const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
  answer:
    on: message_recieved
    if: { text: { is: answer } }
    do:
      - send_message: { purpose: reply, text: "Here is your answer." }
`;

test("on SIGTERM a call on the wire is waited for, and a second SIGTERM ends the engine at once", async () => {
  const world = await useWorld({ rules: RULES });
  world.crm.script({ behaviour: { stallMs: 1_000 } });
  world.crm.script({ behaviour: { stallMs: 60_000 } });
  const sender = createSender(1);

  const patient = await world.start();
  await sender.post(patient.webhook, makeDelivery({ id: 1, phone: phoneOf(1), text: "hello" }));
  await until("the first call was made", () => world.exchanges.crm.length === 1);
  const finished = await patient.terminate();
  const afterFirst = readLedger(world.storePath, (ledger) => ledger.effects().map((effect) => effect.status));

  const hasty = await world.start();
  await sender.post(hasty.webhook, makeDelivery({ id: 2, phone: phoneOf(2), text: "hello" }));
  await until("the second call was made", () => world.exchanges.crm.length === 2);
  void hasty.terminate();
  await until("it is stopping", () => world.logs().split("within 30 s; Ctrl-C again ends at once").length === 3);
  const ended = await hasty.terminate();
  sender.close();

  expect(finished).toEqual({ code: 0, signal: null });
  expect(afterFirst).toEqual(["done"]);
  expect(ended).toEqual({ code: null, signal: "SIGTERM" });
  expect(world.logs()).toContain("ended at once: what was on the wire is settled by the next start");
});

test("texts that wait for their turn at SIGTERM are sent by the next engine, each once", async () => {
  const world = await useWorld({ rules: RULES });
  world.heymarket.script({ match: { path: "/v1/message/send" }, times: 30, behaviour: { stallMs: 1_000 } });
  const sender = createSender(30);
  const first = await world.start();
  const ids = Array.from({ length: 30 }, (_, index) => index + 1);
  await Promise.all(
    ids.map((id) => sender.post(first.webhook, makeDelivery({ id, phone: phoneOf(id), text: "answer" }))),
  );
  sender.close();
  await until("the first texts are on the wire", () => world.exchanges.heymarket.length > 0);

  const exit = await first.terminate();
  const before = world.heymarket.sent().length;
  await world.start();
  await until("everything at rest", () => readLedger(world.storePath, (ledger) => ledger.countOpen()) === 0);

  expect(exit).toEqual({ code: 0, signal: null });
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(30);
  expect(world.heymarket.sent()).toHaveLength(30);
  const texts = world.exchanges.heymarket.filter(({ path }) => path === "/v1/message/send");
  expect(new Set(texts.map(({ localId }) => localId)).size).toBe(30);
  const statuses = readLedger(world.storePath, (ledger) => ledger.effects().map((effect) => effect.status));
  expect(new Set(statuses)).toEqual(new Set(["done"]));
});
