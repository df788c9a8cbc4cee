import { describe, expect, test } from "vitest";
import type { QuietHours, SendingPolicy } from "../../src/core/model/ruleset/settings.ts";
import { compileBody } from "../helpers/rules.ts";
import { fieldOf, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { want } from "../operate/make.ts";
import { startEngine, STORES } from "./make.ts";
import type { TestEngine } from "./make.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ON_CALL = "+12025550199";
/** 21:00 to 08:00 in New York; the tests start at 15:00. */
const NIGHT: QuietHours = {
  appliesTo: ["service", "marketing"],
  zone: "org",
  window: { from: 1_260, to: 1_920 },
  onHit: "defer",
};

function settingsWith(sending: Partial<SendingPolicy>) {
  return makeSettings({ sending: { ...makeSettings().sending, ...sending } });
}

/** Moves the clock to so many hours after 15:00. */
async function at(engine: TestEngine, hours: number): Promise<void> {
  await engine.pass(NOW + hours * HOUR - engine.clock.now());
}

const sentAt = (engine: TestEngine) => engine.performed.map(({ request }) => fieldOf(request, "text"));

describe.each(STORES)("a reply, with a store %s,", (_name, openStore) => {
  const settings = settingsWith({ quietHours: NIGHT });
  const rule = (on: string, wait: string) =>
    `r: { on: ${on}, do: [${wait}{ send_message: { purpose: reply, text: Hello } }] }`;

  test("to a text of this minute goes out at night", async () => {
    const engine = await startEngine({ rules: rule("message_received", ""), settings, store: await openStore() });
    await at(engine, 8);

    await engine.text("hi");
    await engine.drain();

    expect(sentAt(engine)).toEqual(["Hello"]);
    expect((await engine.onlyRun()).effects[0]?.countedAs).toBeUndefined();
  });

  test("on the end of a conversation at night waits for the morning as a service text does", async () => {
    const engine = await startEngine({ rules: rule("chat_closed", ""), settings, store: await openStore() });
    await at(engine, 8);

    await engine.receive("chat_closed", { id: 5, target: PHONE, inbox: 21 });
    await engine.drain();
    const { effects } = await engine.onlyRun();
    const before = engine.performed.length;
    await at(engine, 17);

    expect(effects[0]).toMatchObject({ status: "deferred", guard: "quiet_hours", purpose: "reply" });
    expect(effects[0]?.reason).toContain(
      "; counted as service: no text of the contact came in the last 15m (sending.reply_window)",
    );
    expect([before, engine.performed.length]).toEqual([0, 1]);
  });

  test("behind a wait of 14 hours counts as service, and its trace says so", async () => {
    const engine = await startEngine({
      rules: rule("message_received", "{ wait: 14h }, "),
      settings,
      store: await openStore(),
    });

    await engine.text("hi");
    await engine.drain();
    await at(engine, 14);
    const { effects } = await engine.onlyRun();
    await at(engine, 17);

    expect(effects[0]).toMatchObject({ status: "deferred", guard: "quiet_hours" });
    expect(effects[0]?.reason).toContain("counted as service: the last text of the contact is 14h old");
    expect(sentAt(engine)).toEqual(["Hello"]);
    const { run } = await engine.onlyRun();
    expect(run.trace.findLast(({ kind }) => kind === "gate")?.text).toContain("counted as service: ");
  });

  test("behind a wait is a reply again when the contact wrote meanwhile", async () => {
    const rules = rule("{ event: message_received, where: { text: hi } }", "{ wait: 14h }, ");
    const engine = await startEngine({ rules, settings, store: await openStore() });
    await engine.text("hi");
    await engine.drain();
    await at(engine, 13.9);

    await engine.text("are you there?");
    await engine.drain();
    await at(engine, 14);

    expect(sentAt(engine)).toEqual(["Hello"]);
  });

  test("is counted by the caps for service", async () => {
    const frequency = [{ purpose: "service" as const, count: 1, windowMs: 24 * HOUR }];
    const rules = `${rule("chat_closed", "")}\n${rule("chat_opened", "").replace("r:", "s:").replace("Hello", "Bye")}`;
    const engine = await startEngine({ rules, settings: settingsWith({ frequency }), store: await openStore() });

    for (const type of ["chat_closed", "chat_opened"]) {
      await engine.receive(type, { id: 5, target: PHONE, inbox: 21 });
      await engine.drain();
    }

    expect(sentAt(engine)).toEqual(["Hello"]);
    const [, second] = await engine.runs();
    expect(second?.effects[0]).toMatchObject({ status: "blocked", guard: "frequency" });
    expect(second?.effects[0]?.reason).toContain("with purpose service");
  });

  test("that stood in line for hours is not sent", async () => {
    let isOpen = false;
    const engine = await startEngine({
      rules: rule("message_received", ""),
      settings: settingsWith({}),
      store: await openStore(),
      hasRoom: () => isOpen,
    });
    await engine.text("hi");
    await engine.drain();
    await at(engine, 3);

    isOpen = true;
    await engine.drain();

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects[0]).toMatchObject({ status: "blocked", guard: "old_event" });
  });
});

