import { describe, expect, test } from "vitest";
import { normalise } from "../../src/core/event/normalise.ts";
import type { Event } from "../../src/core/model/event.ts";
import type { TestEvent } from "../../src/core/model/ruleset/rule-test.ts";
import { EVENT_TYPES } from "../../src/core/event/vocabulary.ts";
import { envelopeOf, TEST_PHONE } from "../../src/sim/test-events.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { sha256 } from "../helpers/compile.ts";
import { NOW } from "../helpers/make.ts";

function eventOf(overrides: Partial<TestEvent>, serial = 0): Event {
  const event: TestEvent = {
    afterMs: 0,
    source: null,
    type: "message_recieved",
    id: null,
    author: null,
    fields: {},
    ...overrides,
  };
  const envelope = envelopeOf(event, { phone: TEST_PHONE, country: "US", now: NOW, serial });
  const arrival = { kind: "delivery", envelope, source: "test", dry: false, tokenLabel: "1" } as const;
  return normalise({ arrival, receivedAt: NOW, eventId: "evt_1", digest: sha256 }).event;
}

test.each(EVENT_TYPES)("%s is an event of the contact at the time of the clock", (type) => {
  expect(eventOf({ type })).toMatchObject({ type, phone: TEST_PHONE, lane: TEST_PHONE, at: NOW });
});

test("the fields of a message are where Heymarket puts them", () => {
  const fields = {
    text: "Hi",
    inbox: "101",
    status: "sent",
    media: "https://x.test/a.png",
    chat_id: "77",
    local_id: "l1",
  };

  const event = eventOf({ type: "message_sent", author: "human", fields });

  expect(event).toMatchObject({
    text: "Hi",
    inboxId: "101",
    status: "sent",
    media: ["https://x.test/a.png"],
    chatId: "77",
    localId: "l1",
    author: "human",
  });
});

test("the fields of a chat event are where Heymarket puts them", () => {
  const event = eventOf({ type: "chat_closed", fields: { inbox: "101", chat_id: "77", status: "closed" } });

  expect(event).toMatchObject({ chatId: "77", inboxId: "101", status: "closed" });
});

test("an opt-out names the number and the inbox", () => {
  const event = eventOf({ type: "target_opt_out", fields: { inbox: "101", phone: "+12025550147" } });

  expect(event).toMatchObject({ phone: "+12025550147", inboxId: "101", chatId: null });
});

test("the vendor's own fields can be given, and taken away", () => {
  const event = eventOf({ fields: { text: "Hi", event_data: { broadcast_id: 5, conversation: null } } });

  expect(event.data).toMatchObject({ broadcast_id: 5, text: "Hi" });
  expect(event.chatId).toBeNull();
});

test("what is given of a conversation lies over what it has by itself", () => {
  const fields = { inbox: "101", event_data: { conversation: { assigned: 3, target: null } } };

  const event = eventOf({ fields });

  expect(event).toMatchObject({ inboxId: "101", chatId: "9001" });
  expect(event.data["conversation"]).toEqual({ id: 9001, inbox: "101", assigned: 3 });
});

test("ids are fresh unless given", () => {
  expect(eventOf({}, 1).data["id"]).not.toBe(eventOf({}, 2).data["id"]);
  expect(eventOf({ id: "42" }).data["id"]).toBe("42");
});

test("a type that cannot be one is an error", () => {
  expect(() => eventOf({ type: "" })).toThrow("type");
});

describe("a virtual clock", () => {
  test("stands still until it is moved, and never goes back", () => {
    const clock = createVirtualClock(NOW);

    const seen = [clock.now()];
    clock.moveTo(NOW + 5);
    seen.push(clock.now());
    clock.moveTo(NOW);
    seen.push(clock.now());

    expect(seen).toEqual([NOW, NOW + 5, NOW + 5]);
  });
});
