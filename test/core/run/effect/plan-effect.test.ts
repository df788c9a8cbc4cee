import { describe, expect, test } from "vitest";
import { effectId } from "../../../../src/core/base/ids.ts";
import type { PlannedEffect } from "../../../../src/core/run/effect/plan-effect.ts";
import { planEffect } from "../../../../src/core/run/effect/plan-effect.ts";
import type { EffectInstruction, RunContext } from "../../../../src/core/run/run-context.ts";
import type { RunView } from "../../../../src/core/run/run-view.ts";
import { buildRuleData } from "../../../../src/core/language/rule-data.ts";
import {
  fieldOf,
  makeContact,
  makeContext,
  makeEffect,
  makeEvent,
  makeRun,
  makeSettings,
  NOW,
  PHONE,
} from "../../../helpers/make.ts";
import { compileOne } from "../../../helpers/rules.ts";

/** The instruction a step of a rule file compiles to. */
function step(written: string): EffectInstruction {
  const rule = compileOne(["on: message_received", "do:", `  - ${written}`]);
  const [instruction] = rule.program;
  if (instruction?.op !== "effect") throw new Error("the step has no effect");
  return instruction;
}

type Overrides = Partial<RunContext & Omit<RunView, "run">>;

function plan(written: string, overrides: Overrides = {}, run = makeRun()): PlannedEffect {
  const { contact = makeContact(), effects = [], ...others } = overrides;
  const context = makeContext(others);
  const ruleData = buildRuleData({ ...context, contact, at: context.now, vars: run.vars });
  return planEffect({ run, contact, effects }, step(written), { ...context, ruleData });
}

function requestOf(written: string, overrides: Overrides = {}) {
  return plan(written, overrides).effect.request;
}

const TEXT = "send_message: { purpose: reply, text: Hi }";

test("a row is planned once: its id and local id come from run and place", () => {
  const run = makeRun({ cursor: 3 });

  const { effect } = plan(TEXT, {}, run);

  const id = effectId(makeContext().digest, { runId: "run_1", cursor: 3, item: null });
  expect(effect).toEqual({
    id,
    runId: "run_1",
    eventId: "evt_1",
    ruleId: "reply",
    lane: PHONE,
    path: "do/0",
    action: "send_message",
    delivery: null,
    status: "planned",
    request: {
      phone: PHONE,
      chat_id: null,
      inbox_id: "21",
      creator_id: 55,
      text: "Hi",
      template_id: null,
      media_url: null,
    },
    phone: PHONE,
    localId: `local ${id}`,
    purpose: "reply",
    textDigest: "digest of hi",
    attempts: [],
    deadlineAt: null,
    search: null,
    result: null,
    reason: null,
    guard: null,
    plannedAt: NOW,
    dueAt: null,
    settledAt: null,
  });
});

test("a row that exists already is taken as it is: nothing is rendered again, no tag changed again", () => {
  const id = effectId(makeContext().digest, { runId: "run_1", cursor: 0, item: null });
  const existing = makeEffect({ id, action: "tag", request: { phone: PHONE, add: ["old"], remove: [] } });

  const { effect, contact } = plan("tag: { add: [new] }", { effects: [makeEffect({ id: "eff_other" }), existing] });

  expect(effect).toBe(existing);
  expect(contact).toEqual(makeContact());
});

