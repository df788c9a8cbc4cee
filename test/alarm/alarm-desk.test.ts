import { expect, test, vi } from "vitest";
import { createAlarmDesk } from "../../src/alarm/alarm-desk.ts";
import type { AlarmDesk } from "../../src/alarm/alarm-desk.ts";
import { ALARM_KINDS } from "../../src/core/alarm/alarm.ts";
import type { Alarm, AlarmSettings } from "../../src/core/alarm/alarm.ts";
import { makeActions, makeConnection } from "../act/make.ts";
import { answer, closedUrl, startServer } from "../act/server.ts";
import type { Received, Respond } from "../act/server.ts";
import { stopTime } from "../act/still-time.ts";

const EVERYTHING: AlarmSettings = { notify: "team", on: ALARM_KINDS, silenceMs: null };
const failed = (run: string): Alarm => ({ kind: "failed", subject: "rule greet", what: "run failed", example: run });

/** A desk that tells a chat on HTTP; time stands still. */
async function setUp(respond: Respond = (response) => response.end("ok"), settings: AlarmSettings | null = EVERYTHING) {
  const { url, received } = await startServer(respond);
  return { ...deskAt(url, settings), received, texts: () => received.map(textOf) };
}

function deskAt(url: string, settings: AlarmSettings | null = EVERYTHING) {
  stopTime();
  const auth = { kind: "none" } as const;
  const { logger, ...outside } = makeActions({
    connections: [makeConnection(url, { name: "team", kind: "slack", auth })],
  });
  let serial = 0;
  const desk = createAlarmDesk({
    settings: () => settings,
    outside: () => outside,
    logger,
    createId: () => `alarm_${(serial += 1)}`,
  });
  const errors = (): readonly string[] =>
    logger.lines.filter(({ level }) => level === "error").map(({ message }) => message);
  return { desk, errors };
}

function textOf({ body }: Received): string {
  return (JSON.parse(body) as { text: string }).text;
}

/** Moves time on, and lets what was begun end. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function untilReceived(received: readonly Received[], count: number): Promise<void> {
  while (received.length < count) await new Promise((resolve) => setImmediate(resolve));
}

function raiseMany(desk: AlarmDesk, count: number): void {
  for (let index = 0; index < count; index += 1) desk.raise(failed(`run_${index}`));
}

test("the first alarm is told at once, those of the next minute in one message", async () => {
  const { desk, received, texts } = await setUp();

  raiseMany(desk, 41);
  await untilReceived(received, 1);
  await pass(59_000);
  const withinAMinute = received.length;
  await vi.advanceTimersByTimeAsync(1_000);
  await untilReceived(received, 2);

  expect(withinAMinute).toBe(1);
  expect(texts()).toEqual([
    "heyrules: rule greet: run failed, run_0",
    "heyrules: rule greet: run failed (40 times), such as run_1, run_2, run_3",
  ]);
});

test("a thousand alarms an hour are at most one message a minute", async () => {
  const { desk, received } = await setUp();

  for (let second = 0; second < 3_600; second += 4) {
    desk.raise(failed(`run_${second}`));
    await pass(4_000);
  }

  expect(received.length).toBeGreaterThan(50);
  expect(received.length).toBeLessThanOrEqual(61);
});

test("after a minute without alarms the next is told at once again", async () => {
  const { desk, received } = await setUp();
  desk.raise(failed("run_1"));
  await untilReceived(received, 1);
  await pass(60_000);

  desk.raise(failed("run_2"));
  await untilReceived(received, 2);

  expect(received).toHaveLength(2);
});

test("what is not asked for is not told, and nothing is without settings", async () => {
  const breakers = await setUp(undefined, { notify: "team", on: ["breaker"], silenceMs: null });
  const nobody = deskAt("http://127.0.0.1:1", null);

  breakers.desk.raise(failed("run_1"));
  nobody.desk.raise(failed("run_1"));
  breakers.desk.raise({ kind: "breaker", subject: "destination crm", what: "does not answer", example: null });
  await untilReceived(breakers.received, 1);

  expect(breakers.texts()).toEqual(["heyrules: destination crm: does not answer"]);
  expect(nobody.errors()).toEqual([]);
});

test("what could not be delivered is told with the next message", async () => {
  const { desk, received, texts, errors } = await setUp((response, _request, index) => {
    answer(response, index === 0 ? 503 : 200, {});
  });

  desk.raise(failed("run_1"));
  await untilReceived(received, 1);
  await pass(0);
  desk.raise(failed("run_2"));
  await vi.advanceTimersByTimeAsync(60_000);
  await untilReceived(received, 2);

  expect(texts()[1]).toBe("heyrules: rule greet: run failed (2 times), run_1, run_2");
  expect(errors()).toEqual(["alarms could not be told yet"]);
});

test("what nobody takes is dropped after three messages, and the desk is quiet", async () => {
  const { desk, errors } = deskAt(await closedUrl());

  desk.raise(failed("run_1"));
  for (let minute = 0; minute < 10; minute += 1) await pass(60_000);

  expect(errors()).toEqual([
    "alarms could not be told yet",
    "alarms could not be told yet",
    "alarms could not be told; dropped",
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test("an engine that stops tells what waits, once", async () => {
  const { desk, received, texts } = await setUp();
  raiseMany(desk, 3);
  await untilReceived(received, 1);

  await desk.close();
  desk.raise(failed("run_9"));
  await pass(120_000);

  expect(texts()).toEqual([
    "heyrules: rule greet: run failed, run_0",
    "heyrules: rule greet: run failed (2 times), run_1, run_2",
  ]);
});
