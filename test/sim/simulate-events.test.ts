import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { outsideEvent } from "../../src/core/event/outside/outside-event.ts";
import { isSend, sendChanges } from "../../src/sim/past/send-changes.ts";
import { simulateEvents } from "../../src/sim/simulate-events.ts";
import { makeEvent, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";

test("an event of another system is that of the contact it was of, at the time it happened", async () => {
  const settings = makeSettings();
  const { rules } = compileBody("r: { on: message_received, do: [{ log: hi }] }", settings);
  const [rule] = rules;
  if (rule === undefined) throw new Error("no rule");
  const facts = { id: "1", phone: PHONE, hasOddPhone: false, at: NOW - 60_000, inboxId: "101" };
  const given = { id: "evt_1", type: "shop.order", source: "shop", dry: false, data: { total: 5 }, receivedAt: NOW };
  const event = outsideEvent({ ...given, facts });
  const seen: unknown[] = [];

  await simulateEvents([event, makeEvent({ id: "evt_2", receivedAt: NOW + 1 })], {
    rules: [rule],
    settings,
    createEngine: async (parts) => {
      const engine = await createSimulatedEngine(parts);
      const close = async () => {
        seen.push((await engine.store.getEvent("evt_1"))?.event);
        await engine.close();
      };
      return { ...engine, close };
    },
  });

  expect(seen).toEqual([event]);
});

async function simulated(body: string, ...events: Parameters<typeof simulateEvents>[0]) {
  const settings = makeSettings();
  const { rules } = compileBody(body, settings);
  return simulateEvents(events, { rules, settings, createEngine: createSimulatedEngine });
}

test("schedules run between the events", async () => {
  const first = makeEvent({ id: "evt_1", receivedAt: NOW });
  const last = makeEvent({ id: "evt_2", receivedAt: NOW + 2 * 86_400_000 });

  const { effects, cutShort } = await simulated(
    'dig: { on: { schedule: "0 9 * * *" }, do: [{ notify: { connection: slack, text: hi } }] }',
    first,
    last,
  );

  expect(effects.length).toBe(9);
  expect(cutShort).toBe(0);
});

test("a wait in which more is due than is looked at is told", async () => {
  const { cutShort } = await simulated(
    'dig: { on: { schedule: "*/5 * * * *" }, do: [{ log: hi }] }',
    makeEvent({ id: "evt_1", receivedAt: NOW }),
  );

  expect(cutShort).toBe(1);
});

test("a text behind an event that a rule raises is the same in both simulations", async () => {
  const body = (text: string) => `ask:
  on: message_received
  do: [{ emit: { event: custom.asked, data: { a: 1 } } }]
answer: { on: custom.asked, do: [{ send_message: { purpose: service, inbox: support, text: "${text}" } }] }`;
  const event = makeEvent({ id: "evt_1", receivedAt: NOW, data: { id: "7", phone: "12025550100", text: "hi" } });

  const before = await simulated(body("hi"), event);
  const same = await simulated(body("hi").replace("a: 1", "a: 2").replace("ask:", "ask2:"), event);
  const other = await simulated(body("hello"), event);

  expect(before.effects.filter(isSend)).toHaveLength(1);
  expect(sendChanges(before, same)).toEqual({ added: [], removed: [], changed: [] });
  expect(sendChanges(before, other)).toMatchObject({
    added: [],
    removed: [],
    changed: [{ after: { status: "done" } }],
  });
});

function dataOf(id: string, phone: string) {
  return { id, phone: phone.slice(1), text: "hi", conversation: { id: 301, inbox: 21 } };
}

test("limits, histories, tags and opt-outs of before are known, and rules put in force then have no past of their own", async () => {
  const settings = makeSettings();
  const old = compileBody(
    `once: { on: message_received, limits: { once_per: 12h }, do: [{ send_message: { purpose: service, text: once } }] }
again:
  on: message_received
  if: { history: { event: message_received, last: 1h, count: 1 } }
  do: [{ tag: { add: [again], in: local } }]`,
    settings,
  ).rules;
  const added = compileBody(
    `once: { on: message_received, limits: { once_per: 12h }, do: [{ send_message: { purpose: service, text: once } }] }
new: { on: message_received, limits: { once_per: 12h }, do: [{ send_message: { purpose: service, text: new } }] }
tagged: { on: message_received, if: { contact.tags: { has: again } }, do: [{ http: { connection: crm, method: POST, path: /x } }] }`,
    settings,
  ).rules;
  const text = (id: string, receivedAt: number, phone = PHONE) =>
    makeEvent({ id, receivedAt, phone, data: dataOf(id, phone) });
  const out = "+15105550101";
  const [first, second, third] = [text("a", NOW), text("b", NOW + 60_000), text("c", NOW + 120_000)];
  const ofOut = text("d", NOW + 180_000, out);
  const optOut = {
    phone: out,
    state: "out",
    optedOutAt: NOW - 1,
    changedAt: NOW - 1,
    reason: "text was STOP",
  } as const;

  const { effects, fired } = await simulateEvents([third, ofOut], {
    ...{ rules: added, settings, createEngine: createSimulatedEngine },
    earlier: { events: [first, second], rules: old, optStates: [optOut] },
  });

  const told = effects.map(({ ruleId, status, guard, phone }) => [ruleId, phone, status, guard]);
  expect(told.toSorted()).toEqual([
    ["new", PHONE, "done", null],
    ["new", out, "blocked", "opt_out"],
    ["once", out, "blocked", "opt_out"],
    ["tagged", null, "done", null],
  ]);
  expect(fired).toBe(4);
});

test("what was under way before goes on by its own version, and counts when it goes out later", async () => {
  const settings = makeSettings();
  const rulesOf = (text: string) =>
    compileBody(
      `r: { on: message_received, mode: single, do: [{ wait: 10m }, { send_message: { purpose: service, text: ${text} } }] }`,
      settings,
    ).rules;
  const event = (id: string, receivedAt: number) => makeEvent({ id, receivedAt, data: dataOf(id, PHONE) });

  const { effects, fired } = await simulateEvents([event("b", NOW + 60_000)], {
    ...{ rules: rulesOf("new"), settings, createEngine: createSimulatedEngine },
    earlier: { events: [event("a", NOW)], rules: rulesOf("old"), optStates: [] },
  });

  expect(effects.map(({ request }) => ("text" in request ? request.text : null))).toEqual(["old"]);
  expect(fired).toBe(0);
});