describe("a text", () => {
  test("is rendered with all the run knows", () => {
    const text = 'send_message: { purpose: service, text: "{{ contact.name }} at {{ org.name }}: {{ event.text }}" }';

    const request = requestOf(text, { contact: makeContact({ name: "Ann" }) });

    expect(fieldOf(request, "text")).toBe("Ann at Acme Dental: hello");
  });

  test("can be a template of Heymarket with media; then its id is digested", () => {
    const written = 'send_message: { purpose: marketing, template: 9, media: "https://x.test/{{ event.inbox }}.png" }';

    const { effect } = plan(written);

    expect(effect.request).toMatchObject({ text: null, template_id: 9, media_url: "https://x.test/support.png" });
    expect(effect).toMatchObject({ purpose: "marketing", textDigest: "digest of template 9" });
  });

  test("that comes out blank is not sent", () => {
    const written = "send_message: { purpose: reply, text: \"{{ event.status | default: ' ' }}\" }";

    expect(() => plan(written)).toThrow("the text came out empty");
  });

  test("whose data is absent is not sent", () => {
    expect(() => plan('send_message: { purpose: reply, text: "{{ contact.name }}" }')).toThrow(
      "contact.name is not known",
    );
  });

  test.each([
    'send_message: { purpose: reply, text: "You said {{ event.text }}" }',
    'schedule_message: { purpose: service, after: 1h, text: "You said {{ event.text }}" }',
    'send_email: { purpose: service, to: [a@x.test], subject: Hi, text: "You said {{ event.text }}" }',
    'note: { text: "You said {{ event.text }}" }',
  ])("with a placeholder the contact wrote keeps it inert for Heymarket, which would fill it in: %s", (written) => {
    const request = requestOf(written, { event: makeEvent({ text: "{{org.name}}" }) });

    expect(fieldOf(request, "text")).toBe("You said {\u200B{org.name}}");
  });

  test.each([
    ["text", 'notify: { connection: slack, text: "You said {{ event.text }}" }'],
    ["body", 'http: { connection: crm, method: POST, path: /x, body: "You said {{ event.text }}" }'],
  ])("that goes elsewhere has the contact's words as they are: %s of %s", (key, written) => {
    const request = requestOf(written, { event: makeEvent({ text: "{{org.name}} {%x" }) });

    expect(fieldOf(request, key)).toBe("You said {{org.name}} {%x");
  });
});

describe("the recipient", () => {
  test("is the contact's number", () => {
    const contact = makeContact({ phone: "+12025550199" });

    expect(requestOf(TEXT, { contact })).toMatchObject({ phone: "+12025550199", chat_id: null });
  });

  test("cannot be a contact without a number", () => {
    const contact = makeContact({ phone: null });

    expect(() => plan(TEXT, { contact })).toThrow("the event names no number, so there is nobody to text");
  });

  const TO_CHAT = "send_message: { purpose: reply, text: Hi, to: chat }";

  test("is the conversation of the event, with the number it belongs to", () => {
    expect(requestOf(TO_CHAT)).toMatchObject({ phone: PHONE, chat_id: "301" });
  });

  test("is the last known conversation when the event names none", () => {
    const chat = { id: "77", inboxId: "22", status: null, assigned: null };

    const request = requestOf(TO_CHAT, { event: makeEvent({ chatId: null }), contact: makeContact({ chat }) });

    expect(fieldOf(request, "chat_id")).toBe("77");
  });

  test("cannot be a conversation nobody knows, nor one whose number nobody knows", () => {
    expect(() => plan(TO_CHAT, { event: makeEvent({ chatId: null }) })).toThrow("use `to: contact`");
    expect(() => plan(TO_CHAT, { event: makeEvent({ isChatShared: true }) })).toThrow("use `to: contact`");
    const seen = { event: makeEvent({ chatId: "77" }), contact: makeContact({ sharedChatIds: ["77"] }) };
    expect(() => plan(TO_CHAT, seen)).toThrow("use `to: contact`");
    expect(() => plan(TO_CHAT, { contact: makeContact({ phone: null }) })).toThrow("there is nobody to text");
  });

  test("can be a number, written or rendered, in whatever form", () => {
    const written = 'send_message: { purpose: service, text: Hi, to: "(202) 555-0147" }';
    const rendered = 'send_message: { purpose: service, text: Hi, to: "{{ event_data.manager }}" }';
    const event = makeEvent({ data: { manager: 12025550148 } });

    expect(requestOf(written)).toMatchObject({ phone: "+12025550147", chat_id: null });
    expect(fieldOf(requestOf(rendered, { event }), "phone")).toBe("+12025550148");
  });

  test("cannot be a text that is no number", () => {
    const rendered = 'send_message: { purpose: service, text: Hi, to: "{{ event.text }}" }';

    expect(() => plan(rendered)).toThrow("`to` is no phone number of US");
  });
});

describe("the sender", () => {
  test("is what the step says", () => {
    expect(requestOf("send_message: { purpose: reply, text: Hi, inbox: sales, sender: 7 }")).toMatchObject({
      inbox_id: "22",
      creator_id: 7,
    });
  });

  test("is the inbox of the last known conversation when the event names none", () => {
    const chat = { id: "77", inboxId: "22", status: null, assigned: null };

    const request = requestOf(TEXT, { event: makeEvent({ inboxId: null }), contact: makeContact({ chat }) });

    expect(fieldOf(request, "inbox_id")).toBe("22");
  });

  test("must be known", () => {
    expect(() => plan(TEXT, { event: makeEvent({ inboxId: null }) })).toThrow("add `inbox:` to the step");
    expect(() => plan(TEXT, { settings: makeSettings({ sender: null }) })).toThrow("set heymarket.sender");
  });
});

