import { expect, test } from "vitest";
import { actionOf } from "../../../../src/core/actions/registry.ts";
import { createContact } from "../../../../src/core/model/contact.ts";
import { makeEvent, makeSettings } from "../../../helpers/make.ts";
import { isFresh, withRecord } from "../../../../src/core/model/contact-record.ts";

const AT = 1_000_000;
const READ = {
  ...{ readAt: AT - 1, isKnown: true, name: null, first: "Ann", last: "Lee", tags: [], owner: null, timezone: null },
  custom: {},
};

test("what a rule writes to Heymarket's record of a contact makes the record that was read old", () => {
  const { inner } = actionOf("contact");
  const spec = { action: "contact", first: "Bo", last: null, email: null, custom: {}, assignee: null } as const;
  const request = {
    phone: "+12025550147",
    first: "Bo",
    last: null,
    email: null,
    custom: { Plan: "gold" },
    assignee: null,
  };
  const before = withRecord(createContact("+12025550147", "+12025550147"), READ);

  const after = inner?.contactAfter(before, {
    spec,
    request,
    event: makeEvent(),
    movedTo: null,
    now: AT,
    effectId: "eff_1",
    digest: (text) => text,
  });

  expect(isFresh(before, AT, 600_000)).toBe(true);
  expect(after).toMatchObject({ first: "Bo", last: before.last, custom: { Plan: "gold" }, outdatedAt: AT });
  expect(after !== undefined && isFresh(after, AT, 600_000)).toBe(false);
});

test("what comes out as no e-mail address is refused before Heymarket is asked", () => {
  const spec = { action: "contact", first: null, last: null, email: "{{ x }}", custom: {}, assignee: null } as const;
  const phone = "+12025550147";
  const context = {
    ...{ event: makeEvent(), contact: createContact(phone, phone), movedTo: null, settings: makeSettings(), now: AT },
    ...{
      text: () => "nobody",
      message: () => "nobody",
      path: () => "",
      value: () => ({}),
      instant: () => null,
      isoInZone: () => "",
    },
  };

  expect(() => actionOf("contact").render(spec, context)).toThrow("`email` came out as no e-mail address");
});

test.each([
  ["22", "77"],
  ["21", "301"],
])("a conversation that moved to 22 and was last heard of in %s is moved on by the id %s", (inboxId, id) => {
  const chat = { id: "77", inboxId, status: null, assigned: null };
  const contact = { ...createContact("+12025550147", "+12025550147"), chat };
  const context = {
    ...{ event: makeEvent(), contact, movedTo: "22", settings: makeSettings(), now: AT },
    ...{
      text: (source: string) => source,
      message: () => "",
      path: () => "",
      value: () => null,
      instant: () => null,
      isoInZone: () => "",
    },
  };

  expect(actionOf("transfer").render({ action: "transfer", inboxId: "23" }, context)).toMatchObject({ chat_id: id });
});

test("a conversation of nobody and nowhere cannot be closed", () => {
  const contact = createContact("lane", null);
  const event = makeEvent({ chatId: null, phone: null });
  const context = {
    ...{ event, contact, movedTo: null, settings: makeSettings(), now: AT },
    ...{
      text: () => "",
      message: () => "",
      path: () => "",
      value: () => null,
      instant: () => null,
      isoInZone: () => "",
    },
  };

  expect(() => actionOf("close").render({ action: "close" }, context)).toThrow(
    "the event names neither a conversation nor a number",
  );
});

test("without a number a conversation cannot be assigned, and no e-mail passes the gate", () => {
  const contact = createContact("chat:9", null);
  const context = {
    ...{ event: makeEvent({ chatId: "9", phone: null }), contact, movedTo: null, settings: makeSettings(), now: AT },
    ...{
      text: () => "",
      message: () => "",
      path: () => "",
      value: () => null,
      instant: () => null,
      isoInZone: () => "",
    },
  };
  const mail = {
    ...({ action: "send_email", purpose: "service", inboxId: null, sender: null } as const),
    ...{ to: ["a@example.com"], cc: [], subject: "Hi", text: "Words" },
  } as const;

  expect(() => actionOf("assign").render({ action: "assign", user: 56 }, context)).toThrow(
    "the event names no number, and Heymarket assigns conversations by their number",
  );
  expect(() => actionOf("send_email").render(mail, context)).toThrow(
    "the event names no number, so nobody could tell whether the contact opted out",
  );
});
