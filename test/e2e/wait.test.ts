import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Reply } from "./delivery.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import type { EffectRow, RunRow } from "./ledger.ts";
import { readLedger } from "./ledger.ts";
import type { EngineProcess } from "./program.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  later:
    on: message_recieved
    if: { text: { is: later } }
    do:
      - wait: 4s
      - http: { connection: crm, method: POST, path: /later, json: { event: "{{ event_data.id }}" } }
  call:
    on: message_recieved
    if: { text: { is: call } }
    do:
      - http: { connection: crm, method: POST, path: /call, json: { event: "{{ event_data.id }}" } }
        retry: { backoff: 1s }
  answer:
    on: message_recieved
    if: { text: { is: answer } }
    do:
      - send_message: { purpose: reply, text: "Here is your answer." }
`;

const SEND = { path: "/v1/message/send" };
let lastId = 1_000;

/** Posts a text from a contact of its own. */
async function post({ webhook }: EngineProcess, text: string): Promise<Reply> {
  const sender = createSender(1);
  onTestFinished(sender.close);
  lastId += 1;
  return sender.deliver(webhook, makeDelivery({ id: lastId, phone: phoneOf(lastId), text }));
}

function runsOf(world: World, rule: string): readonly RunRow[] {
  return readLedger(world.storePath, (ledger) => ledger.runs().filter((run) => run.rule === rule));
}

function effects(world: World): readonly EffectRow[] {
  return readLedger(world.storePath, (ledger) => ledger.effects());
}

function atRest(world: World): Promise<void> {
  return until("everything at rest", () => readLedger(world.storePath, (ledger) => ledger.countOpen()) === 0);
}

/** Shows that the engine works: a text from somebody else is answered. */
async function answerSomebodyElse(world: World, engine: EngineProcess): Promise<void> {
  const before = world.heymarket.sent().length;
  await post(engine, "answer");
  await until("another text", () => world.heymarket.sent().length > before);
}

test("a wait goes on after SIGKILL, and what comes after it happens once and not before its time", async () => {
  const world = await useWorld({ rules: RULES });
  const first = await world.start();
  const postedAt = Date.now();
  await post(first, "later");
  await until("the run waits", () => runsOf(world, "later")[0]?.status === "waiting");

  await first.kill();
  const second = await world.start();
  await atRest(world);

  expect(runsOf(world, "later").map((run) => run.status)).toEqual(["done"]);
  expect(world.exchanges.crm).toHaveLength(1);
  expect(world.exchanges.crm[0]?.at).toBeGreaterThanOrEqual(postedAt + 4_000);
  expect(await second.terminate()).toEqual({ code: 0, signal: null });
});

test("a wait that ended while nothing ran is taken up at the next start", async () => {
  const world = await useWorld({ rules: RULES });
  const first = await world.start();
  await post(first, "later");
  await until("the run waits", () => runsOf(world, "later")[0]?.status === "waiting");

  await first.kill();
  await delay(4_100);
  await world.start();
  await atRest(world);

  expect(world.crm.effects()).toHaveLength(1);
});

test("a text whose answer is lost stays in doubt while it cannot be looked for, is not sent again, and is shown by runs ls", async () => {
  const world = await useWorld({ rules: RULES });
  world.heymarket.script({ match: SEND, behaviour: { reset: "after" } });
  world.heymarket.script({ match: { path: "/v1/messages" }, times: 1_000, behaviour: { status: 500 } });
  const engine = await world.start();

  await post(engine, "answer");
  await until("the text is looked for", () => effects(world)[0]?.status === "unknown");
  await answerSomebodyElse(world, engine);
  const shown = await world.run(["runs", "ls", "--json", "--status", "queued"]);

  expect(world.heymarket.sent()).toHaveLength(2);
  expect(effects(world).map((effect) => effect.status)).toEqual(["unknown", "done"]);
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.out)).toMatchObject({
    runs: [{ ruleId: "answer", status: "queued", effects: [{ action: "send_message", status: "unknown" }] }],
  });
});

test("a call whose answer is lost is made again under the same Idempotency-Key and takes effect once", async () => {
  const world = await useWorld({ rules: RULES });
  world.crm.script({ behaviour: { reset: "after" } });
  const engine = await world.start();

  await post(engine, "call");
  await until("the call is repeated", () => world.exchanges.crm.length === 2);
  await atRest(world);

  const [lost, repeated] = world.exchanges.crm;
  expect(repeated?.idempotencyKey).toBe(lost?.idempotencyKey);
  expect(lost?.idempotencyKey).toMatch(/^eff_/);
  expect(world.crm.effects()).toHaveLength(1);
  expect(effects(world).map((effect) => effect.status)).toEqual(["done"]);
});

test("a text on the wire at SIGKILL is found after the next start and never sent again", async () => {
  const world = await useWorld({ rules: RULES });
  world.heymarket.script({ match: SEND, behaviour: { stallMs: 30_000 } });
  const first = await world.start();
  await post(first, "answer");
  await until("the text went out", () => world.heymarket.sent().length === 1);

  await first.kill();
  const second = await world.start();
  await answerSomebodyElse(world, second);
  await atRest(world);

  expect(world.heymarket.sent()).toHaveLength(2);
  expect(runsOf(world, "answer").map((run) => run.status)).toEqual(["done", "done"]);
  expect(effects(world).map(({ wholeLooks }) => wholeLooks)).toEqual([0, null]);
});

test("a call on the wire at SIGKILL is made again under the same Idempotency-Key and takes effect once", async () => {
  const world = await useWorld({ rules: RULES });
  world.crm.script({ behaviour: { stallMs: 30_000 } });
  const first = await world.start();
  await post(first, "call");
  await until("the call was made", () => world.crm.effects().length === 1);

  await first.kill();
  await world.start();
  await atRest(world);

  expect(new Set(world.exchanges.crm.map((exchange) => exchange.idempotencyKey)).size).toBe(1);
  expect(world.exchanges.crm).toHaveLength(2);
  expect(world.crm.effects()).toHaveLength(1);
});
