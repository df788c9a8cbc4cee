import { describe, expect, test } from "vitest";
import { applyEvent } from "../../../src/core/event/apply-event.ts";
import type { ContactChat } from "../../../src/core/model/contact.ts";
import { makeContact, makeEvent, NOW, PHONE } from "../../helpers/make.ts";

const CHAT: ContactChat = { id: "301", inboxId: "21", status: "open", assigned: "55" };

test("a message tells the contact's name and conversation", () => {
  const conversation = { id: 301, inbox: 21, name: "Ann Lee", status: "open", assigned: 55 };

  const contact = applyEvent(makeContact(), makeEvent({ data: { conversation } }));

  expect(contact).toEqual({ ...makeContact(), name: "Ann Lee", chat: CHAT, newestAt: NOW });
});

test("a chat event is the conversation itself", () => {
  const event = makeEvent({ type: "chat_closed", data: { id: 301, name: "Ann Lee", status: "closed", assigned: "9" } });

  const contact = applyEvent(makeContact(), event);

  expect(contact).toMatchObject({ name: "Ann Lee", chat: { id: "301", status: "closed", assigned: "9" } });
});

test("the fields of other events are not taken for a conversation", () => {
  const event = makeEvent({ type: "target_opt_out", chatId: null, data: { name: "List of January", status: "x" } });

  expect(applyEvent(makeContact(), event)).toMatchObject({ name: null, chat: null });
});

test.each([[""], ["  "], [null], [7]])("the name %j does not replace the one that is known", (name) => {
  const event = makeEvent({ data: { conversation: { id: 301, name } } });

  expect(applyEvent(makeContact({ name: "Ann" }), event).name).toBe("Ann");
});

test("a number becomes known once and stays", () => {
  const lane = makeContact({ lane: "chat:301", phone: null });

  const contact = applyEvent(lane, makeEvent({ lane: "chat:301" }));

  expect(contact.phone).toBe(PHONE);
  expect(applyEvent(contact, makeEvent({ phone: "+12025550199", lane: "chat:301" })).phone).toBe(PHONE);
});

test("the newest time of the lane never goes back", () => {
  const contact = makeContact({ newestAt: NOW });

  expect(applyEvent(contact, makeEvent({ at: NOW - 1 })).newestAt).toBe(NOW);
  expect(applyEvent(contact, makeEvent({ at: NOW + 1 })).newestAt).toBe(NOW + 1);
});

describe("what is known of a conversation", () => {
  test("stays when an event does not speak of it", () => {
    const contact = makeContact({ chat: CHAT });

    expect(applyEvent(contact, makeEvent({ data: { id: 1 } })).chat).toEqual(CHAT);
    expect(applyEvent(contact, makeEvent({ data: { conversation: { id: 301 } } })).chat).toEqual(CHAT);
    expect(applyEvent(contact, makeEvent({ type: "target_opt_in", chatId: null, data: {} })).chat).toEqual(CHAT);
  });

  test("goes when an event says that there is nobody and nothing", () => {
    const event = makeEvent({ data: { conversation: { id: 301, status: null, assigned: null } } });

    expect(applyEvent(makeContact({ chat: CHAT }), event).chat).toEqual({ ...CHAT, status: null, assigned: null });
  });

  test("does not pass on to another conversation", () => {
    const event = makeEvent({ chatId: "302", inboxId: "22", data: { conversation: { id: 302 } } });

    const contact = applyEvent(makeContact({ chat: CHAT }), event);

    expect(contact.chat).toEqual({ id: "302", inboxId: "22", status: null, assigned: null });
  });

  test("is not overwritten by an event that came late", () => {
    const contact = makeContact({ name: "Ann", chat: CHAT, newestAt: NOW });
    const data = { id: 301, name: "Old", status: "closed" };
    const event = makeEvent({ type: "chat_closed", at: NOW - 60_000, late: true, data });

    expect(applyEvent(contact, event)).toEqual(contact);
  });
});

test("a conversation with others is known from then on, of whatever event, and twenty of them are kept", () => {
  const shared = (chatId: string, late = false) => makeEvent({ chatId, isChatShared: true, late });
  const contact = [shared("301"), shared("302", true), shared("301"), makeEvent({ chatId: "303" })].reduce(
    applyEvent,
    makeContact(),
  );
  expect(contact.sharedChatIds).toEqual(["301", "302"]);

  const many = Array.from({ length: 25 }, (_, index) => shared(String(index))).reduce(applyEvent, makeContact());
  expect(many.sharedChatIds).toHaveLength(20);
  expect(many.sharedChatIds?.at(-1)).toBe("24");
  expect(applyEvent(makeContact(), makeEvent({ chatId: null, isChatShared: true })).sharedChatIds).toBeUndefined();
});
