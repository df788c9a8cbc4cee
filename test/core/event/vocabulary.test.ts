import { expect, test } from "vitest";
import {
  canonicalType,
  dataFieldsOf,
  EVENT_TYPES,
  fieldsOf,
  isIdPath,
  familyOf,
  optStateTold,
} from "../../../src/core/event/vocabulary.ts";

const pathsOf = (type: string): readonly string[] => fieldsOf(type).map((field) => field.path);

test("the vendor has twelve types, four of them about opting", () => {
  expect(new Set(EVENT_TYPES).size).toBe(12);
  expect(EVENT_TYPES.filter((type) => familyOf(type) === "opt")).toHaveLength(4);
});

test.each([
  ["message_recieved", "message"],
  ["chat_closed", "chat"],
  ["chat_archived", "chat"],
  ["target_opt_out", "opt"],
  ["incoming_call", "call"],
  ["custom.shipped", "other"],
])("%s is of the family %s", (type, family) => {
  expect(familyOf(type)).toBe(family);
});

test("only the four opt events tell who may be texted", () => {
  expect(EVENT_TYPES.filter((type) => optStateTold(type) === "out")).toEqual([
    "target_opt_out",
    "target_double_opt_restricted",
  ]);
  expect(EVENT_TYPES.filter((type) => optStateTold(type) === "in")).toEqual(["target_opt_in", "target_double_opt_in"]);
  expect(optStateTold("target_merged")).toBeNull();
  expect(optStateTold("toString")).toBeNull();
});

test.each(["message_received", "message.received", "message_recieved"])("%s is spelt message_recieved", (name) => {
  expect(canonicalType(name)).toBe("message_recieved");
});

test("a type that is not known keeps its name", () => {
  expect(canonicalType("message_rceived")).toBe("message_rceived");
});

test("a message has a text and an author, a conversation only a status, an opt event neither", () => {
  expect(pathsOf("message_sent")).toEqual(expect.arrayContaining(["event.text", "event.author", "event.status"]));
  expect(pathsOf("chat_closed")).toContain("event.status");
  expect(pathsOf("chat_closed")).not.toContain("event.text");
  expect(pathsOf("target_opt_out")).not.toContain("event.status");
});

test("every type has a type, two times and an inbox", () => {
  for (const type of EVENT_TYPES) {
    expect(pathsOf(type)).toEqual(
      expect.arrayContaining(["event.type", "event.at", "event.received_at", "event.inbox", "event.late"]),
    );
  }
});

test("a type that is not known may have every field", () => {
  expect(pathsOf("parcel_shipped")).toContain("event.text");
});

test("the inbox stands below the conversation of a message, and at the top of a conversation and an opt event", () => {
  expect(dataFieldsOf("message_recieved")).toContain("conversation.inbox");
  expect(dataFieldsOf("message_recieved")).not.toContain("inbox");
  expect(dataFieldsOf("chat_opened")).toContain("inbox");
  expect(dataFieldsOf("target_opt_in")).toContain("inbox");
});

test("ids in event data are known by their name", () => {
  expect(isIdPath("event_data.conversation.inbox")).toBe(true);
  expect(isIdPath("event_data.id")).toBe(true);
  expect(isIdPath("event_data.text")).toBe(false);
  expect(isIdPath("vars.id")).toBe(false);
});
