import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { backtest, eventsToRun } from "../../src/sim/past/backtest.ts";
import { pastEvents } from "../../src/sim/past/past-events.ts";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { startEngine } from "../run/make.ts";

const ALL = { since: 0, most: 1_000, mostEarlier: 1_000, mostRead: 1_000, mostSize: 1_000_000 };
const bodyOf = (words: string, text: string): string => `
  answer:
    on: message_recieved
    if: { text: { words: [${words}] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "${text}" }
`;
const rulesOf = (words: string, text: string) => compileBody(bodyOf(words, text), makeSettings()).rules;

/** An engine that took texts of two contacts, a minute apart. */
async function engineWithTexts(...texts: readonly (readonly [phone: string, text: string])[]) {
  const engine = await startEngine({ rules: bodyOf("price", "90 dollars") });
  for (const [phone, text] of texts) {
    await engine.text(text, { phone });
    await engine.pass(60_000);
  }
  return engine;
}

test("a backtest tells what fires newly, what no longer, and which texts say something else", async () => {
  const { store } = await engineWithTexts(
    ["15005550101", "price of a check-up"],
    ["15005550102", "cost of a check-up"],
    ["15005550103", "a quote please"],
  );

  const past = await pastEvents(store, ALL);
  const came = await backtest(past, {
    rules: rulesOf("price, cost", "95 dollars"),
    before: rulesOf("price, quote", "90 dollars"),
    ...{ settings: makeSettings(), createEngine: createSimulatedEngine },
  });

  expect([came.before?.fired, came.after.fired]).toEqual([2, 2]);
  expect(came.firings?.added.map(({ lane }) => lane)).toEqual(["+15005550102"]);
  expect(came.firings?.removed.map(({ lane }) => lane)).toEqual(["+15005550103"]);
  expect(came.sends?.changed.map(({ before, after }) => [before.request, after.request])).toMatchObject([
    [{ text: "90 dollars" }, { text: "95 dollars" }],
  ]);
});

test("by what a rule was kept from firing is counted by reason", async () => {
  const { store } = await engineWithTexts(["15005550101", "price?"], ["15005550101", "the price again?"]);
  const rules = rulesOf("price", "90 dollars");

  const past = await pastEvents(store, ALL);
  const parts = { rules, before: null, settings: makeSettings(), createEngine: createSimulatedEngine };
  const [forecast] = (await backtest(past, parts)).after.rules;

  expect(forecast).toMatchObject({ rule: "answer", fired: 1, sent: 1, segments: 1 });
  expect(forecast?.spared.map(({ outcome, count }) => [outcome, count])).toEqual([["limited", 1]]);
});

test("of more events than are asked for the newest are simulated, and the others run before them", async () => {
  const { store } = await engineWithTexts(["15005550101", "price?"], ["15005550101", "the price again?"]);

  const past = await pastEvents(store, { ...ALL, most: 1 });
  const rules = rulesOf("price", "90 dollars");
  const told: number[] = [];
  const came = await backtest(past, {
    ...{ rules, before: rules, settings: makeSettings(), createEngine: createSimulatedEngine },
    onEvent: (done) => void told.push(done),
  });

  expect(past).toMatchObject({ isCut: true, events: [{ text: "the price again?" }], earlier: [{ text: "price?" }] });
  // The limit was used up by the one before.
  expect([came.events, came.after.fired]).toEqual([1, 0]);
  expect(told.at(-1)).toBe(eventsToRun(past, true));
});

test("no more is read than asked for, by number and by length, and it is said from when on", async () => {
  const { store } = await engineWithTexts(
    ["15005550101", "first"],
    ["15005550102", "second"],
    ["15005550103", "third"],
  );
  const all = await pastEvents(store, ALL);

  const byNumber = await pastEvents(store, { ...ALL, mostRead: 2 });
  const byLength = await pastEvents(store, { ...ALL, mostSize: 10 });

  expect(all).toMatchObject({ stoppedAt: null, unknownStates: 0 });
  expect(byNumber.events.map(({ text }) => text)).toEqual(["second", "third"]);
  expect(byNumber.stoppedAt).toBe(all.events[0]?.receivedAt);
  expect(byLength.events.map(({ text }) => text)).toEqual(["third"]);
  expect(byLength.stoppedAt).toBe(all.events[1]?.receivedAt);
});

test("events that are left out are counted and read, and not kept", async () => {
  const { store } = await engineWithTexts(["15005550101", "price?"]);
  const [own] = (await store.listEvents({ limit: 1 })).rows;
  if (own === undefined) throw new Error("no event");
  const echo = { ...own, event: { ...own.event, id: "evt_echo", author: "automation" as const } };
  const echoes = {
    listEvents: () => Promise.resolve({ rows: Array.from({ length: 5 }, () => echo), next: null }),
    listOptStates: () => Promise.resolve({ rows: [], next: null }),
  };

  const whole = await pastEvents(echoes, ALL);
  const stopped = await pastEvents(echoes, { ...ALL, mostRead: 3 });

  expect([whole.events.length, whole.left.echoes, whole.stoppedAt]).toEqual([0, 5, null]);
  expect([stopped.left.echoes, stopped.stoppedAt]).toEqual([3, echo.event.receivedAt]);
});
