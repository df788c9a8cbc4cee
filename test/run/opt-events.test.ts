import { describe, expect, test } from "vitest";
import { tellingRule } from "../../src/core/actions/own-rules.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { fieldOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { compileBody } from "../helpers/rules.ts";
import { sha256 } from "../helpers/compile.ts";
import { NOT_SENT, startEngine, STORES } from "./make.ts";

const SYNC = `
gone:
  on: target_opt_out
  do: [{ notify: { connection: slack, text: out } }]
back:
  on: target_opt_in
  do: [{ notify: { connection: slack, text: in } }]`;

function told(engine: TestEngine): readonly unknown[] {
  return engine.performed.filter(({ action }) => action === "notify").map(({ request }) => fieldOf(request, "text"));
}

async function say(engine: TestEngine, text: string): Promise<void> {
  engine.clock.moveTo(engine.clock.now() + 1_000);
  await engine.text(text);
  await engine.drain();
}

async function report(engine: TestEngine, type: string, data: object = {}): Promise<string> {
  engine.clock.moveTo(engine.clock.now() + 1_000);
  const id = await engine.receive(type, { target: PHONE, inbox: 21, ...data });
  await engine.drain();
  return id;
}

describe.each(STORES)("an opt-out, with a store %s,", (_name, openStore) => {
  test("that the engine read starts rules once, and what Heymarket reports of it starts none again", async () => {
    const engine = await startEngine({ rules: SYNC, store: await openStore() });

    await say(engine, "revoke");
    const second = await report(engine, "target_opt_out", { date: new Date(NOW + 1_500).toISOString() });

    expect(told(engine)).toEqual(["out"]);
    const { event, evaluation } = await engine.event(second);
    expect(event.retells).toBe("opt_state");
    expect(evaluation?.verdicts).toMatchObject([
      { outcome: "not_matched", reason: expect.stringContaining("known already") as string },
    ]);
    const { rows } = await engine.store.listEvents({ type: "target_opt_out", limit: 5 });
    expect(rows.map(({ event: { origin } }) => origin).toSorted()).toEqual(["engine", "webhook"]);
  });

  test("that a refused text reveals starts rules once", async () => {
    const rules = `${SYNC}\nhello: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }`;
    const script = ({ action }: { readonly action: string }) =>
      action === "send_message" ? refused("unsubscribed_number", "no", { httpStatus: 400 }) : undefined;
    const engine = await startEngine({ rules, script, store: await openStore() });

    await say(engine, "hello");
    await report(engine, "target_opt_out");

    expect(told(engine)).toEqual(["out"]);
    const { rows } = await engine.store.listEvents({ type: "target_opt_out", limit: 5 });
    const made = rows.find(({ event }) => event.origin === "engine");
    expect(made?.event).toMatchObject({ phone: PHONE, lane: PHONE, data: { noticed: { known_to_heymarket: true } } });
  });
});

test("each change of state is told once, whoever notices it first", async () => {
  const engine = await startEngine({ rules: SYNC });

  await report(engine, "target_opt_out", { id: 1 });
  await say(engine, "STOP");
  await say(engine, "START");
  await report(engine, "target_opt_in", { date: new Date(NOW + 3_500).toISOString() });
  await say(engine, "stop");
  await say(engine, "unsubscribe");

  expect(told(engine)).toEqual(["out", "in", "out"]);
});

test("a second delivery of the text that opted out brings no second event", async () => {
  const engine = await startEngine({ rules: SYNC });
  const data = { id: 77, phone: PHONE, text: "revoke" };

  await engine.receive("message_recieved", data);
  await engine.receive("message_recieved", data);
  await engine.drain();

  expect(told(engine)).toEqual(["out"]);
});

test.each([
  { types: ["target_double_opt_restricted", "target_opt_out"], after: ["STOP"], expected: ["out"] },
  { types: ["target_double_opt_in", "target_opt_in"], after: ["STOP", "START"], expected: ["out", "in"] },
])("$types after the texts $after tell nothing again", async ({ types, after, expected }) => {
  const engine = await startEngine({ rules: SYNC });

  for (const text of after) await say(engine, text);
  for (const type of types) await report(engine, type, { date: new Date(engine.clock.now() + 1_000).toISOString() });

  expect(told(engine)).toEqual(expected);
});

