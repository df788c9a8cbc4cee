import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { textWithValue } from "../../../src/compile/yaml/text-with-value.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const file = (enabled: string): string => `# the rules
version: 1
rules:
  other: { enabled: shadow, on: chat_closed, do: [{ close: true }] }

  r: # ours
    ${enabled}
    on:   message_received   # as they come
    do:
    - log: "a"
`;

const PATH = ["rules", "r", "enabled"];
const edited = (text: string, written = "true"): unknown => {
  const edit = textWithValue(text, PATH, written);
  return "refused" in edit ? edit : edit.text;
};

describe("a value that is there", () => {
  test.each([
    ["enabled: shadow", "enabled: true"],
    ["enabled:   shadow  # until March", "enabled:   true  # until March"],
    ['"enabled": "shadow"', '"enabled": true'],
    ["enabled: { canary: 10% } # a few", "enabled: true # a few"],
    ["enabled: { canary:\n      10% }", "enabled: true"],
    ["enabled:\n      canary: 10%", "enabled: true"],
    ["enabled:\n      canary: 10%  # a few\n\n    # more", "enabled: true  # a few\n\n    # more"],
    ["enabled:\n      only:\n        - '+15105550100'", "enabled: true"],
    ["enabled:\n      shadow # for now", "enabled:\n      true # for now"],
    ["enabled: >-\n      shadow", "enabled: true"],
    ["? enabled\n    : shadow", "? enabled\n    : true"],
  ])("is another one, and nothing else is: %j", (before, after) => {
    expect(edited(file(before))).toBe(file(after));
  });

  test("keeps Windows line ends around it", () => {
    const windows = (enabled: string): string => file(enabled).replaceAll("\n", "\r\n");

    expect(edited(windows("enabled:\n      canary: 10%"))).toBe(windows("enabled: true"));
  });

  test("is replaced in a mapping of braces", () => {
    const text = 'version: 1\nrules: {"r":{"on": x, "enabled":false}, s: {enabled: false}}';

    expect(edited(text, "shadow")).toBe(text.replace("false", "shadow"));
  });
});

describe("a value that is not there", () => {
  test.each([
    ["rules:\n  r:\n    on: x\n", "rules:\n  r:\n    enabled: true\n    on: x\n"],
    ["rules:\n  r: # ours\n    # why\n    on: x", "rules:\n  r: # ours\n    enabled: true\n    # why\n    on: x"],
    ["rules:\r\n  r:\r\n\r\n    on: x\r\n", "rules:\r\n  r:\r\n    enabled: true\r\n\r\n    on: x\r\n"],
    ["rules:\n  r: { on: x }\n", "rules:\n  r: { enabled: true, on: x }\n"],
    ["rules:\n  r: {on: x}\n", "rules:\n  r: { enabled: true, on: x}\n"],
    ["rules: { r: {\n  on: x } }\n", "rules: { r: { enabled: true,\n  on: x } }\n"],
    ["rules:\n  r: {}\n", "rules:\n  r: { enabled: true }\n"],
  ])("comes first in its mapping: %j", (before, after) => {
    expect(edited(before)).toBe(after);
  });
});

describe("what cannot be replaced alone is left, with the line", () => {
  test.each([
    ["enabled: *state", "written elsewhere, as *state says", 9],
    ["enabled: &state shadow", "by which it may be meant elsewhere", 9],
    ["enabled: !!str shadow", "has the tag", 9],
    ["enabled: # why\n      canary: 10%", "a comment stands inside of its value", 9],
    ["enabled: { # why\n      canary: 10% }", "a comment stands inside of its value", 9],
    ["enabled: shadow\n    enabled: true", "enabled stands there twice", 10],
    ["<<: *base", "<< may bring enabled from elsewhere", 9],
    ["enabled:", "it has no value", 9],
  ])("%j", (line, why, at) => {
    const text = `state: &base { enabled: shadow }\nalias: &state shadow\n${file(line)}`;

    expect(edited(text)).toMatchObject({ refused: expect.stringContaining(why) as string, line: at });
  });

  test.each([
    ["rules: { other: { on: x } }", "there is no r"],
    ["rules: [r]", "there is nothing to hold r"],
    ["rules: { r: *other }", "as *other says"],
    ["rules:\n  ? r\n  : on: x", "no line in which enabled could stand"],
    ["rules: {", "no YAML that can be read"],
    ["", "nothing to hold rules"],
  ])("%j", (text, why) => {
    expect(edited(`${text}\n`)).toMatchObject({ refused: expect.stringContaining(why) as string });
  });
});

/** Rules as people write them, one of them `r`. */
const scalar = fc.constantFrom(
  "x",
  "'it''s'",
  '"a # b"',
  "10",
  "|-\n        two\n\n        lines",
  "[a, {b: c}]",
  "{ a: 1,\n        b: 2 }",
);
const comment = fc.constantFrom("", " # plain", "   # with: colon", " # ünï 🙂", "\n    # a line of its own", "\n");
const enabled = fc.constantFrom(
  "shadow",
  "true",
  "'shadow'",
  "{ canary: 10% }",
  "{canary: '5%'}",
  "\n      canary: 10%",
  "\n      only:\n      - '+15105550100'\n      - '+15105550101'",
);
const entry = fc
  .tuple(fc.constantFrom("on", "name", "do", "if"), scalar, comment)
  .map(([key, value, end]) => `${key}: ${value}${value.startsWith("|") ? "" : end}`);
const rule = fc.record({
  head: comment.map((end) => (end.startsWith("\n") ? "" : end)),
  before: fc.uniqueArray(entry, { maxLength: 2, selector: (line) => line.slice(0, 2) }),
  enabled: fc.option(
    fc.tuple(enabled, comment).map(([value, end]) => `enabled: ${value}${end}`),
    { nil: null },
  ),
});
const texts = fc
  .record({
    ours: rule,
    others: fc.array(rule, { maxLength: 2 }),
    isWindows: fc.boolean(),
    isFirst: fc.boolean(),
    ends: fc.boolean(),
  })
  .map(({ ours, others, isWindows, isFirst, ends }) => {
    const drawn = others.map((other, index) => drawRule(`other${index}`, other));
    const all = isFirst ? [drawRule("r", ours), ...drawn] : [...drawn, drawRule("r", ours)];
    const text = `# rules\nversion: 1\nrules:\n${all.join("\n")}${ends ? "\n" : ""}`;
    return isWindows ? text.replaceAll("\n", "\r\n") : text;
  });

