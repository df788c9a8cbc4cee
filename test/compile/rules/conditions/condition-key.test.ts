import { expect, test } from "vitest";
import { compileRule } from "../../../helpers/compile.ts";

function keyOf(condition: string): unknown {
  const rule = compileRule(["on: message_recieved", `if: ${condition}`, "do: [{ log: hi }]"]);
  return rule.condition?.kind === "test" ? rule.condition.key : rule.condition;
}

test.each([
  ["{ text: [Price, quote] }", { kind: "is", path: "event.text", values: ["Price", "quote"] }],
  ["{ author: { not: human } }", { kind: "not", path: "event.author", values: ["human"] }],
  ["{ text: { words: how much } }", { kind: "words", path: "event.text", values: ["how much"] }],
  ["{ inbox: support }", { kind: "is", path: "event.inbox", values: ["support"] }],
  ["{ event.late: true }", { kind: "is", path: "event.late", values: [true] }],
  ["{ open: support_hours }", { kind: "is", path: "calendar.support_hours.open", values: [true] }],
  ["{ closed: support_hours }", { kind: "not", path: "calendar.support_hours.open", values: [true] }],
  ["{ logic: { is: [{ var: event.text }, [price]] } }", { kind: "is", path: "event.text", values: ["price"] }],
  [
    "{ logic: { '!': [{ is: [{ var: event.text }, [price]] }] } }",
    { kind: "not", path: "event.text", values: ["price"] },
  ],
  ["{ logic: { words: [{ var: event.text }, [price]] } }", { kind: "words", path: "event.text", values: ["price"] }],
])("the leaf of %s keeps what it asks for", (condition, key) => {
  expect(keyOf(condition)).toEqual(key);
});

test.each([
  "{ text: { contains: price } }",
  "{ text: { exists: true } }",
  "{ text: { is: [price, { var: contact.name }] } }",
  "{ history: { event: message_sent, last: 5m } }",
  "{ logic: { '!!': [{ var: event.text }] } }",
  "{ logic: { '!': [{ words: [{ var: event.text }, [price]] }] } }",
  "{ logic: { is: [{ var: [event.text, price] }, [price]] } }",
  "{ logic: { and: [{ is: [{ var: event.text }, [price]] }, true] } }",
])("the leaf of %s asks for more than constants", (condition) => {
  expect(keyOf(condition)).toBeNull();
});
