import { expect, test } from "vitest";
import { checkFields, unknownStatus } from "../../../src/cli/send/send-fields.ts";

test.each([undefined, "delivered", "FAILED"])("of a delivery with the status %s there is nothing to say", (status) => {
  expect(unknownStatus(status)).toBeNull();
});

test("a status of a delivery that nobody knows is told with those of the fake, and posted all the same", () => {
  expect(unknownStatus("zzz")).toBe(
    'No status "zzz" is known: the fake Heymarket tells sent, delivered and failed. Heymarket documents none, so it is posted as it is.',
  );
});

test.each(["open", "opened", "pending", "Closed"])("a conversation can be %s", (status) => {
  const input = { type: "chat_closed", status, force: false };

  expect(() => {
    checkFields("chat_closed", input);
  }).not.toThrow();
});

test.each(["zzz", "delivered", ""])("a conversation cannot be %j", (status) => {
  const input = { type: "chat_pending", status, force: false };

  expect(() => {
    checkFields("chat_pending", input);
  }).toThrow(`--status of chat_pending is open, opened, pending, closed, not "${status}".`);
});