test("a note names the conversation, the contact and the member who wrote it", () => {
  const { effect } = plan('note: { text: "Asked: {{ event.text }}" }');

  expect(effect).toMatchObject({ action: "note", purpose: null, textDigest: null, localId: `local ${effect.id}` });
  expect(effect.request).toEqual({
    phone: PHONE,
    chat_id: "301",
    inbox_id: "21",
    creator_id: 55,
    text: "Asked: hello",
  });
});

describe("a tag", () => {
  test("changes the record of the contact with its row, and has still to change Heymarket's", () => {
    const contact = makeContact({ tags: ["lead", "old"] });

    const planned = plan("tag: { add: [vip, lead], remove: old }", { contact });

    expect(planned.contact.tags).toEqual(["lead", "vip"]);
    expect(planned.effect).toMatchObject({
      status: "planned",
      localId: null,
      request: { phone: PHONE, add: ["vip", "lead"], remove: ["old"] },
    });
  });

  test("is rendered, in the record of the contact as in Heymarket", () => {
    const contact = makeContact({ tags: ["was-support"] });
    const written = 'tag: { add: ["in-{{ event.inbox }}"], remove: ["was-{{ event.inbox }}"] }';

    const planned = plan(written, { contact });

    expect(planned.effect.request).toMatchObject({ add: ["in-support"], remove: ["was-support"] });
    expect(planned.contact.tags).toEqual(["in-support"]);
  });

  test("that is local only is done with its row, and needs no number", () => {
    const planned = plan("tag: { add: vip, in: local }", { contact: makeContact({ phone: null }) });

    expect(planned.effect).toMatchObject({ status: "done", settledAt: NOW });
    expect(planned.contact.tags).toEqual(["vip"]);
  });

  test("that is Heymarket's only leaves the record of the contact alone", () => {
    const planned = plan("tag: { add: vip, in: heymarket }");

    expect(planned.effect.status).toBe("planned");
    expect(planned.contact.tags).toEqual([]);
  });

  test("cannot reach Heymarket without a number", () => {
    const contact = makeContact({ phone: null });

    expect(() => plan("tag: { add: vip }", { contact })).toThrow("so there is no contact to tag");
  });
});

describe("an HTTP call", () => {
  test("is rendered in its path, headers and JSON; a lone placeholder keeps its type", () => {
    const written =
      'http: { connection: crm, method: PUT, path: "/c/{{ contact.phone | url_encode }}", headers: { x-inbox: "{{ event.inbox }}" },' +
      ' json: { late: "{{ event.late }}", text: "said {{ event.text }}", list: ["{{ event.chat_id }}"] } }';

    expect(requestOf(written)).toEqual({
      connection: "crm",
      method: "PUT",
      path: "/c/%2B12025550100",
      headers: { "x-inbox": "support" },
      json: { late: false, text: "said hello", list: ["301"] },
    });
  });

  test("has its query as data: a list repeats, a lone placeholder keeps its type", () => {
    const written =
      'http: { connection: crm, method: GET, path: /c, query: { q: "{{ event.text }}", late: "{{ event.late }}", in: [a, b] } }';

    expect(requestOf(written)).toMatchObject({ path: "/c", query: { q: "hello", late: false, in: ["a", "b"] } });
  });

  test("can carry a form, a plain body or nothing", () => {
    const head = "connection: crm, method: POST, path: /x";

    expect(requestOf(`http: { ${head}, form: { text: "{{ event.text }}" } }`)).toMatchObject({
      form: { text: "hello" },
    });
    expect(requestOf(`http: { ${head}, body: "<t>{{ event.text }}</t>" }`)).toMatchObject({ body: "<t>hello</t>" });
    expect(Object.keys(requestOf(`http: { ${head} }`))).toEqual(["connection", "method", "path", "headers"]);
  });

  test("is no text: it has no local id, purpose or digest", () => {
    const { effect } = plan("http: { connection: crm, method: GET, path: /x }");

    expect(effect).toMatchObject({ localId: null, purpose: null, textDigest: null });
  });
});

test("a notice names its connection and its text, which cannot be blank", () => {
  expect(requestOf('notify: { connection: slack, text: "{{ event.text }}!" }')).toEqual({
    connection: "slack",
    text: "hello!",
  });
  expect(() =>
    plan('notify: { connection: slack, text: "{{ event.text }}" }', { event: makeEvent({ text: " " }) }),
  ).toThrow("the text came out empty");
});
