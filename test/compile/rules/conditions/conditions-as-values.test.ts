import { expect, test } from "vitest";
import { compileLines } from "../../../helpers/compile.ts";

const own = 'make it a variable of its own, { if: … }, and write "{{ vars.NAME }}" here';

/** Code and hint of each finding about a rule with this variable. */
function found(value: string, place: (written: string) => readonly string[]): readonly string[] {
  const { diagnostics } = compileLines(["on: message_recieved", ...place(value)]);
  return diagnostics.map(({ severity, code, hint }) => `${severity} ${code} ${hint ?? ""}`);
}

const inVars = (value: string): readonly string[] => [`vars: { x: ${value} }`, "do: [{ log: hi }]"];
const inSet = (value: string): readonly string[] => [`do: [{ set: { x: ${value} } }]`];

test.each([
  ['{ logic: { "!!": [{ var: event.text }] } }', "write x: { if: { logic: … } }"],
  ["{ history: { event: message_sent, last: 1d } }", "write x: { if: { history: … } }"],
  [
    "{ history: { event: message_sent, where: { author: human }, last: 1d, count: 0 } }",
    "write x: { if: { history: … } }",
  ],
  ["{ open: support_hours }", "write x: { if: { open: … } }"],
  ["{ closed: support_hours }", "write x: { if: { closed: … } }"],
  ["{ not: { text: hi } }", "write x: { if: { not: … } }"],
  ["{ not: [{ open: support_hours }] }", "write x: { if: { not: … } }"],
  ["{ any: [{ text: hi }, { contact.tags: { has: vip } }] }", "write x: { if: { any: … } }"],
  ["{ all: { text: hi, open: support_hours } }", "write x: { if: { all: … } }"],
  ["{ text: { words: [price, quote] } }", "write x: { if: { text: … } }"],
  ["{ contact.tags: { has_any: [vip] } }", "write x: { if: { contact.tags: … } }"],
  ["{ event.author: { is: contact } }", "write x: { if: { event.author: … } }"],
  ['{ "==": [{ var: event.text }, hi] }', 'write x: { if: { logic: { "==": … } } }'],
  ["{ var: event.text }", 'write x: "{{ event.text }}"'],
  ["{ var: [contact.name, there] }", "write x: \"{{ contact.name | default: 'there' }}\""],
  ["{ team: sales, late: { if: { text: hi } } }", own],
  ["{ team: sales, late: { closed: support_hours } }", own],
  ["[a, { not: { text: hi } }]", own],
  ["{ person: { phone: { var: contact.phone } } }", 'write "{{ contact.phone }}"'],
])("%s is a mapping in a variable, and not worked out", (value, hint) => {
  expect(found(value, inVars)).toEqual([`warning misplaced-key ${hint}`]);
  expect(found(value, inSet)).toEqual([`warning misplaced-key ${hint}`]);
});

test("the place is that of the key", () => {
  const { diagnostics } = compileLines([
    "on: message_recieved",
    "vars:",
    "  late:",
    "    closed: support_hours",
    "do: [{ log: hi }]",
  ]);

  expect(diagnostics).toMatchObject([{ line: 7, column: 9, code: "misplaced-key" }]);
});

test.each([
  "{ if: { open: support_hours } }",
  '{ open: "9:00", closed: "17:00" }',
  "{ open: 9, close: 17 }",
  "{ text: hi }",
  "{ text: { en: hi, es: hola } }",
  "{ text: { contains: hi } }",
  "{ status: open }",
  "{ not: found }",
  "{ any: [a, b] }",
  "{ all: true }",
  "{ var: x, path: y }",
  "{ var: name }",
  "{ logic: strict }",
  "{ history: [a, b] }",
  "{ history: { event: opened } }",
  "{ in: [a, b] }",
  "{ team: sales, if: asked }",
  '{ contact.name: "{{ contact.name }}" }',
])("%s is a value", (value) => {
  expect(found(value, inVars).filter((each) => each.includes("misplaced-key"))).toEqual([]);
});
