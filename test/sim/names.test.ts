import { expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { runOne } from "./make.ts";

const settings = makeSettings({
  names: { members: { lead: 56 }, surveys: { visit: 81 }, templates: { hours: 91 }, lists: { vip: 71 } },
  inboxes: { sales: "102", support: "21" },
});
const EVENT = ["now: 2026-05-08T10:00:00Z", "events: [{ event: message_recieved, inbox: support, text: NAME }]"];

function written(name: string): readonly string[] {
  return EVENT.map((line) => line.replace("NAME", name));
}

test.each([
  ["assign: { user: '{{ event.text }}' }", "lead", "assign: { user: lead }"],
  ["contact: { set: { assignee: '{{ event.text }}' } }", "lead", "contact: { assignee: lead }"],
  ["send_survey: { purpose: service, survey: '{{ event.text }}' }", "visit", "send_survey: { survey: visit }"],
  ["send_message: { purpose: reply, template: '{{ event.text }}' }", "hours", "send_message: { template: hours }"],
  ["send_message: { purpose: reply, text: Hi, inbox: '{{ event.text }}' }", "sales", "send_message: { inbox: sales }"],
  [
    "schedule_message: { purpose: service, template: '{{ event.text }}', after: 2h }",
    "hours",
    "schedule_message: { template: hours }",
  ],
  ["list: { add: ['{{ event.text }}'] }", "vip", "list: { add: [vip] }"],
])("%s looks %s up in heyrules.yaml", async (step, name, expected) => {
  const rule = ["on: message_received", "limits: { once_per: 1h }", `do: [{ ${step} }]`];

  const { failure, runs } = await runOne(rule, [...written(name), `expect: [{ ${expected} }]`], settings);

  expect(failure).toBeNull();
  expect(JSON.stringify(runs[0]?.effects[0]?.request)).toMatch(/56|81|91|102|71/);
});

test("transfer takes a name that a template writes, and says when there is no such inbox", async () => {
  const rule = ["on: message_received", "do: [{ transfer: { inbox: '{{ event.text }}' } }]"];
  const chat = (name: string): readonly string[] =>
    written(name).map((line) => line.replace("text:", "chat_id: 5, text:"));

  const found = await runOne(rule, [...chat("sales"), "expect: [{ transfer: { inbox: sales } }]"], settings);
  const missed = await runOne(rule, [...chat("sale"), "expect: []"], settings);

  expect(found.failure).toBeNull();
  expect(missed.failure).toEqual(['do/0 failed: there is no inbox "sale" in heyrules.yaml; did you mean "sales"?']);
});

test("a name that stands for an id is shown with it", async () => {
  const rule = ["on: message_received", "do: [{ assign: { user: 57 } }]"];

  const { failure } = await runOne(rule, [...written("hi"), "expect: [{ assign: { user: lead } }]"], settings);

  expect(failure?.[0]).toContain('wanted assign {"user":"lead (56)"}, got assign {');
});
