import { describe, expect, test } from "vitest";
import type { PauseScope } from "../../src/core/model/decision.ts";
import { fieldOf } from "../helpers/make.ts";
import { NOT_SENT, startEngine, STORES } from "../run/make.ts";
import type { TestEngine } from "../run/make.ts";
import { ALL, auditOf, want } from "./make.ts";

const MINUTE = 60_000;
const RULES = `
answer: { on: message_received, do: [{ send_message: { purpose: reply, text: "Re: {{ event.text }}" } }] }
offer: { on: message_received, do: [{ send_message: { purpose: service, text: "Offer: {{ event.text }}" } }] }
push: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }`;

/** What went out, in order. */
const out = ({ performed }: TestEngine) =>
  performed.map(({ action, request }) =>
    action === "http" ? "crm" : JSON.stringify(fieldOf(request, "text")).slice(1, -1),
  );

const scope = (kind: PauseScope["kind"], name = ""): PauseScope => ({ kind, name });

test("a rule that is neither in force nor has a run is not paused", async () => {
  const engine = await startEngine({ rules: RULES });

  const wanted = want(engine, { kind: "pause", scope: scope("rule", "answre") });

  await expect(wanted).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringContaining('did you mean "answer"?') as string,
  });
  expect(await engine.store.pauses()).toEqual([]);
});

describe.each(STORES)("what is paused, %s,", (_, open) => {
  test.each([
    [scope("all"), []],
    [scope("rule", "answer"), ["Offer: hi", "crm"]],
    [scope("connection", "heymarket"), ["crm"]],
    [scope("connection", "crm"), ["Offer: hi", "Re: hi"]],
    [scope("purpose", "service"), ["Re: hi", "crm"]],
  ])("does not go out, but is evaluated, and goes out when it is resumed: $kind $name", async (paused, meanwhile) => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await want(engine, { kind: "pause", scope: paused });

    const id = await engine.text("hi");
    await engine.drain();
    await engine.pass(5 * MINUTE);
    const during = out(engine);
    await want(engine, { kind: "unpause", scope: paused });
    await engine.pass(MINUTE);

    expect((await engine.event(id)).evaluation?.verdicts.filter(({ outcome }) => outcome === "fired")).toHaveLength(3);
    expect(during.toSorted()).toEqual(meanwhile);
    expect(out(engine).toSorted()).toEqual(["Offer: hi", "Re: hi", "crm"]);
    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["done", "done", "done"]);
    expect((await auditOf(engine)).map(({ deed }) => deed)).toEqual(["unpause", "pause"]);
  });

  test("goes out in the order of its contact when it is resumed", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await want(engine, { kind: "pause", scope: scope("rule", "answer") });
    for (const text of ["one", "two", "three"]) {
      await engine.text(text);
      await engine.pass(17_000);
    }

    await want(engine, { kind: "unpause", scope: scope("rule", "answer") });
    for (let second = 0; second < 60; second += 1) await engine.pass(1_000);

    expect(out(engine).filter((text) => text.startsWith("Re:"))).toEqual(["Re: one", "Re: two", "Re: three"]);
  });

  test("is asked of the send gate again before it goes out", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await want(engine, { kind: "pause", scope: scope("rule", "answer") });
    await engine.text("hi");
    await engine.drain();
    await engine.text("STOP");
    await engine.drain();
    const before = out(engine).length;

    await want(engine, { kind: "unpause", scope: scope("rule", "answer") });
    await engine.pass(MINUTE);

    expect(out(engine)).toHaveLength(before);
    const [answered] = (await engine.runs()).filter(({ run }) => run.ruleId === "answer");
    expect(answered?.effects[0]).toMatchObject({ status: "blocked", guard: "opt_out" });
  });

  test("does not fill the trace of a run, however long it is paused", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await want(engine, { kind: "pause", scope: scope("rule", "answer") }, { reason: "wrong price" });
    await engine.text("hi");
    await engine.drain();

    for (let minute = 0; minute < 30; minute += 1) await engine.pass(MINUTE);

    const [waits] = (await engine.runs()).filter(({ run }) => run.ruleId === "answer");
    expect(waits?.run).toMatchObject({ status: "waiting" });
    expect(waits?.run.trace.filter(({ kind }) => kind === "gate").map(({ text }) => text)).toEqual([
      "paused: rule:answer was paused by ann: wrong price; it waits until a person resumes it",
    ]);
  });

  test("can be cancelled meanwhile", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await want(engine, { kind: "pause", scope: scope("all") });
    await engine.text("hi");
    await engine.drain();

    const report = await want(engine, { kind: "cancel", which: { ...ALL, ruleId: "offer" } });
    await want(engine, { kind: "unpause", scope: scope("all") });

    expect(report.done).toBe(1);
    expect(out(engine).toSorted()).toEqual(["Re: hi", "crm"]);
  });
});

test("resume says what stays paused", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const paused of [scope("all"), scope("rule", "answer"), scope("purpose", "marketing")]) {
    await want(engine, { kind: "pause", scope: paused });
  }

  const report = await want(engine, { kind: "unpause", scope: scope("all") });

  expect(report.items.map(({ does }) => does)).toEqual([
    "everything goes out again, but for what stays paused: what rule answer does, every marketing text",
  ]);
});

test("what is paused already, or is not, is refused and not noted", async () => {
  const engine = await startEngine({ rules: RULES });
  const paused = scope("rule", "answer");

  expect(await want(engine, { kind: "unpause", scope: paused })).toMatchObject({
    items: [{ refused: "is not paused" }],
  });
  await want(engine, { kind: "pause", scope: paused });
  expect(await want(engine, { kind: "pause", scope: paused })).toMatchObject({
    items: [{ refused: "is paused already" }],
  });

  expect(await auditOf(engine)).toMatchObject([{ deed: "pause", target: { kind: "sending", id: "rule:answer" } }]);
});

test("the log says what was paused by whom, and what was resumed", async () => {
  const engine = await startEngine({ rules: RULES });

  await want(engine, { kind: "pause", scope: scope("connection", "crm") }, { reason: "it is being moved" });
  await want(engine, { kind: "unpause", scope: scope("connection", "crm") });

  expect(engine.log.filter(({ level }) => level === "warn")).toEqual([
    {
      level: "warn",
      fields: { paused: "connection:crm", by: "ann", reason: "it is being moved" },
      message: "paused; it waits until a person resumes it",
    },
    { level: "warn", fields: { paused: "connection:crm", by: "ann", reason: null }, message: "resumed" },
  ]);
});

test.each([
  [scope("all"), 2],
  [scope("rule", "later"), 1],
  [scope("rule", "now"), 0],
  [scope("connection", "crm"), 1],
] as const)("the plan of a pause says how many runs it keeps where they are: %o", async (paused, holds) => {
  const engine = await startEngine({
    rules: `
later: { on: message_received, do: [{ wait: 1d }, { send_message: { purpose: service, text: hi } }] }
push: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
now: { on: message_received, do: [{ send_message: { purpose: reply, text: hi } }] }`,
    script: ({ action }) => (action === "http" ? NOT_SENT : undefined),
  });
  await engine.text("hi");
  await engine.drain();

  const plan = await want(engine, { kind: "pause", scope: paused }, { isPlan: true });

  expect(plan.items).toEqual([expect.objectContaining({ holds })]);
});
