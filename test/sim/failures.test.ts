import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import { backtest } from "../../src/sim/past/backtest.ts";
import { partedEvents } from "../../src/sim/past/past-events.ts";
import { makeEvent, makeSettings, NOW } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { runTests } from "./make.ts";

const UNKNOWN = 'contact.custom.nick is not known; add `| default: "…"`';
const EVENTS = ["evt_1", "evt_2"].map((id, index) =>
  makeEvent({ id, receivedAt: NOW + index * 60_000, data: { id, text: "hi", phone: "15105550100" } }),
);

/** What rules come to on two texts. */
async function forecast(body: string, change: (rule: Rule) => Rule = (rule) => rule) {
  const rules = compileBody(body).rules.map(change);
  const past = partedEvents(EVENTS, { since: 0, most: 100 });
  const parts = { before: null, settings: makeSettings(), createEngine: createSimulatedEngine };
  return (await backtest(past, { rules, ...parts })).after;
}

test("runs that fail are counted by rule, and told with step, code and reason, alike ones together", async () => {
  const { failed, failures, rules } = await forecast(`
greet: { on: message_received, do: [{ log: "{{ contact.custom.nick }}" }] }
note: { on: message_received, do: [{ log: seen }] }`);

  expect(failed).toBe(2);
  expect(rules).toMatchObject([
    { rule: "greet", fired: 2, failed: 2 },
    { rule: "note", fired: 2, failed: 0 },
  ]);
  expect(failures).toMatchObject([
    {
      ...{ kind: "failed", rule: "greet", step: "do/0", code: "step_failed", message: UNKNOWN },
      ...{ count: 2, root: "evt_1" },
    },
  ]);
});

test("a run that goes on behind a step that failed is told, and is no failed run", async () => {
  const { failed, failures } = await forecast(`
greet:
  on: message_received
  do:
    - note: { text: "{{ contact.custom.nick }}" }
      on_error: continue
    - log: on`);

  expect(failed).toBe(0);
  expect(failures).toMatchObject([{ kind: "handled", rule: "greet", step: "do/0", count: 2 }]);
});

test("a rule that could not be evaluated is told, and an event on which that ends everything", async () => {
  const variable = await forecast(`
greet: { on: message_received, vars: { n: "{{ contact.custom.nick }}" }, do: [{ log: x }] }`);
  const broken = await forecast(
    "greet: { on: message_received, do: [{ log: x }] }",
    (rule) => ({ ...rule, condition: { kind: "test", logic: {} } }) as unknown as Rule,
  );

  expect(variable.failures).toMatchObject([
    { kind: "not_evaluated", rule: "greet", code: null, message: `vars or key could not be rendered: ${UNKNOWN}` },
  ]);
  expect(broken.failures).toMatchObject([{ kind: "event_parked", rule: null, code: "engine_error", count: 2 }]);
});

test("a rule that cannot be evaluated on an event that another one raises fails the test", async () => {
  const [result] = await runTests(`
ask:
  on: message_received
  do: [{ emit: { event: custom.asked, data: { a: 1 } } }]
  tests:
    - name: it asks
      now: 2026-01-02T15:00:00-05:00
      rules: [ask, answer]
      events: [{ event: message_received, inbox: support, text: hello }]
      expect: [{ emit: {} }]
answer: { on: custom.asked, vars: { n: "{{ contact.custom.nick }}" }, do: [{ log: x }] }`);

  expect(result?.failure).toEqual([`vars or key could not be rendered: ${UNKNOWN}`]);
});
