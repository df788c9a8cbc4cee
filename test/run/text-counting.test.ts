import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { LoopGuard, SendingPolicy } from "../../src/core/model/ruleset/settings.ts";
import { fieldOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { createGate, startEngine, STORES } from "./make.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const ON_CALL = "+12025550199";
const WITHOUT_LOOPS: LoopGuard = { autoReplies: { count: 100_000, windowMs: SECOND }, tripForMs: SECOND };

function settingsWith(sending: Partial<SendingPolicy>) {
  return makeSettings({ sending: { ...makeSettings().sending, loops: WITHOUT_LOOPS, ...sending } });
}

function answering(purpose: string): string {
  return `r: { on: message_received, do: [{ send_message: { purpose: ${purpose}, text: "Re: {{ event.text }}" } }] }`;
}

const ALARM = `r: { on: message_received, do: [{ send_message: { purpose: service, text: "{{ contact.phone }} wrote", to: "${ON_CALL}" } }] }`;

describe("a machine that answers every text", () => {
  test.each(["reply", "service", "marketing"])(
    "gets three texts for %s and no more, however much it writes",
    async (purpose) => {
      const loops = { autoReplies: { count: 3, windowMs: 120 * SECOND }, tripForMs: HOUR };
      const engine = await startEngine({ rules: answering(purpose), settings: settingsWith({ loops }) });

      for (let message = 0; message < 1_700; message += 1) {
        await engine.text(`message ${message}`);
        await engine.pass(2 * SECOND);
      }

      expect(engine.performed).toHaveLength(3);
    },
  );

  test("gets ten texts a day and no more, for whatever purpose they are", async () => {
    const rules = `${answering("service")}\n${answering("marketing").replace("r:", "second:").replace("Re:", "Also:")}`;
    const engine = await startEngine({ rules, settings: settingsWith({}) });

    for (let message = 0; message < 300; message += 1) {
      await engine.text(`message ${message}`);
      await engine.pass(240 * SECOND);
    }

    expect(engine.performed).toHaveLength(10);
  });
});

describe.each(STORES)("caps, with a store %s,", (_name, openStore) => {
  const once = settingsWith({ frequency: [{ purpose: "any", count: 1, windowMs: 24 * HOUR }] });

  test("count texts by the number they go to, whoever's event it was", async () => {
    const engine = await startEngine({ rules: ALARM, settings: once, store: await openStore() });

    for (const phone of [PHONE, "+12025550101", "+12025550102"]) {
      await engine.text("hello", { phone });
      await engine.pass(60 * SECOND);
    }

    expect(engine.performed).toHaveLength(1);
    expect((await engine.runs()).map(({ effects }) => effects[0]?.guard ?? null)).toEqual([
      null,
      "frequency",
      "frequency",
    ]);
  });

  test("do not count what the contact's rules sent to somebody else", async () => {
    const rules = `${ALARM}\n${answering("reply").replace("r:", "second:")}`;
    const engine = await startEngine({ rules, settings: once, store: await openStore() });

    await engine.text("hello");
    await engine.drain();

    expect(engine.performed.map(({ request }) => fieldOf(request, "phone"))).toEqual([ON_CALL, PHONE]);
  });

  test("hold when two lanes text one number at the same moment: one text goes out, the other has the reason", async () => {
    const gate = createGate();
    const engine = await startEngine({
      rules: ALARM,
      settings: once,
      store: await openStore(),
      hasRoom: gate.hasRoom,
    });

    await engine.text("hello");
    await engine.text("hello", { phone: "+12025550101" });
    await engine.drain();
    gate.open();
    await engine.drain();

    const effects = (await engine.runs()).flatMap((run) => run.effects);
    expect(engine.performed).toHaveLength(1);
    expect(effects.map(({ status }) => status).toSorted()).toEqual(["blocked", "done"]);
    expect(effects.find(({ status }) => status === "blocked")).toMatchObject({ guard: "frequency", attempts: [] });
  });

  test("hold over the end of quiet hours, when many texts to one number are due at once", async () => {
    const quietHours = {
      appliesTo: ["service" as const],
      zone: "org" as const,
      window: { from: 1_260, to: 1_920 },
      onHit: "defer" as const,
    };
    const settings = makeSettings({ sending: { ...once.sending, quietHours } });
    const engine = await startEngine({ rules: ALARM, settings, store: await openStore() });
    engine.clock.moveTo(NOW + 8 * HOUR);

    for (let index = 0; index < 20; index += 1) await engine.text("hello", { phone: `+120255501${index + 10}` });
    await engine.drain();
    const before = engine.performed.length;
    await engine.pass(12 * HOUR);

    expect(before).toBe(0);
    expect(engine.performed).toHaveLength(1);
  });
});

test.each([
  ["survey", "send_survey: { purpose: service, survey: 81 }"],
  ["template", "send_message: { purpose: service, template: 91 }"],
])("the same %s goes to a number once in ten minutes", async (_name, step) => {
  const rules = `r: { on: message_received, do: [{ ${step} }] }`;
  const engine = await startEngine({ rules, settings: settingsWith({}) });

  await engine.text("hello");
  await engine.pass(60 * SECOND);
  await engine.text("hello again");
  await engine.pass(60 * SECOND);

  expect((await engine.runs()).map(({ effects }) => effects[0]?.guard)).toEqual([null, "loop"]);
});

test.each([
  ["a scheduled text", "schedule_message: { purpose: service, after: 1h, text: Hi }", PHONE],
  ["an e-mail", "send_email: { purpose: service, to: a@x.test, subject: S, text: Hi }", PHONE],
  ["a text to another number", `send_message: { purpose: service, text: Hi, to: "${ON_CALL}" }`, PHONE],
])("a person's message with the id of %s stays that person's", async (_name, step, phone) => {
  const rules = `r: { on: message_received, do: [{ ${step} }] }`;
  const engine = await startEngine({ rules, settings: settingsWith({}), script: () => done({ id: 77 }) });
  await engine.text("hello");
  await engine.drain();

  const id = await engine.receive("message_sent", { id: 77, phone, text: "Hi", user: 55 });
  await engine.drain();

  expect((await engine.event(id)).event.author).toBe("human");
});
