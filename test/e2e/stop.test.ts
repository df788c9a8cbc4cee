import { expect, onTestFinished, test } from "vitest";
import type { Delivery } from "./delivery.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import type { EngineProcess } from "./program.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  greet:
    on: message_recieved
    if: { text: { is: hello } }
    do:
      - send_message: { purpose: reply, text: "Hello to you." }
  talk:
    on: message_recieved
    if: { text: { is: talk } }
    do:
      - send_message: { purpose: service, text: "one" }
      - send_message: { purpose: service, text: "two" }
      - send_message: { purpose: service, text: "three" }
      - send_message: { purpose: service, text: "four" }
      - send_message: { purpose: service, text: "five" }
`;

const SEND = { path: "/v1/message/send" };

/** Texts to a contact that reached Heymarket from an instant on. */
function sentTo(world: World, phone: string, from = 0): number {
  return world.exchanges.heymarket.filter(
    ({ path, body, at }) => path === SEND.path && at >= from && JSON.stringify(body).includes(phone),
  ).length;
}

/** What became of each text. That Heymarket was told of a "Stop." it does not notice itself is another thing. */
function statuses(world: World): readonly string[] {
  const effects = readLedger(world.storePath, (ledger) => ledger.effects());
  return effects.flatMap(({ action, status }) => (action === "send_message" ? [status] : [])).toSorted();
}

function atRest(world: World): Promise<void> {
  return until("everything at rest", () => readLedger(world.storePath, (ledger) => ledger.countOpen()) === 0);
}

/** Posts and gives the moment of the 200. */
async function createPost({ webhook }: EngineProcess): Promise<(delivery: Delivery) => Promise<number>> {
  const sender = createSender(8);
  onTestFinished(sender.close);
  return Promise.resolve(async (delivery) => (await sender.deliver(webhook, delivery)).at);
}

test("after the 200 to a STOP nothing goes out to the contact but the text already on the wire", async () => {
  const world = await useWorld({ rules: RULES });
  world.heymarket.script({ match: SEND, behaviour: { stallMs: 5_000 } });
  const post = await createPost(await world.start());
  const phone = phoneOf(1);
  await post(makeDelivery({ id: 1, phone, text: "talk" }));
  await post(makeDelivery({ id: 2, phone, text: "talk" }));
  await until("a text is on the wire", () => world.heymarket.sent().length === 1);

  const stoppedAt = await post(makeDelivery({ id: 3, phone, text: "STOP" }));
  await atRest(world);

  expect(sentTo(world, phone)).toBe(1);
  expect(sentTo(world, phone, stoppedAt)).toBe(0);
  expect(statuses(world)).toEqual([...Array<string>(9).fill("blocked"), "done"]);
});

test("texts that wait for their turn at Heymarket do not go out once their contacts said STOP", async () => {
  // So slow that most of them still wait when the last STOP is answered, however busy the machine is.
  const world = await useWorld({ rules: RULES, rate: "60/min" });
  const post = await createPost(await world.start());
  const phones = Array.from({ length: 20 }, (_, index) => phoneOf(index + 100));
  await Promise.all(phones.map((phone, index) => post(makeDelivery({ id: 100 + index, phone, text: "hello" }))));

  const stops = await Promise.all(
    phones.map(async (phone, index) => ({
      phone,
      at: await post(makeDelivery({ id: 200 + index, phone, text: "Stop." })),
    })),
  );
  const startedBefore = statuses(world).filter((status) => status === "sending" || status === "done").length;
  await atRest(world);

  const late = stops.map(({ phone, at }) => sentTo(world, phone, at + 1));
  const sent = world.heymarket.sent().length;
  console.log(
    `F41: 20 contacts stop, ${sent} texts went out before, ${late.filter((count) => count > 0).length} on the wire`,
  );
  // What came late was on the wire, one to each contact; nothing was started after the last of the 200s.
  expect(Math.max(...late)).toBeLessThanOrEqual(1);
  expect(sent).toBeLessThanOrEqual(startedBefore);
  expect(statuses(world)).toEqual([...Array<string>(20 - sent).fill("blocked"), ...Array<string>(sent).fill("done")]);
  expect(sent).toBeLessThan(20);
});
