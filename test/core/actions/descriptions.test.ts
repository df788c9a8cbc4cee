import { expect, test } from "vitest";
import { actionOf } from "../../../src/core/actions/registry.ts";
import type { Description } from "../../../src/core/actions/definition.ts";

function written(description: Description): readonly string[] {
  return description.map((phrase) => (phrase.kind === "payload" ? JSON.stringify(phrase.value) : phrase.text));
}

test("a line to a team chat is told as the rule says it and as it went out", () => {
  const notify = actionOf("notify");

  expect(
    written(notify.describeSpec({ action: "notify", connection: "slack", text: "Hi {{ contact.name }}" })),
  ).toEqual(["notify slack:", "Hi {{ contact.name }}"]);
  expect(written(notify.describeRequest({ connection: "slack", text: "Hi Ann" }, null))).toEqual([
    "notify slack:",
    "Hi Ann",
  ]);
});
