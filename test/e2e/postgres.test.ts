import { expect, onTestFinished, test } from "vitest";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";

const RULES = `version: 1
rules:
  call:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /call, json: { text: "{{ event.text }}" } }
        retry: { backoff: 1s }
`;

const server = usePostgres();

test("of two engines on one database one goes on with what the other left when it was killed, in order", async () => {
  const url = await server.createDatabase();
  const world = await useWorld({ rules: RULES });
  const environment = { ...world.environment, HEYRULES_STORE: url };
  const [killed, other] = await Promise.all([world.start({ environment }), world.start({ environment })]);
  const sender = createSender(2);
  const reader = await openPostgresStore({ url, readOnly: true });
  onTestFinished(async () => {
    sender.close();
    await reader.close();
  });
  world.crm.script({ behaviour: { stallMs: 120_000 } });
  await sender.deliver(killed.webhook, makeDelivery({ id: 1, phone: phoneOf(1), text: "first" }));
  await until("the first call is on the wire", () => world.exchanges.crm.length === 1);

  await killed.kill();
  const replies = await Promise.all([
    sender.deliver(other.webhook, makeDelivery({ id: 2, phone: phoneOf(1), text: "second" })),
    sender.deliver(other.webhook, makeDelivery({ id: 3, phone: phoneOf(3), text: "somebody else" })),
  ]);
  await until("everything is done", async () => (await reader.countRuns({})).done === 3, {
    // When the lease of the killed one has run out.
    everyMs: 250,
  });
  const exit = await other.terminate();

  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  const calls = world.exchanges.crm.map(({ body }) => /first|second|somebody else/.exec(JSON.stringify(body))?.[0]);
  expect(calls.filter((call) => call !== "somebody else")).toEqual(["first", "first", "second"]);
  expect(calls.filter((call) => call === "somebody else")).toHaveLength(1);
  expect(exit).toEqual({ code: 0, signal: null });
  expect(world.logs()).not.toContain(new URL(url).password);
});