test("a contact of whom double opt-in said that he is restricted opts out by what Heymarket reports", async () => {
  const engine = await startEngine({ rules: SYNC });

  await report(engine, "target_double_opt_restricted", { id: 1 });
  await report(engine, "target_opt_out", { id: 2 });

  expect(told(engine)).toEqual(["out"]);
});

test("an opt-out is found by the number of its conversation; without any it is an alarm", async () => {
  const engine = await startEngine({ rules: SYNC });

  await engine.receive("target_opt_out", { id: 1, conversation: { id: 7, target: PHONE } });
  expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "out" });
  expect(engine.alarms).toEqual([]);
  const example = await engine.receive("target_opt_out", { id: 2, conversation: { id: 8 } });

  expect(engine.alarms).toEqual([{ kind: "held", subject: "", what: "opt-out without a number", example }]);
});

test("an event that told nothing new starts rules when a person runs it again", async () => {
  const engine = await startEngine({ rules: SYNC });
  await say(engine, "revoke");
  const second = await report(engine, "target_opt_out", { id: 1 });

  const operation = { kind: "replay", eventIds: [second], ruleId: "gone", evenOvertaken: true } as const;
  await engine.operator.operate({ operation, isPlan: false, by: "ann", reason: null });
  await engine.drain();

  expect(told(engine)).toEqual(["out", "out"]);
});

test("a word of the organisation opts out, a word that holds leaves it to a person", async () => {
  const optOutWords = { out: ["¡No más!"], held: ["Wrong person"] };
  const engine = await startEngine({ rules: SYNC, settings: { ...makeSettings(), optOutWords } });

  await say(engine, "wrong person.");
  expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "held" });
  await say(engine, "no mas");

  expect(told(engine)).toEqual(["out"]);
  const reason = "text was a word of sending.opt_out.words";
  expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "out", reason });
});

test("Heymarket is told of what it does not notice itself, and of nothing else", async () => {
  const gone = "gone: { on: { event: message_recieved, where: { text: leave } }, do: [{ opt_out: true }] }";
  const rules = [...compileBody(gone).rules, tellingRule(sha256)];
  const calls = async (texts: readonly string[]): Promise<readonly string[]> => {
    const engine = await startEngine({ rules });
    for (const text of texts) await say(engine, text);
    await report(engine, "target_opt_out", { id: 1 });
    const runs = await engine.runs();
    return runs.flatMap(({ run, effects }) => effects.map(({ action, status }) => `${run.ruleId} ${action} ${status}`));
  };

  expect(await calls(["revoke"])).toEqual(["heyrules:tell-heymarket opt_out done"]);
  expect(await calls(["STOP"])).toEqual([]);
  expect(await calls(["leave"])).toEqual(["gone opt_out done"]);
});

describe.each([
  { how: "the engine's own rule", text: "revoke", rules: "none" },
  { how: "a step", text: "leave", rules: "step" },
])("an opt-out that $how has not told Heymarket yet", ({ text, rules }) => {
  const gone = "gone: { on: { event: message_recieved, where: { text: leave } }, do: [{ opt_out: true }] }";

  test("is not told any more once the contact is in again", async () => {
    let isReachable = false;
    const engine = await startEngine({
      rules: [...(rules === "step" ? compileBody(gone).rules : []), tellingRule(sha256)],
      script: ({ action }) => (action === "opt_out" && !isReachable ? NOT_SENT : undefined),
    });

    await say(engine, text);
    await say(engine, "START");
    const attempts = engine.performed.length;
    isReachable = true;
    await engine.pass(86_400_000);

    expect(attempts).toBeGreaterThan(0);
    expect(engine.performed.length).toBe(attempts);
    expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "in" });
    const effects = (await engine.runs()).flatMap((record) => record.effects);
    expect(effects).toMatchObject([
      {
        action: "opt_out",
        status: "blocked",
        guard: "opt_out",
        reason: expect.stringContaining("not opted out any more") as string,
      },
    ]);
  });
});
