import { expect, onTestFinished, test } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import type { JsonValue } from "../../src/core/base/json.ts";
import { isJsonObject } from "../../src/core/base/json.ts";
import type { Outside } from "../../src/ports/outside/action.ts";
import type { Exchange } from "../../src/sandbox/exchange.ts";
import type { FakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { createLog } from "../helpers/receiver.ts";
import { NOW } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { startEngine } from "./make.ts";

const SECRET = { secretId: "sid", secretKey: "skey-7f3a" };
const SEND = "/v1/message/send";
const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";

interface Both {
  readonly engine: TestEngine;
  readonly heymarket: FakeHeymarket;
}

/** An engine that calls a fake Heymarket by HTTP, without its rate; `onAnswer` is told each answer before it leaves. */
async function setUp(onAnswer: (exchange: Exchange, both: Both) => void = () => undefined): Promise<Both> {
  const clock = createVirtualClock(NOW);
  const heymarket = await startFakeHeymarket({
    credentials: SECRET,
    inboxes: [{ name: "support", id: 21, members: [55] }],
    localIdMode: "ignores",
    now: () => clock.now(),
    record: (exchange) => {
      onAnswer(exchange, outside);
    },
  });
  onTestFinished(() => heymarket.close());
  const withoutRate = (engineClock: VirtualClock): Outside => {
    const { logger } = createLog();
    const access = { apiUrl: heymarket.url, credentials: { kind: "secret" as const, ...SECRET } };
    const rate = { count: 480, windowMs: 60_000 };
    const real = createOutside({ heymarket: { ...access, rate }, connections: [], clock: engineClock, logger });
    return { ...real, destinations: createMockedOutside({}).destinations };
  };
  const outside = { heymarket, engine: await startEngine({ rules: REPLY, clock, outside: withoutRate }) };
  return outside;
}

function recipientOf(body: JsonValue): string {
  const number = isJsonObject(body) ? body["phone_number"] : null;
  return typeof number === "string" ? `+${number}` : "";
}

test("no text goes out to any of 100 contacts who say STOP after the first POST of theirs was answered 401", async () => {
  const stops: Promise<string>[] = [];
  const { engine, heymarket } = await setUp(({ status, body }, outside) => {
    if (status === 401) stops.push(outside.engine.text("STOP", { phone: recipientOf(body) }));
  });
  heymarket.script({ match: { path: SEND }, times: 100, behaviour: { status: 401 } });

  for (let contact = 0; contact < 100; contact += 1) {
    await engine.text("hello", { phone: `+120255501${String(contact).padStart(2, "0")}` });
  }
  await engine.drain();
  await Promise.all(stops);
  await engine.pass(1_000);
  await engine.pass(120_000);

  const effects = (await engine.runs()).flatMap((record) => record.effects);
  const attempted = effects.filter(({ attempts }) => attempts.length > 0);
  expect(stops).toHaveLength(100);
  expect(heymarket.sent()).toEqual([]);
  expect(heymarket.requests().filter(({ path }) => path === SEND)).toHaveLength(100);
  expect(attempted).toHaveLength(100);
  expect(attempted.every(({ attempts, guard }) => attempts.length === 1 && guard === "opt_out")).toBe(true);
});

test("every POST of a text is an attempt in the ledger: the one answered 401, and the next a second later", async () => {
  const { engine, heymarket } = await setUp();
  heymarket.script({ match: { path: SEND }, behaviour: { status: 401 } });

  await engine.text("hello");
  await engine.drain();
  const waiting = await engine.onlyRun();
  await engine.pass(999);
  const before = heymarket.sent().length;
  await engine.pass(1);

  const { effects } = await engine.onlyRun();
  expect(waiting.run).toMatchObject({ status: "queued", dueAt: NOW + 1_000 });
  expect(before).toBe(0);
  expect(heymarket.sent()).toHaveLength(1);
  expect(heymarket.requests()).toHaveLength(2);
  expect(effects).toMatchObject([
    {
      status: "done",
      attempts: [
        { outcome: "not_sent", counted: false, httpStatus: 401 },
        { outcome: "done", counted: true, httpStatus: 200 },
      ],
    },
  ]);
});
