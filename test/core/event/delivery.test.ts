import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/core/model/delivery.ts";
import {
  deliveryAfter,
  deliveryOutcomeOf,
  messageIdOf,
  textKeyOf,
  withLastDelivery,
} from "../../../src/core/event/delivery.ts";
import { makeContact, makeEffect, makeEvent, NOW } from "../../helpers/make.ts";

const MINUTE = 60_000;

test.each([
  ["delivered", "delivered"],
  [" Read ", "delivered"],
  ["UNDELIVERED", "failed"],
  ["bounced", "failed"],
  ["sent", "pending"],
  ["a word nobody knows", "pending"],
])("a text of status %j is %s", (status, outcome) => {
  expect(deliveryOutcomeOf(status)).toBe(outcome);
});

describe("how the delivery of a text stands after an event", () => {
  const SENT: Delivery = { outcome: "pending", status: "sent", reason: null, at: NOW };
  const DELIVERED: Delivery = { outcome: "delivered", status: "delivered", reason: null, at: NOW };
  const after = (known: Delivery | null, status: string | null, at = NOW): Delivery | null =>
    deliveryAfter(known, makeEvent({ status, receivedAt: at, data: {} }));

  test.each([
    ["the first status is news", null, "sent", NOW, "sent"],
    ["an event without a status tells nothing", null, null, NOW, null],
    ["the same status again tells nothing", SENT, "sent", NOW + MINUTE, null],
    ["an older one that is under way tells nothing", SENT, "queued", NOW - MINUTE, null],
    ["an end is news whenever it was", SENT, "delivered", NOW - MINUTE, "delivered"],
    ["what has ended is not under way again", DELIVERED, "sent", NOW + MINUTE, null],
    ["a later end takes the place of an earlier one", DELIVERED, "failed", NOW + MINUTE, "failed"],
    ["an earlier end does not", DELIVERED, "failed", NOW - MINUTE, null],
  ])("%s", (_, known, status, at, wanted) => {
    expect(after(known, status, at)?.status ?? null).toBe(wanted);
  });

  test("is dated by the vendor, but not later than it was received", () => {
    const told = (updated: number): number | undefined =>
      deliveryAfter(null, makeEvent({ status: "sent", data: { updated: new Date(updated).toISOString() } }))?.at;

    expect([told(NOW - MINUTE), told(NOW + MINUTE)]).toEqual([NOW - MINUTE, NOW]);
  });

  test.each([
    [{ raw_error: "30003: unreachable", target_errors: { "12025550100": "landline" } }, "30003: unreachable"],
    [{ raw_error: "", target_errors: { "12025550100": "landline" } }, "landline"],
    [{ target_errors: {} }, null],
    [{ target_errors: { "12025550100": "" } }, null],
    [{}, null],
  ])("has the carrier's words when it failed: %j", (data, reason) => {
    expect(deliveryAfter(null, makeEvent({ status: "failed", data }))).toMatchObject({ outcome: "failed", reason });
  });

  test("has no reason when it did not fail", () => {
    expect(deliveryAfter(null, makeEvent({ status: "sent", data: { raw_error: "slow" } }))?.reason).toBeNull();
  });
});

test("of the texts to a contact the last one counts", () => {
  const last = { outcome: "failed", textAt: NOW } as const;
  const contact = makeContact({ lastDelivery: last });
  const heard = (textAt: number): unknown => withLastDelivery(contact, { outcome: "delivered", textAt }).lastDelivery;

  expect(heard(NOW - 1)).toEqual(last);
  expect(heard(NOW)).toEqual({ outcome: "delivered", textAt: NOW });
  expect(withLastDelivery(contact, null)).toBe(contact);
});

test("events of one text that was sent have its id in common; others have nothing", () => {
  const key = (type: string, id?: number): string | null => textKeyOf({ type, data: id === undefined ? {} : { id } });

  expect([key("message_sent", 9), key("message_sent"), key("message_recieved", 9)]).toEqual(["text:9", null, null]);
});

test.each([
  ["a text has the id of its message", makeEffect({ result: { id: 9 } }), "9"],
  ["an answer without an id names none", makeEffect({ result: {} }), null],
  ["what has no client id is no message", makeEffect({ result: { id: 9 }, localId: null }), null],
  [
    "the id of a scheduled text is none of a message",
    makeEffect({ action: "schedule_message", result: { id: 9 } }),
    null,
  ],
])("%s", (_, effect, id) => {
  expect(messageIdOf(effect)).toBe(id);
});
