import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    if: { text: { is: forward } }
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
  answer:
    on: message_recieved
    if: { text: { is: answer } }
    do:
      - send_message: { purpose: reply, text: "Here is your answer." }
`;

function atRest(world: World): Promise<void> {
  return until("everything at rest", () => readLedger(world.storePath, (ledger) => ledger.countOpen()) === 0);
}

test("one delivery sent 500 times, 50 at once, is one event, and every sender is told so", async () => {
  const world = await useWorld({ rules: RULES });
  const { webhook } = await world.start();
  const sender = createSender(50);
  onTestFinished(sender.close);
  const delivery = makeDelivery({ id: 1, phone: phoneOf(1), text: "forward" });

  const replies = await Promise.all(Array.from({ length: 500 }, () => sender.post(webhook, delivery)));
  await atRest(world);

  const [events, runs] = readLedger(world.storePath, (ledger) => [ledger.events(), ledger.runs()]);
  expect(events).toHaveLength(1);
  expect(runs).toHaveLength(1);
  expect(world.exchanges.crm).toHaveLength(1);
  const event = events[0]?.id;
  expect(replies.filter((reply) => reply.kind === "answered" && reply.status === 200)).toHaveLength(500);
  expect(replies.every((reply) => reply.kind === "answered" && reply.event === event)).toBe(true);
});

test("of 20 texts the answers to 5 are lost: all 5 are found and done, and none is sent twice", async () => {
  const world = await useWorld({ rules: RULES });
  world.heymarket.script({ match: { path: "/v1/message/send" }, times: 5, behaviour: { reset: "after" } });
  const { webhook } = await world.start();
  const sender = createSender(20);
  onTestFinished(sender.close);

  const ids = Array.from({ length: 20 }, (_, index) => index + 1);
  await Promise.all(ids.map((id) => sender.post(webhook, makeDelivery({ id, phone: phoneOf(id), text: "answer" }))));
  await until("20 runs", () => readLedger(world.storePath, (ledger) => ledger.runs().length) === 20);
  await atRest(world);

  const runs = readLedger(world.storePath, (ledger) => ledger.runs());
  const sends = world.exchanges.heymarket.filter(({ method }) => method === "POST");
  expect(runs.filter((run) => run.status === "done")).toHaveLength(20);
  expect(world.heymarket.sent()).toHaveLength(20);
  expect(sends).toHaveLength(20);
  expect(new Set(sends.map((exchange) => exchange.localId)).size).toBe(20);
  expect(world.exchanges.heymarket).toHaveLength(20 + 5);
});