function drawRule(
  id: string,
  {
    head,
    before,
    enabled: line,
  }: { readonly head: string; readonly before: readonly string[]; readonly enabled: string | null },
): string {
  const lines = [...before, ...(line === null ? [] : [line]), "late: drop"];
  return [`  ${id}:${head}`, ...lines.map((each) => `    ${each}`)].join("\n");
}

/** What is in front and behind of what differs. */
function ends(before: string, after: string): { readonly head: number; readonly tail: number } {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { head, tail };
}

test("whatever a file looks like, only that value differs, and every other character is the same", () => {
  let refusals = 0;
  fc.assert(
    fc.property(texts, fc.constantFrom("true", "false", "shadow", "{ canary: 25% }"), (before, written) => {
      const edit = textWithValue(before, PATH, written);

      if ("refused" in edit) {
        refusals += 1;
        return;
      }
      const data = parse(before) as { rules: Record<string, object> };
      const expected = {
        ...data,
        rules: { ...data.rules, r: { ...data.rules["r"], enabled: parse(written) as unknown } },
      };
      expect(isDeepStrictEqual(parse(edit.text), expected)).toBe(true);
      const { head, tail } = ends(before, edit.text);
      const [gone, come] = [before.slice(head, before.length - tail), edit.text.slice(head, edit.text.length - tail)];
      expect(gone).not.toContain("#");
      expect(come.split("\n").length).toBeLessThanOrEqual(2);
      expect(before.slice(0, head) + come + before.slice(before.length - tail)).toBe(edit.text);
      expect(count(edit.text, "\r\n")).toBe(before.includes("\r") ? count(edit.text, "\n") : 0);
    }),
    randomCases(400),
  );
  expect(refusals).toBe(0);
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