describe.each(STORES)("a text with a deadline, with a store %s,", (_name, openStore) => {
  const start = async (step: string, settings = settingsWith({ quietHours: NIGHT })) => {
    const rules = `r: { on: message_received, do: [{ send_message: { purpose: service, text: Soon }${step} }, { log: on }] }`;
    const engine = await startEngine({ rules, settings, store: await openStore() });
    await at(engine, 7);
    await engine.text("hi");
    await engine.drain();
    return engine;
  };

  test("is not put off until behind it, and the run goes on", async () => {
    const engine = await start(", deadline: 1h");
    const { run, effects } = await engine.onlyRun();

    await at(engine, 18);

    expect(effects[0]).toMatchObject({ status: "blocked", guard: "deadline", dueAt: null });
    expect(effects[0]?.reason).toMatch(/^it was to go out within 1h \(deadline\), until 2026-01-02T23:00.*quiet hours/);
    expect(run.status).toBe("done");
    expect(engine.performed).toEqual([]);
  });

  test("is put off until before it, and has all the time for its attempts then", async () => {
    const engine = await start(", deadline: 10h");

    await at(engine, 17);

    expect(sentAt(engine)).toEqual(["Soon"]);
    expect((await engine.onlyRun()).effects[0]?.deadlineAt).toBe(NOW + 27 * HOUR);
  });

  test("that nobody wrote is put off as long as it takes", async () => {
    const engine = await start("");

    await at(engine, 17);

    expect(sentAt(engine)).toEqual(["Soon"]);
  });

  test("is not sent when it was paused until behind it", async () => {
    const engine = await start(", deadline: 30m", settingsWith({}));
    expect(sentAt(engine)).toEqual(["Soon"]);
    await want(engine, { kind: "pause", scope: { kind: "rule", name: "r" } });
    await engine.text("hello again");
    await engine.drain();

    await at(engine, 7.8);

    const [, second] = await engine.runs();
    expect(second?.effects[0]).toMatchObject({ status: "blocked", guard: "deadline" });
  });
});

