import { expect, test } from "vitest";
import { compileLines } from "../../../helpers/compile.ts";

const codes = (on: string, condition: string): readonly string[] =>
  compileLines([`on: ${on}`, `if: ${condition}`, "do: [{ log: hi }]"]).diagnostics.map(({ code }) => code);

test.each([
  ["message_recieved", "[{ text: Price }, { text: [quote, order] }]"],
  ["message_recieved", "[{ text: price }, { not: { text: [price, quote] } }]"],
  ["message_recieved", "{ all: [{ text: price }, { not: { any: [{ text: price }, { text: quote }] } }] }"],
  ["message_recieved", "[{ text: price }, { text: { not: PRICE } }]"],
  ["[message_recieved, chat_closed]", "{ type: message_sent }"],
  ["{ event: message_recieved, inbox: support }", "{ inbox: sales }"],
  ["{ event: message_sent, where: { author: human } }", "{ author: api }"],
  ["message_recieved", "[{ contact.opted_out: true }, { contact.opted_out: false }]"],
  ["message_recieved", "{ logic: { is: [{ var: event.type }, [chat_closed]] } }"],
  ["message_recieved", "{ logic: { in: [{ var: event.author }, [human, api]] } }"],
  ["message_recieved", "{ logic: { '==': [human, { var: event.author }] } }"],
  ["message_recieved", "{ logic: { '!==': [{ var: event.author }, contact] } }"],
  [
    "message_recieved",
    "{ logic: { and: [{ '!=': [{ var: event.author }, contact] }, { '!!': [{ var: event.text }] }] } }",
  ],
  [
    "message_recieved",
    "[{ logic: { in: [{ var: contact.last_delivery }, [failed]] } }, { contact.last_delivery: delivered }]",
  ],
  ["message_recieved", "[{ text: { words: price } }, { not: { text: { contains: pri } } }]"],
  ["message_recieved", "[{ text: { starts_with: price } }, { text: { starts_with: cost } }]"],
  ["message_recieved", "[{ text: { number: { gt: 5 } } }, { text: { number: { lte: 5 } } }]"],
  ["message_recieved", "[{ contact.tags: { has: vip } }, { contact.tags: { exists: false } }]"],
  ["message_recieved", "[{ now: { after: '18:00' } }, { now: { before: '09:00' } }]"],
  ["message_recieved", "[{ text: { exists: true } }, { reaction: loved }]"],
  ["message_sent", "{ any: [{ author: contact }, { all: [{ open: support_hours }, { closed: support_hours }] }] }"],
])("on %s, %s never fits", (on, condition) => {
  expect(codes(on, condition)).toEqual(["never-matches"]);
});

test.each([
  ["message_recieved", "[{ text: [price, quote] }, { text: quote }]"],
  ["message_recieved", "[{ text: [price, quote] }, { not: { text: price } }]"],
  ["message_recieved", "{ any: [{ text: price }, { text: quote }] }"],
  ["[message_recieved, message_sent]", "{ type: message_sent }"],
  ["{ event: message_recieved, inbox: [101, sales] }", "{ inbox: support }"],
  ["message_recieved", "[{ text: { contains: a } }, { text: { contains: b } }]"],
  ["message_recieved", "[{ text: { is: { var: contact.name } } }, { text: quote }]"],
  ["message_recieved", "[{ not: { closed: support_hours } }, { open: support_hours }]"],
  ["message_recieved", "[{ logic: { '!!': [{ var: event.text }] } }, { text: quote }]"],
  ["message_recieved", "{ logic: { is: [{ var: [event.type, chat_closed] }, [chat_closed]] } }"],
  ["message_sent", "{ logic: { in: [{ var: event.author }, [human, contact]] } }"],
  ["message_sent", "{ logic: { '!=': [human, { var: event.author }] } }"],
  ["message_recieved", "{ logic: { in: [{ var: event.text }, [a, b]] } }"],
  ["message_recieved", "{ logic: { '===': [{ var: contact.last_delivery }, null] } }"],
  ["message_recieved", "{ logic: { in: [{ var: contact.last_delivery }, [null]] } }"],
  ["message_recieved", "[{ logic: { in: [a, { var: event.text }] } }, { logic: { '==': [{ var: event.text }, ab] } }]"],
  ["message_recieved", "{ logic: { '==': [{ var: contact.name }, { var: event.text }] } }"],
])("on %s, %s may fit", (on, condition) => {
  expect(codes(on, condition)).toEqual([]);
});

test.each([
  ["message_recieved", "{ author: contact }"],
  ["message_recieved", "{ logic: { '!=': [{ var: event.author }, human] } }"],
  ["message_recieved", "{ logic: { in: [{ var: event.author }, [contact, human]] } }"],
  ["message_recieved", "{ not: { all: [{ text: price }, { text: quote }] } }"],
  ["message_recieved", "{ any: [{ text: { contains: ri } }, { text: { not: price } }] }"],
  ["{ event: message_recieved, inbox: sales }", "{ inbox: [sales, support] }"],
])("on %s, %s always holds", (on, condition) => {
  expect(codes(on, condition)).toEqual(["always-holds"]);
});
