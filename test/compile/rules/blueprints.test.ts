import { describe, expect, test } from "vitest";
import { compileFiles, compileLines, SETTINGS } from "../../helpers/compile.ts";
import { compileRules } from "../../../src/compile/rules/compile.ts";
import { sha256 } from "../../helpers/compile.ts";
import cases from "../../tables/blueprints.json" with { type: "json" };

const GREET = `version: 1
blueprints:
  greet:
    inputs:
      inbox: { type: inbox }
      words: { type: list, default: [hi, hello] }
      field: { type: text, default: wish }
      hours: { type: number, default: 2 }
    rule:
      name: Greet in \${inbox}
      on: { event: message_recieved, inbox: "\${inbox}" }
      if: { text: "\${words}" }
      limits: { once_per: "\${hours}h" }
      do:
        - set: { "\${field}": "in \${inbox}" }
        - log: "{{ vars.\${field} }}"
      tests:
        - name: a greeting in \${inbox}
          now: 2026-05-05T12:00:00-04:00
          events: [{ event: message_recieved, inbox: "\${inbox}", text: hi }]
          expect: []
`;
const USES = `version: 1
rules:
  desk:
    use: greet
    with: { inbox: support }
  shop:
    use: greet
    name: Greet shoppers
    enabled: shadow
    priority: 5
    with: { inbox: sales, words: [hey], hours: 4, field: tone }
    tests:
      - name: another
        now: 2026-05-05T12:00:00-04:00
        events: [{ event: message_recieved, inbox: support, text: hey }]
        expect: []
`;
const WRITTEN = `version: 1
rules:
  shop:
    name: Greet shoppers
    enabled: shadow
    priority: 5
    on: { event: message_recieved, inbox: sales }
    if: { text: [hey] }
    limits: { once_per: 4h }
    do:
      - set: { tone: "in sales" }
      - log: "{{ vars.tone }}"
`;

test.each(cases)("$name is found at its place", ({ yaml, expected }) => {
  const { diagnostics, rules } = compileLines(yaml);

  const found = diagnostics.map(({ code, severity, line, column, hint }) => ({ code, severity, line, column, hint }));
  expect(found).toEqual(expected);
  expect(rules.length).toBe(expected.some(({ severity }) => severity === "error") ? 0 : 1);
});

describe("rules made from a blueprint of another file", () => {
  const { rules, tests, diagnostics } = compileFiles({ "greet.yaml": GREET, "uses.yaml": USES });
  const [desk, shop] = rules;

  test("are what they would be if they were written out", () => {
    const written = compileFiles({ "written.yaml": WRITTEN });

    expect(diagnostics).toEqual([]);
    expect(written.diagnostics).toEqual([]);
    expect(shop?.version).toBe(written.rules[0]?.version);
    expect(desk).toMatchObject({
      name: "Greet in support",
      priority: 0,
      enabled: "on",
      limits: { oncePerMs: 7_200_000 },
    });
  });

  test("stand where they are used, and their parts where these are written", () => {
    const [instruction] = shop?.program ?? [];

    expect(shop).toMatchObject({ file: "uses.yaml", place: { line: 6, column: 3 } });
    expect(instruction).toMatchObject({ op: "set", place: { file: "greet.yaml", line: 15, column: 11 } });
  });

  test("have the tests of the blueprint, and their own behind them", () => {
    const found = tests.map(({ ruleId, name, file, place }) => [ruleId, name, file, place.line]);

    expect(found).toEqual([
      ["desk", "a greeting in support", "greet.yaml", 18],
      ["shop", "a greeting in sales", "greet.yaml", 18],
      ["shop", "another", "uses.yaml", 13],
    ]);
  });
});

test("a mistake in a blueprint is told once, with the rules it holds for", () => {
  const wrong = GREET.replace("{{ vars.", "{{ contact.frist }} {{ vars.").replace("once_per", "onceper");
  const { diagnostics, rules } = compileFiles({ "greet.yaml": wrong, "uses.yaml": USES });

  expect(rules).toEqual([]);
  expect(diagnostics.map(({ code, file, line, rules: of }) => [code, file, line, of])).toEqual([
    ["unknown-key", "greet.yaml", 13, ["desk", "shop"]],
    ["unknown-field", "greet.yaml", 16, ["desk", "shop"]],
  ]);
});

test("a blueprint of a name that another file has is refused where it comes second", () => {
  const { diagnostics } = compileFiles({ "a.yaml": GREET, "b.yaml": GREET, "uses.yaml": USES });

  expect(diagnostics.map(({ code, file, line }) => [code, file, line])).toEqual([["duplicate-id", "b.yaml", 3]]);
});

test("what an input holds is not searched for inputs", () => {
  const uses = USES.replace("inbox: support }", 'inbox: support, field: "${hours}" }');
  const { diagnostics } = compileFiles({ "greet.yaml": GREET, "uses.yaml": uses });

  expect(diagnostics.map(({ message }) => message).join()).toContain("${hours}");
});

test("files that are not compiled lend their blueprints, and blueprints count as used by their rules", () => {
  const parts = { settings: SETTINGS, digest: sha256, strict: false };
  const greet = { file: "greet.yaml", text: GREET };
  const uses = { file: "uses.yaml", text: USES };

  const used = compileRules({ ...parts, sources: [uses], others: [greet] });
  const alone = compileRules({ ...parts, sources: [greet], others: [uses] });

  expect(used.diagnostics).toEqual([]);
  expect(used.rules.map(({ id }) => id)).toEqual(["desk", "shop"]);
  expect(alone.diagnostics).toEqual([]);
});
