import { describe, expect, test } from "vitest";
import type { OptState } from "../../../src/core/model/event.ts";
import { buildRuleData, inboxName } from "../../../src/core/language/rule-data.ts";
import type { RuleDataInput } from "../../../src/core/language/rule-data.ts";
import type { Calendar } from "../../../src/core/model/ruleset/settings.ts";
import { makeContact, makeEvent, makeSettings, NOW, PHONE } from "../../helpers/make.ts";

function ruleDataOf(overrides: Partial<RuleDataInput> = {}) {
  return buildRuleData({
    event: makeEvent(),
    contact: makeContact(),
    optState: null,
    settings: makeSettings(),
    at: NOW,
    ...overrides,
  });
}

function optState(state: OptState["state"]): OptState {
  return { phone: PHONE, state, optedOutAt: null, changedAt: NOW, reason: "text was STOP" };
}

test("the event stands with its inbox by name and its times in UTC", () => {
  const event = makeEvent({ receivedAt: NOW + 1_500, localId: "l1", status: "sent", media: ["a.png"], late: true });

  const ruleData = ruleDataOf({ event });

  expect(ruleData["event"]).toEqual({
    type: "message_recieved",
    source: "heymarket",
    at: "2026-01-02T20:00:00Z",
    received_at: "2026-01-02T20:00:01.500Z",
    inbox: "support",
    author: "contact",
    text: "hello",
    reaction: null,
    reaction_to: null,
    status: "sent",
    media: ["a.png"],
    local_id: "l1",
    chat_id: "301",
    late: true,
  });
  expect(ruleData["event_data"]).toEqual({ id: 1, text: "hello" });
});

test("an inbox without a configured name goes by its id, no inbox by nothing", () => {
  expect(inboxName("22", makeSettings())).toBe("sales");
  expect(inboxName("999", makeSettings())).toBe("999");
  expect(inboxName(null, makeSettings())).toBeNull();
});

test("the contact stands with what is known of it", () => {
  const contact = makeContact({ name: "Ann Lee", first: "Ann", tags: ["vip"], custom: { code: "A1" } });

  expect(ruleDataOf({ contact })["contact"]).toEqual({
    phone: PHONE,
    name: "Ann Lee",
    first: "Ann",
    last: null,
    tags: ["vip"],
    opted_out: false,
    held: false,
    last_delivery: null,
    timezone: null,
    owner: null,
    read_at: null,
    custom: { code: "A1" },
  });
});

test.each([
  ["out", { opted_out: true, held: false }],
  ["held", { opted_out: false, held: true }],
  ["in", { opted_out: false, held: false }],
] as const)("a contact whose opt state is %s", (state, wanted) => {
  expect(ruleDataOf({ optState: optState(state) })["contact"]).toMatchObject(wanted);
});

test("the conversation stands with its status and owner, null when it is not known", () => {
  const chat = { id: "301", inboxId: "21", status: "closed", assigned: "55" };

  expect(ruleDataOf({ contact: makeContact({ chat }) })["chat"]).toEqual({ status: "closed", assigned: "55" });
  expect(ruleDataOf()["chat"]).toEqual({ status: null, assigned: null });
});

test("variables, steps, error and history are empty unless given", () => {
  expect(ruleDataOf()).toMatchObject({ vars: {}, steps: {}, error: null, history: [] });
  expect(ruleDataOf({ error: null })["error"]).toBeNull();
});

test("variables, steps, error and history stand as given", () => {
  const error = { message: "gone", step: "do/0", code: "http_404" } as const;

  const ruleData = ruleDataOf({ vars: { x: 1 }, steps: { push: { status: 200 } }, error, histories: [2] });

  expect(ruleData).toMatchObject({ vars: { x: 1 }, steps: { push: { status: 200 } }, error, history: [2] });
});

test("the organisation stands as configured", () => {
  expect(ruleDataOf()["org"]).toEqual({ name: "Acme Dental" });
});

describe("calendars", () => {
  test("say whether they are open at the given moment, and when that changes, in their own zone", () => {
    expect(ruleDataOf()).toMatchObject({
      now: "2026-01-02T20:00:00Z",
      calendar: {
        shop: {
          open: true,
          next_open: "2026-01-05T09:00:00-05:00",
          next_close: "2026-01-02T17:00:00-05:00",
          reason: null,
        },
      },
    });
  });

  test("say that they are closed, and why", () => {
    const shop = makeSettings().calendars["shop"];
    const closed = { ...(shop as Calendar), dates: { "2026-01-02": { spans: [], reason: "for stocktaking" } } };

    const ruleData = ruleDataOf({ settings: makeSettings({ calendars: { shop: closed } }) });

    expect(ruleData["calendar"]).toMatchObject({ shop: { open: false, reason: "for stocktaking" } });
  });

  test("that never open name no time", () => {
    const never: Calendar = { name: "never", timezone: "UTC", weekly: [[], [], [], [], [], [], []], dates: {} };

    const ruleData = ruleDataOf({ settings: makeSettings({ calendars: { never } }) });

    expect(ruleData["calendar"]).toEqual({ never: { open: false, next_open: null, next_close: null, reason: null } });
  });

  test("are not worked out unless they are read, and then once", () => {
    let reads = 0;
    const shop = {
      ...(makeSettings().calendars["shop"] as Calendar),
      get timezone() {
        reads += 1;
        return "America/New_York";
      },
    };
    const ruleData = ruleDataOf({ settings: makeSettings({ calendars: { shop } }) });
    const readsBefore = reads;

    const first = JSON.stringify(ruleData["calendar"]);
    const readsAfterOne = reads;
    const second = JSON.stringify(ruleData["calendar"]);

    expect(readsBefore).toBe(0);
    expect(readsAfterOne).toBeGreaterThan(0);
    expect(reads).toBe(readsAfterOne);
    expect(second).toBe(first);
  });
});
