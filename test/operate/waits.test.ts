import { expect, test } from "vitest";
import type { PauseScope } from "../../src/core/model/decision.ts";
import type { Operation } from "../../src/ports/operator.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import type { TestEngine } from "../run/make.ts";
import { named, want } from "./make.ts";

const DAY = 86_400_000;
const ANSWER = `answer: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }`;

const scope = (kind: PauseScope["kind"], name = ""): PauseScope => ({ kind, name });
const waitsOf = async (engine: TestEngine, operation: Operation) =>
  (await want(engine, operation, { isPlan: true })).items.map(({ waits }) => waits);

async function failed(): Promise<{ readonly engine: TestEngine; readonly runId: string; readonly eventId: string }> {
  const engine = await startEngine({ rules: ANSWER, script: () => refused("http_500", "no", { httpStatus: 500 }) });
  const eventId = await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  return { engine, runId: run.id, eventId };
}

test.each([
  [scope("all"), "everything is paused"],
  [scope("rule", "answer"), "rule answer is paused"],
  [scope("connection", "crm"), "connection crm is paused"],
  [scope("connection", "other"), undefined],
  [scope("purpose", "reply"), undefined],
])("what is set going again says that it waits for the pause that keeps it: $kind $name", async (paused, waits) => {
  const { engine, runId, eventId } = await failed();
  await want(engine, { kind: "pause", scope: paused });

  const retried = await waitsOf(engine, { kind: "retry", which: named(runId) });
  const resumed = await waitsOf(engine, { kind: "resume", runId, from: "do/0", onNewVersion: false });
  const replayed = await waitsOf(engine, {
    ...{ kind: "replay", eventIds: [eventId], ruleId: null, evenOvertaken: true, again: true },
  });

  expect([retried, resumed, replayed]).toEqual([[waits], [waits], [waits]]);
});

test("what ends by a decision waits for nothing, and what is refused neither", async () => {
  const { engine, runId } = await failed();
  await want(engine, { kind: "pause", scope: scope("all") });

  const dropped = await waitsOf(engine, { kind: "drop", which: named(runId) });
  const ended = await waitsOf(engine, { kind: "cancel", which: named(runId) });

  expect([dropped, ended]).toEqual([[undefined], [undefined]]);
});

test("a text that is told not to have gone out waits for what keeps texts of its purpose", async () => {
  const rules = `answer: { on: message_received, do: [{ send_message: { purpose: reply, text: hi } }] }`;
  const engine = await startEngine({ rules, script: () => UNCLEAR });
  await engine.text("hi");
  for (let pass = 0; pass < 40; pass++) await engine.pass(DAY / 24);
  const { run } = await engine.onlyRun();
  await want(engine, { kind: "pause", scope: scope("purpose", "reply") });

  const again = await waitsOf(engine, { kind: "resolve", runId: run.id, wasDone: false });
  const done = await waitsOf(engine, { kind: "resolve", runId: run.id, wasDone: true });

  expect([again, done]).toEqual([["every reply text is paused"], [undefined]]);
});

test("a contact is released, and it is told that nothing goes out while everything is paused", async () => {
  const engine = await startEngine({ rules: ANSWER });
  const phone = "+12025550177";
  await engine.text("please take me off your list", { phone });
  await engine.drain();
  await want(engine, { kind: "pause", scope: scope("all") });

  expect(await waitsOf(engine, { kind: "release", phone })).toEqual(["everything is paused"]);
});