describe.each(STORES)("a text that waits for the end of quiet hours, with a store %s,", (_name, openStore) => {
  const answered = "history: { event: message_sent, where: { author: human }, last: 1d, count: 0 }";
  const settings = settingsWith({ quietHours: NIGHT });
  const start = async (condition: string, steps = `{ send_message: { purpose: service, text: Soon } }`) => {
    const rules = `r: { on: message_received, if: ${condition}, do: [${steps}] }`;
    const engine = await startEngine({ rules, settings, store: await openStore() });
    await at(engine, 7);
    await engine.text("hi");
    await engine.drain();
    return engine;
  };
  const startOnSunday = async (wait: string) => {
    const untilTen = { ...NIGHT, window: { from: 1_260, to: 1_440 + 600 } };
    const rules = `r: { on: message_received, if: { closed: shop }, do: [${wait}{ send_message: { purpose: service, text: Soon } }] }`;
    const engine = await startEngine({
      rules,
      settings: settingsWith({ quietHours: untilTen }),
      store: await openStore(),
    });
    await at(engine, 2 * 24 + 7);
    await engine.text("hi");
    await engine.drain();
    return engine;
  };
  const answer = async (engine: TestEngine) => {
    await at(engine, 8);
    const date = new Date(engine.clock.now()).toISOString();
    await engine.receive("message_sent", { id: "a1", text: "I am here", phone: PHONE, user: 7, date });
    await engine.drain();
  };

  test("is not sent when a person answered meanwhile", async () => {
    const engine = await start(`{ ${answered} }`);
    await answer(engine);

    await at(engine, 17);

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects[0]).toMatchObject({
      status: "blocked",
      guard: "if_no_longer_holds",
      reason: expect.stringContaining("the condition no longer holds: counted 1; wanted history") as unknown,
    });
  });

  test("is sent when nobody did", async () => {
    const engine = await start(`{ ${answered} }`);

    await at(engine, 17);

    expect(sentAt(engine)).toEqual(["Soon"]);
  });

  test("is not sent when the calendar it asked says something else by then", async () => {
    const engine = await startOnSunday("");

    // Monday at 10:00, when the shop is open.
    await at(engine, 2 * 24 + 19);

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects[0]).toMatchObject({ guard: "if_no_longer_holds" });
  });

  test("is sent when a wait stands between it and the calendar", async () => {
    const engine = await startOnSunday("{ wait: 1h }, ");

    await at(engine, 2 * 24 + 9);
    await at(engine, 2 * 24 + 19);

    expect(sentAt(engine)).toEqual(["Soon"]);
  });

  test.each([
    ["{ not: { contact.tags: { has: served } } }", "TEXT"],
    ["{ all: [{ text: hi }, { not: { contact.tags: { has: served } } }] }", "TEXT"],
    ["{ text: hi }", "{ if: { not: { contact.tags: { has: served } } }, do: [TEXT] }"],
  ])("is not sent when the contact was tagged meanwhile: %s %s", async (condition, steps) => {
    const text = "{ send_message: { purpose: service, text: Soon } }";
    const engine = await start(condition, steps.replace("TEXT", text));
    await at(engine, 8);
    const tagged = "{ tag: { add: [served], in: local } }";
    await engine.activate(compileBody(`s: { on: message_received, do: [${tagged}] }`).rules, settings);

    await engine.text("thank you");
    await engine.drain();
    await at(engine, 17);

    expect(engine.performed).toEqual([]);
    const waited = (await engine.runs()).find(({ run }) => run.ruleId === "r");
    expect(waited?.effects[0]).toMatchObject({
      guard: "if_no_longer_holds",
      reason: expect.stringMatching(
        /^held up since 2026-.*; now the condition no longer holds: contact\.tags is /,
      ) as unknown,
    });
  });

  test("keeps what a condition said of anything else, though the rule itself has changed it", async () => {
    const engine = await start(
      `{ ${answered}, not: { contact.tags: { has: asked } } }`,
      "{ tag: { add: [asked], in: local } }, { send_message: { purpose: service, text: Soon } }",
    );

    await at(engine, 17);

    expect(sentAt(engine)).toEqual(["Soon"]);
  });
});

describe.each(STORES)("an internal text, with a store %s,", (_name, openStore) => {
  const internal = { numbers: { on_call: ON_CALL }, cap: { count: 2, windowMs: HOUR } };
  const alarm = (to: string) =>
    `r: { on: message_received, do: [{ send_message: { purpose: internal, to: "${to}", text: "{{ event.text }}" } }] }`;
  const start = async (to: string, sending: Partial<SendingPolicy> = {}) =>
    startEngine({
      rules: alarm(to),
      settings: settingsWith({ internal, quietHours: NIGHT, ...sending }),
      store: await openStore(),
    });

  test("goes to a listed number in the middle of the night, so many times as its cap lets it", async () => {
    const engine = await start("on_call", { frequency: [{ purpose: "any", count: 1, windowMs: 24 * HOUR }] });
    await at(engine, 11);

    for (const text of ["one", "two", "three"]) {
      await engine.text(text);
      await engine.drain();
    }

    expect(engine.performed.map(({ request }) => fieldOf(request, "phone"))).toEqual([ON_CALL, ON_CALL]);
    expect((await engine.runs()).map(({ effects }) => effects[0]?.guard)).toEqual([null, null, "frequency"]);
  });

  test("does not go to a number that was rendered and is not listed", async () => {
    const engine = await start("{{ event.text }}");

    await engine.text("+12025550142");
    await engine.drain();

    expect(engine.performed).toEqual([]);
    expect((await engine.onlyRun()).effects[0]).toMatchObject({ status: "blocked", guard: "not_listed" });
  });

  test("does not go to staff who opted out", async () => {
    const engine = await start("on_call");
    await engine.text("STOP", { phone: ON_CALL });
    await engine.drain();

    await engine.text("help");
    await engine.drain();

    expect(engine.performed).toEqual([]);
    expect((await engine.runs()).at(-1)?.effects[0]).toMatchObject({ guard: "opt_out" });
  });

  test("is not counted by the caps of the contact it goes to", async () => {
    const rules = `${alarm("on_call")}
s: { on: { event: message_received, where: { text: hours } }, do: [{ send_message: { purpose: reply, text: "9 to 5" } }] }`;
    const frequency = [{ purpose: "any" as const, count: 1, windowMs: 24 * HOUR }];
    const engine = await startEngine({ rules, settings: settingsWith({ internal, frequency }) });
    await engine.text("help");
    await engine.drain();

    await engine.text("hours", { phone: ON_CALL });
    await engine.drain();

    expect(sentAt(engine).slice().sort()).toEqual(["9 to 5", "help", "hours"]);
  });
});

