import { describe, expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import { absentRecord } from "../../src/core/model/contact-record.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { startContactWorld } from "./contact-world.ts";
import type { ContactWorld } from "./contact-world.ts";
import { openMemoryStore, startEngine, until } from "./make.ts";

const MINUTE = 60_000;
const GET = "/v1/contact/get";
const GREET =
  "r: { on: message_received, do: [{ send_message: { purpose: reply, text: \"Hi {{ contact.first | default: 'there' }}: {{ event.text }}\" } }] }";
const SEES_VIP = "r: { on: message_received, if: { contact.tags: { has: vip } }, do: [{ log: yes }] }";

/** Every look at a contact fails. */
const FAILS = { match: { path: GET }, times: 1_000, behaviour: { status: 500 } };

/** Who does not answer is not waited for: nothing is known of when it would. */
const QUICK: Partial<Settings> = { contactReads: { ttlMs: 10 * MINUTE, waitMs: 400 } };

async function outcomeOf({ engine }: ContactWorld, id: string): Promise<string | undefined> {
  return (await engine.event(id)).evaluation?.verdicts[0]?.outcome;
}

async function noteOf({ engine }: ContactWorld, id: string): Promise<string | undefined> {
  return (await engine.event(id)).evaluation?.contact;
}

describe("what Heymarket knows of a contact", () => {
  test("fills a text with names, and with custom fields by their titles", async () => {
    const rule =
      'r: { on: message_received, do: [{ send_message: { purpose: reply, text: "{{ contact.name }}: {{ contact.custom.Plan }}" } }] }';
    const world = await startContactWorld(rule);
    world.heymarket.setContact({ phone: PHONE, first: "Ann", last: "Lee", custom: { 7: "gold" } });

    await world.text("hello");

    expect(world.sent()).toEqual(["Ann Lee: gold"]);
  });

  test("decides a condition, and the trace says which record it was", async () => {
    const rule =
      "r: { on: message_received, if: { contact.tags: { has: vip }, contact.owner: 55 }, do: [{ log: yes }] }";
    const world = await startContactWorld(rule);
    world.heymarket.setContact({ phone: PHONE, tags: ["VIP"], assignee_id: 55 });

    const id = await world.text("hello");

    expect(await outcomeOf(world, id)).toBe("fired");
    expect(await noteOf(world, id)).toBe("as Heymarket told at 2026-01-02T20:00:00Z");
  });

  test("is read once for a hundred events, and again when it is old", async () => {
    const world = await startContactWorld(SEES_VIP);
    world.heymarket.setContact({ phone: PHONE, tags: ["vip"] });

    for (let count = 0; count < 100; count += 1) await world.text(`text ${count}`);
    const before = world.calls(GET);
    await world.engine.pass(10 * MINUTE);
    await world.text("later");

    expect([before, world.calls(GET)]).toEqual([1, 2]);
  });

  test("is not read for a rule that needs nothing of it, nor when the condition fails before", async () => {
    const world = await startContactWorld(`
      a: { on: message_received, do: [{ send_message: { purpose: reply, text: "{{ contact.phone }}" } }] }
      b: { on: message_received, if: { text: price, contact.tags: { has: vip } }, do: [{ log: yes }] }
      c: { on: chat_closed, do: [{ log: "{{ contact.first }}" }] }`);

    await world.text("hello");

    expect(world.sent()).toHaveLength(1);
    expect(world.calls(GET)).toBe(0);
  });

  test("is read by a step behind a wait as it is then, and the trace of the run says so", async () => {
    const world = await startContactWorld(
      'r: { on: message_received, do: [{ wait: 1h }, { send_message: { purpose: reply, text: "Hi {{ contact.first }}" } }] }',
    );
    await world.text("hello");
    world.heymarket.setContact({ phone: PHONE, first: "Ann" });

    await world.engine.pass(60 * MINUTE);

    expect(world.sent()).toEqual(["Hi Ann"]);
    const { run } = await world.engine.onlyRun();
    expect(run.trace.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      "contact as Heymarket told at 2026-01-02T21:00:00Z",
    );
  });

  test("is read by a step behind an attempt before that step decides", async () => {
    const world = await startContactWorld(`
      r:
        on: message_received
        do:
          - send_message: { purpose: reply, text: First }
          - if: { contact.tags: { has: vip } }
            send_message: { purpose: reply, text: Second }`);
    world.heymarket.setContact({ phone: PHONE, tags: ["vip"] });

    await world.text("hello");

    expect(world.sent()).toEqual(["First", "Second"]);
    expect(world.calls(GET)).toBe(1);
  });

  test("is old when somebody else gets the conversation", async () => {
    const world = await startContactWorld(
      `${SEES_VIP}\ns: { on: chat_reassigned, if: { contact.owner: 77 }, do: [{ log: yes }] }`,
    );
    await world.text("hello");
    world.heymarket.setContact({ phone: PHONE, assignee_id: 77 });
    await world.engine.pass(MINUTE);

    const id = await world.engine.receive("chat_reassigned", {
      id: 9,
      target: PHONE,
      assigned: 77,
      updated: "2026-01-02T20:01:00Z",
    });
    await world.engine.drain();

    expect(await outcomeOf(world, id)).toBe("fired");
  });

  test("that a rule tagged has the tag at once, and loses it when a person takes it away", async () => {
    const world = await startContactWorld(
      `t: { on: message_received, if: { text: join }, do: [{ tag: { add: vip } }] }\n${SEES_VIP}`,
    );
    await world.text("join");
    const seen = await world.text("one");
    await world.engine.pass(20 * MINUTE);
    const shown = await world.text("two");
    world.heymarket.setContact({ phone: PHONE, tags: [] });
    await world.engine.pass(20 * MINUTE);
    const gone = await world.text("three");

    const outcomes = await Promise.all([seen, shown, gone].map((id) => verdictOf(world, id, "r")));
    expect(outcomes).toEqual(["fired", "fired", "not_matched"]);
  });
});

async function verdictOf({ engine }: ContactWorld, id: string, rule: string): Promise<string | undefined> {
  const { evaluation } = await engine.event(id);
  return evaluation?.verdicts.find(({ ruleId }) => ruleId === rule)?.outcome;
}

describe("a contact that Heymarket does not tell of", () => {
  test("is known to be absent when Heymarket does not know the number", async () => {
    const world = await startContactWorld(GREET);

    const id = await world.engine.receive("message_received", {
      id: "m1",
      text: "hello",
      phone: PHONE,
      date: new Date(NOW).toISOString(),
      conversation: { inbox: 21 },
    });
    await world.engine.drain();

    expect(world.sent()).toEqual(["Hi there: hello"]);
    expect(await noteOf(world, id)).toBe("Heymarket had no contact with this number at 2026-01-02T20:00:00Z");
    expect((await world.engine.store.getContact(PHONE))?.record).toMatchObject({ isKnown: false, readAt: NOW });
  });

  test.each([
    ["is throttled", { status: 429, headers: { "retry-after": "60" } }],
    ["fails", { status: 500 }],
    ["hangs", { stallMs: 60_000 }],
    ["cuts the connection", { reset: "after" as const }],
  ])(
    "is decided by what was known before while Heymarket %s, and the trace calls that old",
    async (_what, behaviour) => {
      const store = await openMemoryStore();
      const before = await startContactWorld(SEES_VIP, { store });
      before.heymarket.setContact({ phone: PHONE, tags: ["vip"] });
      await before.text("first");
      const fake = { firstId: 5_001 };
      const world = await startContactWorld(SEES_VIP, { store, fake, settings: QUICK, at: NOW + 10 * MINUTE });
      world.heymarket.script({ ...FAILS, behaviour });

      const id = await world.text("second");

      expect(await outcomeOf(world, id)).toBe("fired");
      expect(await noteOf(world, id)).toMatch(/^as Heymarket told at 2026-01-02T20:00:00Z, which is old: /);
    },
  );

  test("is decided as if nothing were known when Heymarket does not answer in time, and the trace says why", async () => {
    const world = await startContactWorld(GREET, { settings: QUICK });
    world.heymarket.script({ ...FAILS, behaviour: { stallMs: 60_000 } });

    const id = await world.text("hello");

    expect(world.sent()).toEqual(["Hi there: hello"]);
    expect(await noteOf(world, id)).toMatch(/^nothing is known from Heymarket: /);
    expect((await world.engine.store.getContact(PHONE))?.record).toBeNull();
  });

  test("is not waited for again by its next event", async () => {
    const world = await startContactWorld(GREET, { settings: QUICK });
    world.heymarket.script(FAILS);
    await world.text("one");
    const calls = world.calls(GET);

    await world.text("two");

    expect(world.sent()).toEqual(["Hi there: one", "Hi there: two"]);
    expect(world.calls(GET)).toBe(calls);
  });

  test("keeps no other contact: more of them may wait than lanes are worked on at once", async () => {
    const held = new Set<() => void>();
    const engine = await startEngine({
      rules: `${GREET}\nother: { on: chat_closed, do: [{ notify: { connection: slack, text: closed } }] }`,
      outside: (clock) => ({
        ...createMockedOutside({}),
        contactRecords: {
          read: () =>
            new Promise((resolve) => {
              held.add(() => {
                resolve({ ok: true, record: absentRecord(clock.now()) });
              });
            }),
        },
      }),
    });
    for (let count = 0; count < 200; count += 1) await engine.text("hello", { phone: `+1202555${1_000 + count}` });
    engine.runner.wake();
    await until(() => held.size === 200);

    await engine.receive("chat_closed", { id: 9, target: PHONE, updated: new Date(NOW).toISOString() });
    engine.runner.wake();
    await until(async () => (await engine.runs()).length === 1);

    for (const answer of held) answer();
    await engine.drain();
    expect(await engine.runs()).toHaveLength(201);
  });

  test("is read again after a crash between the answer and the commit, and its event is not lost", async () => {
    const store = await openMemoryStore();
    const refusing: Store = { ...store, commit: () => Promise.reject(new EngineError("STORE_UNAVAILABLE", "gone")) };
    const first = await startContactWorld(GREET, { store: refusing });
    first.heymarket.setContact({ phone: PHONE, first: "Ann" });
    await first.engine.text("hello");
    first.engine.runner.wake();
    await until(() => first.calls(GET) === 1);
    await first.engine.runner.stop(1_000);

    const second = await startContactWorld(GREET, { store });
    second.heymarket.setContact({ phone: PHONE, first: "Ann" });
    await second.engine.drain();

    expect([first.sent(), second.sent()]).toEqual([[], ["Hi Ann: hello"]]);
    expect([first.calls(GET), second.calls(GET)]).toEqual([1, 1]);
  });

  test("is evaluated later when the engine ends while Heymarket is asked", async () => {
    const store = await openMemoryStore();
    const first = await startEngine({
      rules: GREET,
      store,
      outside: () => ({ ...createMockedOutside({}), contactRecords: { read: () => new Promise(() => undefined) } }),
    });
    const id = await first.text("hello");
    first.runner.wake();

    await first.runner.stop(1_000);

    expect((await store.getEvent(id))?.status).toBe("new");
  });
});

describe("quiet hours", () => {
  const RULE = 'r: { on: message_received, do: [{ send_message: { purpose: service, text: "Your order" } }] }';
  const quietHours = {
    appliesTo: ["service"] as const,
    zone: "contact" as const,
    window: { from: 21 * 60, to: 32 * 60 },
    onHit: "defer" as const,
  };
  const settings = { sending: { ...makeSettings().sending, quietHours } };
  /** 8:05 in New York, 5:05 in Los Angeles. */
  const MORNING = Date.parse("2026-01-02T13:05:00Z");
  const TOLL_FREE = "+18445550123";
  const OTHER = "+18445550124";

  test("are over at 8:05 Eastern for who lives in New York, whatever the number says", async () => {
    const world = await startContactWorld(RULE, { settings, at: MORNING });
    world.heymarket.setContact({ phone: TOLL_FREE, custom: { 8: "America/New_York" } });

    await world.text("hello", TOLL_FREE);

    expect(world.sent()).toEqual(["Your order"]);
    expect(world.calls(GET)).toBe(1);
  });

  test("go by the strictest zone when Heymarket tells none", async () => {
    const world = await startContactWorld(RULE, { settings, at: MORNING });

    await world.text("hello", TOLL_FREE);
    const before = world.sent().length;
    await world.engine.pass(3 * 60 * MINUTE);

    expect([before, world.sent().length]).toEqual([0, 1]);
  });

  test("ask nobody for a text they do not apply to", async () => {
    const world = await startContactWorld(RULE.replace("service", "reply"), { settings, at: MORNING });

    await world.text("hello", TOLL_FREE);

    expect(world.sent()).toEqual(["Your order"]);
    expect(world.calls(GET)).toBe(0);
  });

  test("have a text that they held up asked for once more: who is no customer any more gets none", async () => {
    const rule = RULE.replace("do:", "if: { contact.tags: { has: customer } }, do:");
    const world = await startContactWorld(rule, { settings, at: MORNING });
    for (const phone of [TOLL_FREE, OTHER]) world.heymarket.setContact({ phone, tags: ["customer"] });
    await world.text("hello", TOLL_FREE);
    await world.text("hello", OTHER);
    world.heymarket.setContact({ phone: OTHER, tags: [] });

    const before = world.sent().length;
    await world.engine.pass(3 * 60 * MINUTE);

    const guards = (await world.engine.runs()).flatMap(({ effects }) => effects.map(({ guard }) => guard));
    expect([before, world.sent().length]).toEqual([0, 1]);
    expect(guards).toContain("if_no_longer_holds");
  });
});
