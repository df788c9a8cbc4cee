import { describe, expect, test } from "vitest";
import type { Store } from "../../src/ports/store/store.ts";
import { makeNewEvent, PHONE } from "../helpers/make.ts";
import { startEngine, STORES } from "../run/make.ts";
import { auditOf, want } from "./make.ts";

const RULES = `answer: { on: message_received, do: [{ send_message: { purpose: service, text: "Re: {{ event.text }}" } }] }`;
const PRICE_RULES = RULES.replace("do:", "if: { text: { words: [price] } }, do:");
const RELEASE = { kind: "release", phone: PHONE } as const;

describe.each(STORES)("a contact, %s,", (kind, open) => {
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

  test("who wrote often is erased in parts, with what is known of them at dry sources", async () => {
    const store = await open();
    const left: number[] = [];
    const counting: Store = {
      ...store,
      decide: async (decision) => {
        const { done } = await store.countEvents({});
        left.push(done);
        return store.decide(decision);
      },
    };
    const engine = await startEngine({ rules: PRICE_RULES, store: counting });
    const lane = `staging|${PHONE}`;
    const dry = { id: "evt_dry", source: "staging", lane, dry: true } as const;
    const often = Array.from({ length: 150 }, (_, index) => makeNewEvent({ event: { id: `evt_often_${index}` } }));
    await store.accept([makeNewEvent({ event: dry }), ...often]);
    await engine.text("what is the price?");
    await engine.drain();

    const report = await want(engine, { kind: "erase", phone: PHONE });

    expect(report).toMatchObject({ done: 1 });
    // The file of a JSON store is written whole.
    expect(left).toEqual([kind === "in memory" ? 152 : 1]);
    expect(await store.countEvents({})).toEqual({ new: 0, done: 0, parked: 0 });
    expect([await store.getContact(PHONE), await store.getContact(lane)]).toEqual([null, null]);
  });

  test.each([null, " "])("who was held is not released without a reason (%j)", async (reason) => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    await engine.text("please dont text me any more");
    await engine.drain();

    const releasing = want(engine, RELEASE, { reason });

    await expect(releasing).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("reason") as string,
    });
    expect((await engine.store.optStateOf(RELEASE.phone))?.state).toBe("held");
    expect(await auditOf(engine)).toEqual([]);
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
