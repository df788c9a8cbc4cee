import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app-simulation.ts";
import { outsideEvent } from "../../src/core/event/outside/outside-event.ts";
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
