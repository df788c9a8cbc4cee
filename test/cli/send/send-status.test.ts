import { expect, test } from "vitest";
import { unknownStatus } from "../../../src/cli/send/send-fields.ts";

test.each([
  ["message_sent", undefined],
  ["message_sent", "delivered"],
  ["message_sent", "FAILED"],
  ["chat_closed", "closed"],
])("of %s with the status %s there is nothing to say", (type, status) => {
  expect(unknownStatus(type, status)).toBeNull();
});

test("a status that nobody knows is told with those of the fake, and posted all the same", () => {
  expect(unknownStatus("message_sent", "zzz")).toBe(
    'No status "zzz" is known: the fake Heymarket tells sent, delivered and failed. Heymarket documents none, so it is posted as it is.',
  );
  expect(unknownStatus("chat_closed", "zzz")).toContain("tells open, pending and closed.");
});