describe("two machines", () => {
  const DEFAULT = { autoReplies: { count: 3, windowMs: 120 * SECOND }, tripForMs: HOUR };
  const internal = { numbers: { on_call: PHONE }, cap: { count: 20, windowMs: HOUR } };

  test.each([
    ["reply", "contact", 2],
    ["service", "contact", 2],
    ["marketing", "contact", 2],
    ["internal", "on_call", 2],
    // Too slow for so many in two minutes.
    ["reply", "contact", 70],
    ["service", "contact", 70],
  ])("stop after three texts for %s to %s, one every %s s", async (purpose, to, everySeconds) => {
    const send = `{ send_message: { purpose: ${purpose}, to: ${to}, text: "Re: {{ event_data.id }}" } }`;
    const wait = everySeconds > 60 ? "{ wait: 1m }, " : "";
    const rules = `r: { on: message_received, do: [${wait}${send}] }`;
    const engine = await startEngine({ rules, settings: settingsWith({ loops: DEFAULT, internal }) });
    await engine.text("hello");

    let heard = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      await engine.drain();
      if (engine.performed.length > heard) {
        heard = engine.performed.length;
        await engine.pass(2 * SECOND);
        await engine.text("I am away. You are number one for us!");
      }
      await engine.pass((everySeconds / 2) * SECOND);
    }

    expect(engine.performed).toHaveLength(3);
    expect(engine.alarms.filter(({ what }) => what === "text blocked (loop)").length).toBeGreaterThan(0);
  });
});

test("who is restricted by a double opt-in is not texted", async () => {
  const rules = "r: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
  const engine = await startEngine({ rules });
  await engine.receive("target_double_opt_restricted", { id: 4, target: PHONE, inbox: 21 });

  await engine.text("hi");
  await engine.drain();

  expect(engine.performed).toEqual([]);
  expect((await engine.onlyRun()).effects[0]).toMatchObject({ guard: "opt_out" });
});

test("the reason of a text to another number names that number, masked", async () => {
  const rules = `r: { on: message_received, do: [{ send_message: { purpose: service, text: Alarm, to: "${ON_CALL}" } }] }`;
  const engine = await startEngine({ rules });

  for (const phone of [PHONE, "+12025550101"]) {
    await engine.text("hi", { phone });
    await engine.drain();
  }

  expect((await engine.runs())[1]?.effects[0]?.reason).toBe("the same text went to +1••••••0199 within 10m");
});

test("a text that differs from the last in case and blanks alone is the same to its reader", async () => {
  const step = (text: string): string => `do: [{ send_message: { purpose: service, text: "${text}" } }]`;
  const rules = `{ a: { on: message_received, ${step("We are open")} }, b: { on: message_received, ${step(" we are  OPEN ")} } }`;
  const engine = await startEngine({ rules });

  await engine.text("hi");
  await engine.drain();

  expect(engine.performed).toHaveLength(1);
  expect((await engine.runs()).map(({ effects }) => effects[0]?.guard)).toEqual([null, "loop"]);
});

test("no text goes to digits that Heymarket may read as somebody who opted out", async () => {
  const rules = `order: { on: chat_opened, do: [{ send_message: { purpose: service, text: Hi, to: "{{ contact.name }}" } }] }`;
  const engine = await startEngine({ rules });
  await engine.text("STOP", { phone: "+16465550205" });
  await engine.receive("chat_opened", { id: 5, inbox: 21, target: PHONE, name: "+646-555-0205" });

  await engine.drain();

  expect(engine.performed).toEqual([]);
  expect((await engine.onlyRun()).effects[0]).toMatchObject({ status: "blocked", guard: "number_in_doubt" });
});
