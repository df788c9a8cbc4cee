import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";

const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
        retry: { backoff: 1s }
`;

test("a log that cannot be written does not stop the engine", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start({ logFile: "/dev/full" });
  const sender = createSender(1);
  onTestFinished(sender.close);

  const replies = [];
  for (const id of [1_001, 1_002, 1_003]) {
    replies.push(await sender.post(engine.webhook, makeDelivery({ id, phone: phoneOf(id), text: "hello" })));
  }
  await until("the CRM was called", () => world.crm.effects().length === 3);
  const exit = await engine.terminate();

  expect(replies.map((reply) => reply.kind === "answered" && reply.status)).toEqual([200, 200, 200]);
  expect(exit).toEqual({ code: 0, signal: null });
});
