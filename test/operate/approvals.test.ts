import { describe, expect, test } from "vitest";
import { startEngine, STORES } from "../run/make.ts";
import type { TestEngine } from "../run/make.ts";
import { ALL, auditOf, want } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const OFFER = `
r:
  on: { event: message_received, where: { text: { words: quote } } }
  vars: { price: "{{ event.text }}" }
  do:
    - id: offer
      approve:
        send_message: { purpose: service, text: "It is {{ vars.price }}." }
        timeout: 4h
        refused: [{ notify: { connection: slack, text: "{{ steps.offer.by }}: {{ steps.offer.reason }}" } }]
        timed_out: [{ notify: { connection: slack, text: nobody } }]
`;

async function codeOf(engine: TestEngine): Promise<string> {
  return (await engine.onlyRun()).run.approval?.code ?? "";
}

function done({ performed }: TestEngine): readonly unknown[] {
  return performed.map(({ action, request }) => [action, "text" in request ? request.text : null]);
}

describe.each(STORES)("a text that waits for approval, on %s", (_name, openStore) => {
  test("goes out as it was shown, once, however often it is approved", async () => {
    const engine = await startEngine({ rules: OFFER, store: await openStore() });
    await engine.text("quote 40");
    await engine.drain();
    const code = await codeOf(engine);

    const first = await want(engine, { kind: "approve", code: code.toLowerCase() }, { reason: "fine" });
    const again = await want(engine, { kind: "approve", code });
    const against = await want(engine, { kind: "refuse", code });

    expect(code).toMatch(/^[BCDFGHJKMNPQRTVWXY3467]{6}$/);
    expect(first).toMatchObject({ done: 1, refused: 0 });
    expect(again).toMatchObject({ done: 0, items: [{ refused: "was approved before by ann: nothing is done" }] });
    expect(against).toMatchObject({ done: 0, refused: 1 });
    expect(done(engine)).toEqual([
      ["note", expect.stringContaining(`approval ${code}:\n\nIt is quote 40.\n`)],
      ["send_message", "It is quote 40."],
    ]);
    expect(await auditOf(engine)).toMatchObject([{ deed: "approve", by: "ann", reason: "fine" }]);
    expect((await engine.onlyRun()).run.approval).toBeUndefined();
  });

  test.each([
    [
      "nobody decided in time",
      (engine: TestEngine) => engine.pass(5 * HOUR),
      "a person's approval has not come in time",
    ],
    [
      "its run was cancelled",
      async (engine: TestEngine) => want(engine, { kind: "cancel", which: { ...ALL, ruleId: "r" } }),
      "cancelled by ann: as agreed",
    ],
  ])("is refused with what happened instead when %s, by its code and by its run", async (_why, end, what) => {
    const engine = await startEngine({ rules: OFFER, store: await openStore() });
    await engine.text("quote 40");
    await engine.drain();
    const code = await codeOf(engine);
    const { run } = await engine.onlyRun();
    await end(engine);
    await engine.drain();
    const before = done(engine);

    const reports = [
      await want(engine, { kind: "approve", code }, { isPlan: true }),
      await want(engine, { kind: "approve", code }),
      await want(engine, { kind: "refuse", code: run.id }),
    ];

    const refused = `does not wait for the approval ${code} any more: ${what}`;
    for (const report of reports) expect(report).toMatchObject({ done: 0, items: [{ id: run.id, refused }] });
    expect(done(engine)).toEqual(before);
    await expect(want(engine, { kind: "approve", code: "BCDFGH" })).rejects.toThrow("No text waits for approval");
  });

  test("is not said to go out to somebody who has opted out since", async () => {
    const engine = await startEngine({ rules: OFFER, store: await openStore() });
    await engine.text("quote 40");
    await engine.drain();
    const code = await codeOf(engine);
    await engine.text("STOP");
    await engine.drain();

    const plan = await want(engine, { kind: "approve", code }, { isPlan: true });
    const report = await want(engine, { kind: "approve", code }, { reason: "fine" });

    for (const told of [plan, report]) {
      expect(told).toMatchObject({ done: 1, texts: 0, people: 0 });
      expect(told.items[0]?.does).toContain("; its text is kept back: opt_out: the contact opted out (text was STOP)");
    }
    expect(done(engine)).toHaveLength(1);
  });

  test("never goes out when it is refused, and its steps read who and why", async () => {
    const engine = await startEngine({ rules: OFFER, store: await openStore() });
    await engine.text("quote 40");
    await engine.drain();

    const wanted = { kind: "refuse", code: await codeOf(engine) } as const;
    const plan = await want(engine, wanted, { isPlan: true });
    await want(engine, wanted, { reason: "too low" });

    expect(plan).toMatchObject({ done: 1, texts: 0, textsAhead: 0, repeats: 0 });
    expect(done(engine).slice(1)).toEqual([["notify", "ann: too low"]]);
  });

  test("its time ends by itself, and then nobody approves it any more", async () => {
    const engine = await startEngine({ rules: OFFER, store: await openStore() });
    await engine.text("quote 40");
    await engine.drain();
    const code = await codeOf(engine);

    await engine.pass(4 * HOUR);
    await engine.drain();

    expect(done(engine).slice(1)).toEqual([["notify", "nobody"]]);
    expect(await want(engine, { kind: "approve", code })).toMatchObject({ done: 0, refused: 1 });
  });
});

test("the send gate is asked when it goes out: who opted out meanwhile gets nothing", async () => {
  const engine = await startEngine({ rules: OFFER });
  await engine.text("quote 40");
  await engine.drain();
  const code = await codeOf(engine);
  await engine.pass(MINUTE);
  await engine.text("STOP");
  await engine.drain();

  await want(engine, { kind: "approve", code });

  expect(done(engine)).toHaveLength(1);
  expect((await engine.onlyRun()).effects.at(-1)).toMatchObject({ status: "blocked", guard: "opt_out" });
});
