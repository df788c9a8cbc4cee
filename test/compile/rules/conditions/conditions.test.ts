import { describe, expect, test } from "vitest";
import { evaluateCondition, holds } from "../../../../src/core/language/condition.ts";
import type { JsonObject } from "../../../../src/core/base/json.ts";
import type { Condition } from "../../../../src/core/model/ruleset/rule.ts";
import { compileLines, compileRule } from "../../../helpers/compile.ts";
import cases from "../../../tables/matchers.json" with { type: "json" };

const LOG = "do: [{ log: hi }]";

function compileIf(...lines: readonly string[]): Condition {
  const { condition } = compileRule(["on: message_recieved", ...lines, LOG]);
  if (condition === null) throw new Error("the rule has no condition");
  return condition;
}

describe("a matcher compiles to JSON Logic", () => {
  test.each(cases)("$if", ({ if: written, ...expected }) => {
    const condition = compileIf(`if: ${written}`);

    expect(condition).toMatchObject({ kind: "test", ...expected });
  });

  test.each(cases)("and names what $if reads", ({ if: written }) => {
    const condition = compileIf(`if: ${written}`);

    const paths = [...JSON.stringify(condition).matchAll(/\{"var":"([^"]+)"\}/g)].map((match) => match[1]);
    expect(new Set(condition.kind === "test" ? condition.reads : [])).toEqual(
      new Set(paths.filter((path) => path !== "now")),
    );
  });
});

describe("the tree", () => {
  test("a mapping and a list are all of their parts, with the place of each", () => {
    const condition = compileIf("if:", "  - text: { contains: a }", "    status: sent", "  - author: contact");

    expect(condition).toMatchObject({
      kind: "all",
      path: "if",
      place: { line: 5, column: 5 },
      children: [
        {
          kind: "all",
          path: "if/0",
          place: { line: 6, column: 9 },
          children: [
            { path: "if/0/text", place: { line: 6, column: 9 } },
            { path: "if/0/status", place: { line: 7, column: 9 } },
          ],
        },
        { kind: "test", path: "if/1/author", place: { line: 8, column: 9 } },
      ],
    });
  });

  test("all, any and not nest", () => {
    const condition = compileIf("if:", "  any:", "    - not: { text: a }", "    - all: [{ text: b }, { status: c }]");

    expect(condition).toMatchObject({
      kind: "any",
      path: "if/any",
      children: [
        { kind: "not", path: "if/any/0/not", child: { path: "if/any/0/not/text" } },
        { kind: "all", path: "if/any/1/all", children: [{ path: "if/any/1/all/0/text" }, {}] },
      ],
    });
  });

  test("several matchers on one field must all hold, each a leaf of its own", () => {
    const condition = compileIf("if: { text: { contains: a, not: [abc] } }");

    expect(condition).toMatchObject({
      kind: "all",
      path: "if/text",
      children: [{ path: "if/text/contains" }, { path: "if/text/not" }],
    });
    expect(holds(condition, { event: { text: "xay" } })).toBe(true);
    expect(holds(condition, { event: { text: "abc" } })).toBe(false);
  });

  test("histories are numbered in the order they stand, through if and vars", () => {
    const rule = compileRule([
      "on: message_recieved",
      "if:",
      "  - history: { event: message_sent, where: { author: human }, last: 5m, count: 0 }",
      "  - history: { event: chat_closed, last: 1d }",
      "vars: { before: { if: { history: { event: incoming_call, last: 1w } } } }",
      LOG,
    ]);

    expect(rule.histories).toMatchObject([
      { eventType: "message_sent", lastMs: 300_000, where: { path: "if/0/history/where/author" } },
      { eventType: "chat_closed", lastMs: 86_400_000, where: null },
      { eventType: "incoming_call", lastMs: 604_800_000 },
    ]);
    expect(rule.vars).toMatchObject([{ condition: { reads: ["history.2"] } }]);
  });
});

test("what is compiled is what the core evaluates, with the values seen", () => {
  const condition = compileIf("if:", "  - text: { words: [price] }", "  - not: { inbox: 102 }");
  const data: JsonObject = { event: { text: "What's the PRICE?", inbox: "support" } };

  const trace = evaluateCondition(condition, data);

  expect(trace.result).toBe("pass");
  expect(trace.children?.[0]).toMatchObject({ path: "if/0/text", values: { "event.text": "What's the PRICE?" } });
  expect(holds(condition, { event: { text: "priceless", inbox: "support" } })).toBe(false);
  expect(holds(condition, { event: { text: "price", inbox: "sales" } })).toBe(false);
});

describe("hand-written JSON Logic", () => {
  const logic = (text: string) => compileLines(["on: message_recieved", `if: { logic: ${text} }`, LOG]);

  test.each([
    '{ and: [{ "==": [{ var: event.text }, "a"] }, { "!": [{ var: event.late }] }] }',
    "{ in: [{ var: event.status }, [sent, failed]] }",
    '{ in: ["refund", { var: event.text }] }',
    '{ some: [{ var: event.media }, { in: [".png", { var: "" }] }] }',
    '{ ">": [{ var: [contact.custom.visits, 0] }, 3] }',
    "{ is: [{ var: event.inbox }, [support]] }",
    "{ older_than: [{ var: event.at }, 600000, { var: now }] }",
    "{ if: [{ var: event.late }, { exists: { var: event.text } }, true] }",
  ])("%s is taken as it is", (text) => {
    const { rules, diagnostics } = logic(text);

    expect(diagnostics).toEqual([]);
    expect(rules[0]?.condition).toMatchObject({ kind: "test", path: "if/logic" });
  });

  test("it reads what it names, but not the items of a list", () => {
    const [rule] = logic('{ some: [{ var: event_data.media }, { in: [{ var: name }, { var: "url" }] }] }').rules;

    expect(rule?.condition).toMatchObject({ reads: ["event_data.media"] });
  });

  test("every mistake in it is reported", () => {
    const { diagnostics } = logic('{ and: [{}, { nand: [1] }, { "!": [1, 2] }, { var: event.txt }] }');

    expect(diagnostics.map(({ code }) => code)).toEqual([
      "logic-literal",
      "unknown-operation",
      "wrong-arguments",
      "unknown-field",
    ]);
  });

  test.each(["__proto__", "constructor", "prototype"])("%s cannot be reached, not even from an item", (name) => {
    const { diagnostics } = logic(`{ some: [{ var: event.media }, { "!!": [{ var: "a.${name}" }] }] }`);

    expect(diagnostics).toMatchObject([{ code: "forbidden-path" }]);
  });
});
