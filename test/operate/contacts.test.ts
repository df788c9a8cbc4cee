import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startEngine, STORES } from "../run/make.ts";
import { auditOf, want } from "./make.ts";

const RULES = `answer: { on: message_received, do: [{ send_message: { purpose: service, text: "Re: {{ event.text }}" } }] }`;
const RELEASE = { kind: "release", phone: PHONE } as const;

describe.each(STORES)("a contact, %s,", (_, open) => {
  test("who was held may be texted again once released; what was blocked is not sent", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await engine.text("please dont text me any more");
    await engine.drain();
    expect(await engine.store.optStateOf(PHONE)).toMatchObject({ state: "held" });
    const before = engine.performed.length;

    const report = await want(engine, RELEASE, { reason: "it was a joke" });
    await engine.pass(60_000);
    const afterwards = engine.performed.length;
    await engine.text("hello");
    await engine.drain();

    expect(report).toMatchObject({
      done: 1,
      items: [{ kind: "contact", does: "may be texted by rules again; what was blocked meanwhile is not sent" }],
    });
    expect([before, afterwards, engine.performed.length]).toEqual([0, 0, 1]);
    expect(await engine.store.optStateOf(PHONE)).toMatchObject({
      state: "in",
      reason: "released by ann: it was a joke",
    });
    const [entry] = await auditOf(engine);
    expect(entry).toMatchObject({ deed: "release", target: { kind: "contact" } });
    expect(JSON.stringify(entry)).not.toContain(PHONE);
  });

  test("who opted out is not released", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await engine.text("STOP");
    await engine.drain();

    expect(await want(engine, RELEASE)).toMatchObject({
      done: 0,
      items: [{ refused: "opted out, which only the contact can undo" }],
    });
    expect((await engine.store.optStateOf(PHONE))?.state).toBe("out");
    expect(await auditOf(engine)).toEqual([]);
  });

  test("whom nobody holds need not be released", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });

    expect(await want(engine, RELEASE)).toMatchObject({
      items: [{ refused: "is not held; nothing keeps automation from texting them" }],
    });
  });
});
