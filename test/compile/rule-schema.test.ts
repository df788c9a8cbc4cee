import { describe, expect, test } from "vitest";
import schema from "../../schemas/rule.schema.json" with { type: "json" };
import { compileLines } from "../helpers/compile.ts";

const ON = "on: message_recieved";
const LOG = "do: [{ log: hi }]";
const FILE = ["version: 1", "rules:", "  r:"];

describe("words of the language that are not in this release are refused, never ignored", () => {
  const actions = [["the action use", [ON, "do: [{ use: { a: 1 } }]"]]];
  const others = [["from_rules", ["on: { event: message_sent, from_rules: true }", LOG]]];

  test.each([...actions, ...others] as [string, string[]][])("%s", (_name, lines) => {
    const { rules, diagnostics } = compileLines(lines);

    expect(rules).toEqual([]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(/ is not available yet$/);
    expect(diagnostics[0]?.hint).not.toBeNull();
  });
});

test("mode queued is what happens anyway, and the others are words of the compiled rule", () => {
  const modes = ["queued", "single", "restart", "parallel"].map((mode) => compileLines([ON, `mode: ${mode}`, LOG]));

  expect(modes.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(modes.map(({ rules }) => rules[0]?.mode)).toEqual([undefined, "single", "restart", "parallel"]);
});

test("a word that is no state of a rule is told all that are", () => {
  const messages = compileLines([ON, "enabled: maybe", LOG]).diagnostics.map(({ message }) => message);

  expect(messages).toEqual(['"rules.r.enabled" must be true, false or shadow']);
});

test("a file needs its version and its rules", () => {
  const codes = (...lines: readonly string[]): readonly string[] =>
    compileLines(lines).diagnostics.map(({ code }) => code);

  expect(codes("version: 1")).toEqual(["missing-key"]);
  expect(codes("version: 2", ...FILE.slice(1), `    ${ON}`, `    ${LOG}`)).toEqual(["invalid-value"]);
});

test("the schema is draft-07, and every part of it says what it is", () => {
  expect(schema.$schema).toContain("draft-07");
  for (const [name, definition] of Object.entries(schema.definitions)) {
    expect(definition.description, name).toMatch(/\w/);
  }
  for (const [name, property] of Object.entries(schema.definitions.rule.properties)) {
    expect("$ref" in property || "description" in property, name).toBe(true);
  }
});
