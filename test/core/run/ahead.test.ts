import { expect, test } from "vitest";
import { mostTextsAhead, textsAheadOf, textStepsAhead } from "../../../src/core/run/ahead.ts";
import { compileBody, compileOne } from "../../helpers/rules.ts";

const TEXT = "send_message: { purpose: reply, text: Hi }";
const CRM = "http: { connection: crm, method: POST, path: /x }";

const stepsOf = (...lines: readonly string[]): readonly string[] =>
  textStepsAhead(compileOne(["on: message_received", ...lines]), 0).toSorted();

test("texts are ahead on every way, behind waits, questions and lists, and none twice", () => {
  expect(stepsOf(`do: [{ ${CRM} }, { note: { text: Hi } }]`)).toEqual([]);
  expect(stepsOf(`do: [{ ${CRM} }, { wait: 1h }, { ${TEXT} }]`)).toEqual(["do/2"]);
  expect(stepsOf(`do: [{ choose: [{ if: { text: a }, do: [{ ${TEXT} }] }], else: [{ ${TEXT} }] }]`)).toHaveLength(2);
  expect(stepsOf(`do: [{ for_each: { in: vars.l, as: x, do: [{ ${TEXT} }] } }]`, "vars: { l: [1, 2] }")).toHaveLength(
    1,
  );
  expect(stepsOf(`do: [{ ${CRM} }]`, `on_error: [{ ${TEXT} }]`)).toEqual(["on_error/0"]);
});

test("a text behind the end of the rule is not ahead", () => {
  expect(stepsOf(`do: [{ stop: enough }, { ${TEXT} }]`)).toEqual([]);
});

test("the texts of rules that its events start, also through one another, are ahead of a rule; those in shadow are not", () => {
  const raise = (type: string) => `do: [{ emit: { event: ${type} } }]`;
  const { rules } = compileBody(`
first: { on: message_received, ${raise("custom.a")} }
second: { on: custom.a, ${raise("custom.b")} }
third: { on: custom.b, do: [{ ${TEXT} }, { emit: { event: custom.a } }] }
quiet: { on: custom.b, enabled: shadow, do: [{ ${TEXT} }] }
other: { on: message_received, do: [{ ${TEXT} }] }`);

  const counts = rules.map((rule) => [rule.id, textsAheadOf(rule, rules)]);

  expect(Object.fromEntries(counts)).toEqual({ first: 1, second: 1, third: 2, quiet: 1, other: 1 });
});

test("the texts of rules that hear of an opt-out by a step are ahead", () => {
  const { rules } = compileBody(`
ends: { on: message_received, do: [{ opt_out: true }] }
tells: { on: message_received, do: [{ note: { text: Bye } }] }
asks: { on: target_opt_out, do: [{ wait: 1h }, { ${TEXT} }] }`);

  expect(rules.map((rule) => textsAheadOf(rule, rules))).toEqual([1, 0, 1]);
});

const mostOf = (...lines: readonly string[]): number =>
  textsAheadOf(compileOne(["on: message_received", ...lines]), []);

test("of branches that exclude each other the texts of one are counted, at most", () => {
  const both = `do: [{ ${TEXT} }, { ${TEXT} }]`;

  expect(
    mostOf(
      `do: [{ choose: [{ if: { text: a }, ${both} }, { if: { text: b }, do: [{ ${TEXT} }] }], else: [{ ${TEXT} }] }]`,
    ),
  ).toBe(2);
  expect(mostOf(`do: [{ choose: [{ if: { text: a }, do: [{ ${TEXT} }] }], else: [{ ${CRM} }] }, { ${TEXT} }]`)).toBe(2);
  expect(mostOf(`do: [{ ${TEXT}, if: { text: a } }, { ${TEXT}, if: { text: b } }]`)).toBe(2);
});

test("a text for each item of a list counts as often as the list may have items, and for a run as it still has", () => {
  const rule = compileOne([
    "on: message_received",
    "vars: { l: [1, 2] }",
    `do: [{ for_each: { in: vars.l, as: x, max: 7, do: [{ ${TEXT} }, { ${CRM} }] } }, { ${TEXT} }]`,
  ]);
  const at = rule.program.findIndex(({ op }) => op === "each");
  const crm = rule.program.findIndex((one) => one.op === "effect" && one.effect.action === "http");
  const ahead = (cursor: number, index: number): number =>
    mostTextsAhead(rule, { cursor, loop: { at, items: [1, 2, 3], index }, settled: [] }, [rule]);

  expect(textsAheadOf(rule, [])).toBe(8);
  expect([ahead(at, 0), ahead(at + 1, 0), ahead(crm, 0), ahead(crm, 2)]).toEqual([4, 4, 3, 1]);
});

test("a rule that is started twice counts twice", () => {
  const { rules } = compileBody(`
first: { on: message_received, do: [{ emit: { event: custom.a } }, { emit: { event: custom.a } }] }
second: { on: custom.a, do: [{ ${TEXT} }] }`);

  expect(rules.map((rule) => [rule.id, textsAheadOf(rule, rules)])).toEqual([
    ["first", 2],
    ["second", 1],
  ]);
});
