import { expect, test } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import { makeConnection } from "../act/make.ts";
import type { Alarm } from "../../src/core/alarm/alarm.ts";
import type { Received, Respond } from "../act/server.ts";
import { answer, startServer } from "../act/server.ts";
import { makeSettings } from "../helpers/make.ts";
import { createLog } from "../helpers/receiver.ts";
import type { TestEngine } from "./make.ts";
import { startEngine, until } from "./make.ts";

const CONTACTS = 200;
const RULES = `
sync: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
tell: { on: message_received, do: [{ notify: { connection: slack, text: "{{ event.text }}" } }] }
`;

/** An engine with a CRM that behaves as told and a team chat that answers at once, both by HTTP. */
async function setUp(crm: Respond): Promise<{
  readonly engine: TestEngine;
  readonly asked: readonly Received[];
  readonly told: readonly Received[];
  readonly alarms: readonly Alarm[];
}> {
  const rate = { count: 1_000_000, windowMs: 60_000 };
  const remote = await startServer(crm);
  const chat = await startServer((response) => {
    answer(response, 200, {});
  });
  const connections = [
    makeConnection(remote.url, { rate }),
    makeConnection(chat.url, { name: "slack", kind: "slack", rate }),
  ];
  const alarms: Alarm[] = [];
  const raise = (alarm: Alarm): void => {
    alarms.push(alarm);
  };
  const { logger } = createLog();
  const engine = await startEngine({
    rules: RULES,
    settings: makeSettings(),
    outside: (clock) => createOutside({ heymarket: null, connections, clock, logger, alarms: { raise } }),
  });
  return { engine, asked: remote.received, told: chat.received, alarms };
}

async function textFromAll(engine: TestEngine): Promise<void> {
  const phones = Array.from({ length: CONTACTS }, (_, index) => `+1202555${1_000 + index}`);
  await Promise.all(phones.map((phone) => engine.text("hello", { phone })));
}

test("a destination that never answers takes a few attempts with it, and nobody who needs another one waits", async () => {
  const held: (() => void)[] = [];
  const { engine, asked, told } = await setUp((response) => {
    held.push(() => {
      answer(response, 200, {});
    });
  });

  await textFromAll(engine);
  await until(() => told.length === CONTACTS && asked.length > 0);
  const askedWhileSilent = asked.length;
  for (let index = 0; index < CONTACTS; index += 1) {
    await until(() => held.length > index);
    held[index]?.();
  }
  await engine.drain();

  expect(askedWhileSilent).toBeLessThanOrEqual(32);
  expect(asked).toHaveLength(CONTACTS);
  expect((await engine.runs()).every(({ run }) => run.status === "done")).toBe(true);
});

test("a destination that asks for an hour is left alone for it, and nobody who needs another one waits", async () => {
  const { engine, asked, told } = await setUp((response) => {
    answer(response, 429, {}, { "retry-after": "3600" });
  });

  await textFromAll(engine);
  await until(() => told.length === CONTACTS);
  await engine.drain();

  const runs = (await engine.runs()).map(({ run }) => run);
  expect(asked.length).toBeLessThanOrEqual(32);
  expect(runs.filter(({ status }) => status === "done")).toHaveLength(CONTACTS);
  expect(runs.filter(({ status, destination }) => status === "queued" && destination === "crm")).toHaveLength(CONTACTS);
});

test("a destination that fails is left alone after the first calls, and what was to be called waits for it", async () => {
  const { engine, asked, told, alarms } = await setUp((response) => {
    answer(response, 503, {});
  });

  await textFromAll(engine);
  await until(() => told.length === CONTACTS);
  await engine.drain();

  const atCrm = (await engine.runs()).map(({ run }) => run).filter(({ ruleId }) => ruleId === "sync");
  // 20 endings say that it fails; up to 32 attempts were under way by then.
  expect(asked.length).toBeGreaterThanOrEqual(20);
  expect(asked.length).toBeLessThanOrEqual(52);
  expect(new Set(atCrm.map(({ status }) => status))).toEqual(new Set(["queued"]));
  expect(alarms).toEqual([{ kind: "breaker", subject: "destination crm", what: "does not answer", example: null }]);
});
