import { describe, expect, test } from "vitest";
import { fieldOf, PHONE } from "../../helpers/make.ts";
import { startEngine, STORES } from "../../run/make.ts";
import type { TestEngine } from "../../run/make.ts";
import { auditOf, want } from "../make.ts";

const RULES = `
answer: { on: message_received, do: [{ send_message: { purpose: service, text: "Re: {{ event.text }}" } }] }
note: { on: message_received, do: [{ notify: { connection: slack, text: "{{ event.text }}" } }] }
once: { on: message_received, limits: { once_per: 1h }, do: [{ http: { connection: crm, method: POST, path: /x } }] }`;

const deeds = ({ performed }: TestEngine) => performed.map(({ action }) => action).toSorted();

describe.each(STORES)("an event that is replayed, %s,", (_, open) => {
  test("runs by the rules in force, as an event of its own; once_per still limits", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();

    const report = await want(
      engine,
      { kind: "replay", eventIds: [id, id], ruleId: null, evenOvertaken: false },
      { reason: "a test" },
    );

    expect(deeds(engine)).toEqual(["http", "notify", "notify", "send_message"]);
    // The send gate is asked of it as of any text: the same one went out a moment ago.
    const texts = (await engine.runs()).filter(({ run }) => run.ruleId === "answer");
    expect(texts.map(({ effects }) => effects[0]?.guard)).toEqual([null, "loop"]);
    expect(report).toMatchObject({ done: 1, refused: 0 });
    const [first, ...others] = (await engine.store.listEvents({ limit: 9 })).rows;
    expect(others.map(({ event }) => event.id)).toEqual([id]);
    expect(first).toMatchObject({ status: "done", event: { origin: "replay", replay: { of: id, ruleId: null } } });
    expect(report.items[0]?.does).toContain(`is evaluated again as ${first?.event.id ?? ""}: answer fires`);
    expect(report.items[0]?.does).toContain("once does not: ");
    expect(await auditOf(engine)).toMatchObject([{ deed: "replay", target: { kind: "event", id }, reason: "a test" }]);
  });

  test("runs by one rule alone when one is named", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    const before = engine.performed.length;

    await want(engine, { kind: "replay", eventIds: [id], ruleId: "note", evenOvertaken: false });

    expect(engine.performed.slice(before).map(({ action }) => action)).toEqual(["notify"]);
  });

  test("is refused when what it said was removed, and nothing is noted", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    const now = engine.clock.now() + 1;
    await engine.store.forget({ what: "texts", before: now, now, after: null });

    const report = await want(engine, { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false });

    expect(report).toMatchObject({ done: 0, refused: 1 });
    expect(report.items[0]?.refused).toContain("retention.texts");
    expect(await auditOf(engine)).toEqual([]);
  });

  test("is told what it would come to, and nothing is done, when only a plan is wanted", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    const before = engine.performed.length;

    const plan = await want(
      engine,
      { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false },
      { isPlan: true },
    );

    expect(plan.items[0]?.does).toMatch(
      /^is evaluated again: answer fires, version \w{16}, rules\.yaml:\d+; note fires, .*\(rule set \w{16}\)$/,
    );
    expect(plan).toMatchObject({ texts: 0, textsAhead: 1 });
    expect(engine.performed).toHaveLength(before);
    expect((await engine.store.listEvents({ limit: 9 })).rows).toHaveLength(1);
    expect(await auditOf(engine)).toEqual([]);
  });

  test("changes nobody's opt state, whatever it says: STOP, and then START", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const stop = await engine.text("STOP");
    await engine.drain();
    await engine.receive("target_opt_in", {
      target: PHONE,
      inbox: 21,
      id: 1,
      date: new Date(engine.clock.now() + 1).toISOString(),
    });
    await engine.pass(2);
    const before = await engine.store.optStateOf(PHONE);
    expect(before?.state).toBe("in");

    const { done } = await want(engine, { kind: "replay", eventIds: [stop], ruleId: null, evenOvertaken: true });

    expect(done).toBe(1);
    expect(await engine.store.optStateOf(PHONE)).toEqual(before);
  });

  test("is refused when the contact says something else by now, unless that is wanted: a CRM would be told what is not so", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const stop = await engine.text("STOP");
    await engine.drain();
    const again = (evenOvertaken: boolean, isPlan: boolean) =>
      want(engine, { kind: "replay", eventIds: [stop], ruleId: "note", evenOvertaken }, { isPlan });
    const before = await again(false, true);
    await engine.pass(2_000);
    await engine.text("START");
    await engine.drain();

    const refused = await again(false, false);
    const plan = await again(true, true);

    expect(before).toMatchObject({ done: 1, refused: 0 });
    expect(refused).toMatchObject({ done: 0, refused: 1 });
    expect(refused.items[0]?.refused).toBe(
      "says that the contact opted out, and by now they may be texted; --overtaken has it evaluated all the same",
    );
    expect(await auditOf(engine)).toEqual([]);
    expect(plan.items[0]?.does).toMatch(
      /; 2 newer events of the contact; it says that the contact opted out, and by now they may be texted$/,
    );
  });

  test("is refused when a later event tells how the conversation stands", async () => {
    const rules = "told: { on: [chat_opened, chat_closed], do: [{ notify: { connection: slack, text: x } }] }";
    const engine = await startEngine({ rules, store: await open() });
    const chat = async (type: string) => {
      await engine.pass(2_000);
      return engine.receive(type, { id: 301, inbox: 21, target: PHONE, status: "x", time: engine.clock.now() });
    };
    const closed = await chat("chat_closed");
    const opened = await chat("chat_opened");
    await engine.drain();
    const plan = (id: string) =>
      want(engine, { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false }, { isPlan: true });

    expect((await plan(closed)).items[0]?.refused).toContain(
      `says how the conversation stood, and chat_opened (${opened}) came after it; --overtaken`,
    );
    expect((await plan(opened)).done).toBe(1);
  });

  test("does not count as one that happened twice", async () => {
    const history = "{ event: message_received, last: 1h, count: { gte: 2 } }";
    const rules = `third: { on: message_received, if: { history: ${history} }, do: [{ notify: { connection: slack, text: third } }] }`;
    const engine = await startEngine({ rules, store: await open() });
    const id = await engine.text("one");
    await engine.drain();
    for (let times = 0; times < 3; times += 1)
      await want(engine, { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false });

    expect(engine.performed).toEqual([]);
  });
});

