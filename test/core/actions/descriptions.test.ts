import { expect, test } from "vitest";
import { actionOf } from "../../../src/core/actions/registry.ts";
import type { Description } from "../../../src/core/actions/definition.ts";

function written(description: Description): readonly string[] {
  return description.map((phrase) => (phrase.kind === "payload" ? JSON.stringify(phrase.value) : phrase.text));
}

test("a line to a team chat is told as the rule says it and as it went out", () => {
  const notify = actionOf("notify");

  expect(
    written(notify.describeSpec({ action: "notify", connection: "slack", text: "Hi {{ contact.name }}" })),
  ).toEqual(["notify slack:", "Hi {{ contact.name }}"]);
  expect(written(notify.describeRequest({ connection: "slack", text: "Hi Ann" }, null))).toEqual([
    "notify slack:",
    "Hi Ann",
  ]);
});

const SENDER = { inbox_id: "21", creator_id: 55 };
const CHAT = { inbox_id: "21", chat_id: "9", phone: "+12025550147", user_id: 55 };
const PHONE = "+12025550147";
const CONTACT = { first: "Bo", last: null, email: "bo@example.com", custom: { Plan: "gold" }, assignee: 56 };

test.each([
  [actionOf("contact").describeSpec({ action: "contact", ...CONTACT }), "contact: set first, email, assignee, Plan"],
  [
    actionOf("contact").describeRequest({ phone: PHONE, ...CONTACT }, null),
    'contact: set {"first":"Bo","email":"bo@example.com","Plan":"gold","assignee":56}',
  ],
  [actionOf("list").describeSpec({ action: "list", add: ["VIP"], remove: [7] }), "list +VIP -7"],
  [actionOf("list").describeRequest({ phone: PHONE, add: ["VIP"], remove: [7] }, null), "list +VIP -7"],
  [actionOf("opt_out").describeSpec({ action: "opt_out" }), "opt the contact out"],
  [actionOf("opt_out").describeRequest({ phone: PHONE }, null), "opt the contact out"],
  [actionOf("assign").describeSpec({ action: "assign", user: 56 }), "assign to 56"],
  [actionOf("assign").describeRequest({ ...CHAT, user: 56 }, null), "assign to 56"],
  [actionOf("transfer").describeSpec({ action: "transfer", inboxId: "22" }), "transfer to inbox 22"],
  [actionOf("transfer").describeRequest({ chat_id: "9", transfer_inbox_id: "22" }, null), "transfer to inbox 22"],
  [actionOf("open").describeSpec({ action: "open" }), "open the conversation"],
  [actionOf("open").describeRequest(CHAT, null), "open the conversation"],
  [actionOf("close").describeSpec({ action: "close" }), "close the conversation"],
  [actionOf("close").describeRequest(CHAT, null), "close the conversation"],
  [
    actionOf("send_survey").describeSpec({
      ...{ action: "send_survey", purpose: "service", inboxId: null, sender: null, survey: 81 },
    }),
    "send_survey (service) 81",
  ],
  [
    actionOf("send_survey").describeRequest({ ...SENDER, phone: PHONE, chat_id: null, survey: 81 }, "service"),
    "send_survey (service) 81 to +12025550147",
  ],
  [
    actionOf("schedule_message").describeSpec({
      ...{ action: "schedule_message", purpose: "service", inboxId: null, sender: null },
      ...{ text: null, template: 91, at: "2026-03-09T08:00:00-05:00", afterMs: null },
    }),
    "schedule_message (service) at 2026-03-09T08:00:00-05:00: template 91",
  ],
  [
    actionOf("schedule_message").describeRequest(
      { ...SENDER, phone: PHONE, text: null, template: 91, execute_at: "2026-03-09T13:00:00Z" },
      null,
    ),
    "schedule_message (service) to +12025550147 at 2026-03-09T13:00:00Z: template 91",
  ],
  [
    actionOf("send_email").describeSpec({
      ...{ action: "send_email", purpose: "service", inboxId: null, sender: null },
      ...{ to: ["a@example.com"], cc: [], subject: "Hi", text: "Words" },
    }),
    "send_email (service) to a@example.com: Hi",
  ],
  [
    actionOf("send_email").describeRequest(
      { ...SENDER, phone: PHONE, to: ["a@example.com"], cc: [], subject: "Hi", text: "Words" },
      null,
    ),
    "send_email (service) to a@example.com: Hi Words",
  ],
])("a step of Heymarket is told in words: %#", (description, wanted) => {
  expect(written(description).join(" ")).toBe(wanted);
});

test.each([
  [
    actionOf("note").describeSpec({ action: "note", text: "Call {{ contact.first }}" }),
    "note Call {{ contact.first }}",
  ],
  [
    actionOf("tag").describeSpec({ action: "tag", add: ["vip"], remove: ["new"], inHeymarket: true, inLocal: false }),
    "tag +vip -new",
  ],
  [actionOf("tag").describeRequest({ phone: PHONE, add: ["vip"], remove: [] }, null), "tag add vip"],
])("a step that writes in a conversation is told in words: %#", (description, wanted) => {
  expect(written(description).join(" ")).toBe(wanted);
});

const TO = { action: "send_message", purpose: "service", to: PHONE, inboxId: null, sender: null } as const;

test.each([
  [{ text: "Hi", templateId: null, media: null }, `send_message (service) to ${PHONE}: Hi`],
  [{ text: null, templateId: 91, media: null }, `send_message (service) to ${PHONE}: template 91`],
  [
    { text: null, templateId: null, media: "https://example.com/a.png" },
    `send_message (service) to ${PHONE}: https://example.com/a.png`,
  ],
])("a text is told by what it says first of all: %#", (says, wanted) => {
  expect(written(actionOf("send_message").describeSpec({ ...TO, ...says })).join(" ")).toBe(wanted);
});

test("a call is told by its method and address, and what went out with it", () => {
  const http = actionOf("http");
  const call = { connection: "crm", method: "POST", path: "/people" } as const;

  expect(
    written(http.describeSpec({ action: "http", ...call, headers: {}, json: null, form: null, body: null })),
  ).toEqual(["http crm POST /people"]);
  expect(written(http.describeRequest({ ...call, query: { a: "1" }, json: { b: 2 }, headers: {} }, null))).toEqual([
    "http crm POST",
    '"/people"',
    '{"a":"1"}',
    '{"b":2}',
  ]);
});

test("an event of a rule's own is told by its name, and by its data when it was raised", () => {
  const emit = actionOf("emit");
  const event = "custom.booked";

  expect(written(emit.describeSpec({ action: "emit", event, data: {} }))).toEqual(["emit custom.booked"]);
  expect(written(emit.describeRequest({ event, data: { at: "noon" } }, null))).toEqual([
    "emit custom.booked",
    '{"at":"noon"}',
  ]);
});
