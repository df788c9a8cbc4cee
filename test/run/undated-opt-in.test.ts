import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { NOW, PHONE } from "../helpers/make.ts";
import type { TestEngine } from "./make.ts";
import { startEngine, STORES } from "./make.ts";

const HOUR = 3_600_000;
const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }";

interface Told {
  readonly type: string;
  readonly data: JsonObject;
}

const optIn = (data: JsonObject = {}): Told => ({ type: "target_opt_in", data: { target: PHONE, inbox: 21, ...data } });
const optOut = (data: JsonObject = {}): Told => ({
  type: "target_opt_out",
  data: { target: PHONE, inbox: 21, ...data },
});
const text = (words: string): Told => ({ type: "message_received", data: { text: words, phone: PHONE } });
const hoursFromNow = (hours: number): string => new Date(NOW + hours * HOUR).toISOString();

/** What is known of the contact after it was told this, each 25 hours after the other: none passes for the same delivery. */
async function stateAfter(engine: TestEngine, told: readonly Told[]): Promise<string | undefined> {
  for (const { type, data } of told) {
    await engine.receive(type, data);
    await engine.pass(25 * HOUR);
  }
  return (await engine.store.optStateOf(PHONE))?.state;
}

describe.each(STORES)("an opt-in without a date, with a store %s,", (_name, openStore) => {
  test.each<{ title: string; told: readonly Told[]; state: string }>([
    { title: "lifts an opt-out", told: [optOut(), optIn()], state: "in" },
    { title: "that repeats an older one lifts nothing", told: [optIn(), optOut(), optIn()], state: "out" },
    {
      title: "that repeats an older one lifts no opt-out by text",
      told: [optIn(), text("STOP"), optIn()],
      state: "out",
    },
    {
      title: "that repeats an older one lifts no hold",
      told: [optIn(), text("stop texting me please, wrong person"), optIn()],
      state: "held",
    },
    {
      title: "is known in another order of keys",
      told: [optIn(), optOut(), { type: "target_opt_in", data: { inbox: 21, target: PHONE } }],
      state: "out",
    },
    {
      title: "is known with the number spelled otherwise",
      told: [optIn(), optOut(), optIn({ target: "1 (202) 555-0100" })],
      state: "out",
    },
    {
      title: "is known with the number in the contact spelled otherwise",
      told: [optIn({ contact: { phone: "12025550100" } }), optOut(), optIn({ contact: { phone: "+1-202-555-0100" } })],
      state: "out",
    },
    { title: "for another inbox is another one", told: [optIn(), optOut(), optIn({ inbox: 22 })], state: "in" },
    {
      title: "for another inbox is known the second time",
      told: [optIn(), optIn({ inbox: 22 }), optOut(), optIn({ inbox: 22 })],
      state: "out",
    },
    {
      title: "is known though a dated one came between",
      told: [optIn(), optOut(), optIn({ date: hoursFromNow(30) }), optOut(), optIn()],
      state: "out",
    },
    {
      title: "gives way to a dated one that is newer",
      told: [optIn(), optOut(), optIn({ date: hoursFromNow(30) })],
      state: "in",
    },
    {
      title: "gives no way to a dated one that is older",
      told: [optIn(), optOut(), optIn({ date: hoursFromNow(20) })],
      state: "out",
    },
    { title: "is not needed for START", told: [optIn(), optOut(), optIn(), text("START")], state: "in" },
    { title: "harms nobody who is in", told: [optIn(), optOut(), text("START"), optIn()], state: "in" },
  ])("$title", async ({ told, state }) => {
    const engine = await startEngine({ rules: REPLY, store: await openStore() });

    expect(await stateAfter(engine, told)).toBe(state);
  });

  test("is stored as an event, and the gate says why it lifted nothing", async () => {
    const engine = await startEngine({ rules: REPLY, store: await openStore() });
    await stateAfter(engine, [optIn(), optOut(), optIn(), optOut(), optIn()]);

    await engine.text("hello");
    await engine.drain();

    expect((await engine.store.listEvents({ type: "target_opt_in", limit: 9 })).rows).toHaveLength(3);
    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects).toMatchObject([
      {
        guard: "opt_out",
        reason:
          "the contact opted out (Heymarket reported target_opt_out; an opt-in without a date that repeats an earlier " +
          "one lifted nothing); nothing is sent until they opt in again",
      },
    ]);
  });
});
