import { expect, test } from "vitest";
import { compileLines } from "../../../helpers/compile.ts";

const VARS = 'vars: { people: [{ name: Ada, address: { city: Rome } }, { name: Bo, phone: "+15105550101" }] }';

/** Findings about JSON Logic in a step of a rule that has a list of people. */
function found(logic: string): readonly string[] {
  const { diagnostics } = compileLines(["on: message_recieved", VARS, `do: [{ if: { logic: ${logic} }, log: hi }]`]);
  return diagnostics.map(({ severity, code, hint }) => `${severity} ${code} ${hint ?? ""}`);
}

const OUTSIDE = (data: string): string =>
  `error not-known-here ask it outside the list: { "and": [ …, { "some": … } ] }; whether the list holds it: { "in": [ { "var": "${data}" }, … ] }`;

test.each([
  ['{ some: [{ var: event.media }, { "==": [{ var: event.text }, x] }] }', OUTSIDE("event.text")],
  ['{ some: [{ var: event.media }, { in: [{ var: event.text }, { var: "" }] }] }', OUTSIDE("event.text")],
  ['{ some: [{ var: vars.people }, { "==": [{ var: contact.phone }, { var: phone }] }] }', OUTSIDE("contact.phone")],
  ['{ some: [{ var: event_data.media }, { "==": [{ var: event.text }, x] }] }', OUTSIDE("event.text")],
  [
    '{ some: [{ filter: [{ var: contact.tags }, { "!!": [{ var: "" }] }] }, { in: [{ var: vars.people }, a] }] }',
    OUTSIDE("vars.people"),
  ],
])("in %s the data of the rule is not known", (logic, wanted) => {
  expect(found(logic)).toEqual([wanted]);
});

test.each(["all", "none", "filter", "map"])("nor is it in the second argument of %s", (operation) => {
  const logic = `{ "!!": [{ ${operation}: [{ var: contact.tags }, { "==": [{ var: event.author }, { var: "" }] }] }] }`;

  expect(found(logic)).toMatchObject([expect.stringContaining("error not-known-here ask it outside the list: ")]);
});

test("reduce knows `current` and `accumulator`, and begins with the data of the rule", () => {
  const reduce = (step: string, initial: string): string =>
    `{ ">": [{ reduce: [{ var: event.media }, { "+": [${step}, 1] }, ${initial}] }, 2] }`;

  expect(found(reduce("{ var: accumulator }", "0"))).toEqual([]);
  expect(found(reduce('{ var: [accumulator, 0] }, { var: "current" }', "{ var: contact.custom.visits }"))).toEqual([]);
  expect(found(reduce("{ var: accumulator }", "{ var: event.txt }"))).toMatchObject([
    expect.stringContaining("error unknown-field"),
  ]);
  expect(found(reduce("{ var: event.text }", "0"))).toMatchObject([
    expect.stringContaining('error not-known-here such as { "var": "current" }'),
  ]);
  expect(found(reduce("{ var: total }", "0"))).toMatchObject([
    expect.stringContaining('error not-known-here such as { "var": "current" }'),
  ]);
});

test("what a list is known to hold is all an item has", () => {
  expect(found('{ some: [{ var: contact.tags }, { "==": [{ var: name }, vip] }] }')).toEqual([
    'error unknown-field an item is { "var": "" }',
  ]);
  expect(found('{ some: [{ var: vars.people }, { "==": [{ var: nam }, Ada] }] }')).toEqual([
    'error unknown-field did you mean "name"?',
  ]);
  expect(found('{ "!!": [{ reduce: [{ var: vars.people }, { var: current.nam }, ""] }] }')).toEqual([
    'error unknown-field did you mean "current.name"?',
  ]);
});

test("an item of which nothing is known may have a contact of its own, so it is a warning", () => {
  expect(found('{ some: [{ var: event_data.media }, { "==": [{ var: contact.name }, Ada] }] }')).toMatchObject([
    expect.stringContaining("warning not-known-here"),
  ]);
});

test.each([
  '{ some: [{ var: contact.tags }, { in: [vip, { var: "" }] }] }',
  '{ all: [{ var: vars.people }, { "!!": [{ var: name }] }] }',
  '{ none: [{ var: vars.people }, { "==": [{ var: address.city }, Paris] }] }',
  '{ some: [{ var: event_data.media }, { "==": [{ var: contact }, Ada] }] }',
  '{ some: [{ var: event_data.media }, { "==": [{ var: event.name }, Ada] }] }',
  '{ some: [{ var: event_data.media }, { some: [{ var: parts }, { ">": [{ var: price }, 3] }] }] }',
  "{ in: [a, { map: [{ var: vars.people }, { var: name }] }] }",
  '{ some: [{ map: [{ var: contact.tags }, { cat: [{ var: "" }, x] }] }, { "==": [{ var: "" }, vipx] }] }',
  '{ "!!": [{ reduce: [{ var: vars.people }, { cat: [{ var: accumulator }, { var: current.name }] }, ""] }] }',
])("%s is taken as it is", (logic) => {
  expect(found(logic)).toEqual([]);
});

test("it reads what a reduction begins with, and nothing of the items", () => {
  const logic =
    '{ ">": [{ reduce: [{ var: event.media }, { var: accumulator }, { var: contact.custom.visits }] }, 2] }';
  const [rule] = compileLines(["on: message_recieved", `if: { logic: ${logic} }`, "do: [{ log: hi }]"]).rules;

  expect(rule?.condition).toMatchObject({ reads: ["event.media", "contact.custom.visits"] });
});