test("an event or a rule that is not there is refused before anything is done", async () => {
  const engine = await startEngine({ rules: RULES });
  const id = await engine.text("hello");
  await engine.drain();
  const replay = (eventIds: readonly string[], ruleId: string | null) =>
    want(engine, { kind: "replay", eventIds, ruleId, evenOvertaken: false });

  await expect(replay([id, "evt_gone"], null)).rejects.toThrow("There is no event evt_gone in the store.");
  await expect(replay([id], "ansver")).rejects.toThrow('There is no rule "ansver" in force; did you mean "answer"?');

  expect((await engine.store.listEvents({ limit: 9 })).rows).toHaveLength(1);
  expect(fieldOf(engine.performed[0]?.request, "text")).toBeDefined();
});

describe.each(STORES)("the same replay wanted twice, %s,", (_, open) => {
  const wish = (id: string, rest: object = {}) =>
    ({ kind: "replay", eventIds: [id], ruleId: "note", evenOvertaken: false, ...rest }) as const;

  test("at the same moment is made once, and told to the other", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    const before = engine.performed.length;
    const operate = () => engine.operator.operate({ operation: wish(id), isPlan: false, by: "ann", reason: null });

    const reports = await Promise.all([operate(), operate()]);
    await engine.drain();

    expect(reports.map(({ done }) => done).toSorted()).toEqual([0, 1]);
    expect(engine.performed).toHaveLength(before + 1);
    expect(await auditOf(engine)).toHaveLength(1);
  });

  test("by naming the event and a replay of it is counted once, in the plan and in what is done", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    await want(engine, wish(id));
    const [replay] = (await engine.store.listEvents({ limit: 1 })).rows;
    await engine.pass(61_000);
    const both = { ...wish(id), eventIds: [id, replay?.event.id ?? ""] };

    const plan = await want(engine, both, { isPlan: true });
    const report = await want(engine, both);
    const twice = await want(engine, { ...both, again: true }, { isPlan: true });

    expect(plan).toMatchObject({ done: 1, refused: 1 });
    expect(plan.items[1]?.refused).toBe(`is evaluated again with ${id}: one is a replay of the other`);
    expect([report.done, report.refused, twice.done]).toEqual([1, 1, 2]);
  });

  test("for one rule and for all is refused, whichever came first, unless it is said again", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const [one, other] = [await engine.text("hello"), await engine.text("good morning")];
    await engine.drain();
    await want(engine, wish(one));
    await want(engine, wish(other, { ruleId: null }));

    const all = await want(engine, wish(one, { ruleId: null }), { isPlan: true });
    const single = await want(engine, wish(other));
    const again = [await want(engine, wish(one, { ruleId: null, again: true })), await want(engine, wish(one))];
    await engine.pass(61_000);
    const later = await want(engine, wish(other));

    expect([all.done, single.done, later.done]).toEqual([0, 0, 1]);
    expect(all.items[0]?.refused).toMatch(
      /^was replayed for the rule note \d+s ago as evt_\w+; look what came of that/,
    );
    expect(single.items[0]?.refused).toMatch(/^was replayed for all rules \d+s ago as evt_\w+; .*--again has it/);
    expect(again.map(({ done }) => done)).toEqual([1, 0]);
  });

  test("for one rule and for all at the same moment is made once", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    const operate = (ruleId: string | null) =>
      engine.operator.operate({ operation: wish(id, { ruleId }), isPlan: false, by: "ann", reason: null });

    const reports = await Promise.all([operate("note"), operate(null), operate("once")]);

    expect(reports.map(({ done }) => done)).toEqual([1, 0, 1]);
    expect(await engine.store.replaysOf(id, 9)).toHaveLength(2);
  });

  test("within a minute is refused, in the plan too, unless it is said again, or is by another rule", async () => {
    const engine = await startEngine({ rules: RULES, store: await open() });
    const id = await engine.text("hello");
    await engine.drain();
    await want(engine, wish(id));

    const plan = await want(engine, wish(id), { isPlan: true });
    const other = await want(engine, wish(id, { ruleId: "once" }));
    const again = await want(engine, wish(id, { again: true }));
    await engine.pass(61_000);
    const later = await want(engine, wish(id));

    expect(plan).toMatchObject({ done: 0, refused: 1 });
    expect(plan.items[0]?.refused).toMatch(/^was replayed \d+s ago as evt_\w+; look what came of that first; --again/);
    expect([other.done, again.done, later.done]).toEqual([1, 1, 1]);
  });
});

describe.each(STORES)("a replay of an event that is of no contact, %s,", (_, open) => {
  test("is found behind hundreds of other events, and is not made twice", async () => {
    const rules = "told: { on: chat_opened, do: [{ notify: { connection: slack, text: x } }] }";
    const engine = await startEngine({ rules, store: await open() });
    const opened = (id: number) => engine.receive("chat_opened", { id, inbox: 21, time: engine.clock.now() });
    const id = await opened(1);
    await engine.drain();
    const replay = { kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false } as const;
    const first = await want(engine, replay);
    for (let chat = 2; chat < 260; chat += 1) await opened(chat);
    await engine.drain();

    const second = await want(engine, replay);

    expect([first.done, second.done, second.refused]).toEqual([1, 0, 1]);
    expect(second.items[0]?.refused).toContain("was replayed 1s ago as ");
  });
});
