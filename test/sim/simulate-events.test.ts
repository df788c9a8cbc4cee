import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app-simulation.ts";
import { outsideEvent } from "../../src/core/event/outside/outside-event.ts";
import { isSend, sendChanges, simulateEvents } from "../../src/sim/simulate-events.ts";
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
