import { expect, test } from "vitest";
import { readOutsideBody } from "../../../../src/core/event/outside/outside-body.ts";

const READING = {
  ...{ type: { name: "order_shipped" }, idPath: "id", phonePath: null, atPath: null },
  fields: null,
};
const CONTEXT = { source: "shop", reading: READING, country: "US", deliveryId: null };

test.each([
  ["not_an_object", "[1]"],
  ["no_id", "{}"],
])("a body of another system is refused as %s: %s", (code, text) => {
  expect(readOutsideBody(text, CONTEXT)).toMatchObject({ code });
});

test("a body of which the name of its event is wanted and missing is refused with the place", () => {
  const reading = { ...READING, type: { path: "kind" } };

  const { message } = readOutsideBody("{}", { ...CONTEXT, reading }) as { readonly message: string };

  expect(message).toContain("kind");
});
