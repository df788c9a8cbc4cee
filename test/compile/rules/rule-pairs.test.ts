import { expect, test } from "vitest";
import { compileFiles } from "../../helpers/compile.ts";

const codes = (...rules: readonly string[]): readonly string[] =>
  compileFiles({ "r.yaml": ["version: 1", "rules:", ...rules.map((rule, index) => `  r${index}: ${rule}`)].join("\n") })
    .diagnostics.map(({ code, line }) => `${code} ${line}`)
    .filter((found) => /two-texts|never-answers/.test(found));

const texts = (condition: string, more = ""): string =>
  `{ on: message_recieved, if: ${condition}, ${more} limits: { once_per: 1h }, do: [{ send_message: { purpose: reply, text: hi } }] }`;
const answers = (condition: string, more = ""): string =>
  `{ on: message_recieved, if: ${condition}, group: g, answers: first, ${more} do: [{ log: hi }] }`;

test.each([
  [
    "the same words",
    [texts("{ text: { words: [a, b] } }"), texts("{ any: [{ text: { words: b } }, { text: { words: a } }] }")],
    ["two-texts 4"],
  ],
  ["one that implies the other", [texts("{ text: { words: [a, b] } }"), texts("{ text: { words: a } }")], []],
  [
    "one group, first answers",
    [texts("{ text: a }", "group: g, answers: first,"), texts("{ text: a }", "group: g, answers: first,")],
    [],
  ],
  ["one is off", [texts("{ text: a }", "enabled: false,"), texts("{ text: a }")], []],
  [
    "an earlier one takes all",
    [answers("{ text: { words: [a, b] } }"), answers("{ text: { words: a } }")],
    ["never-answers 4"],
  ],
  [
    "two earlier ones take all",
    [answers("{ text: a }"), answers("{ text: b }"), answers("{ text: [a, b] }")],
    ["never-answers 5"],
  ],
  ["the earlier one has a limit", [answers("{ text: a }", "limits: { once_per: 1h },"), answers("{ text: a }")], []],
  ["it goes first by priority", [answers("{ text: a }"), answers("{ text: a }", "priority: 1,")], ["never-answers 3"]],
])("%s", (_name, rules, expected) => {
  expect(codes(...rules)).toEqual(expected);
});

test("a group that one rule is in by a near name is told once, and groups that differ by number or altogether are not", () => {
  const rules = (...groups: readonly string[]): string =>
    ["version: 1", "rules:", ...groups.map((group, index) => `  r${index}: ${inGroup(group)}`)].join("\n");
  const inGroup = (group: string): string => `{ on: message_recieved, group: ${group}, do: [{ log: hi }] }`;
  const found = (...groups: readonly string[]): readonly string[] =>
    compileFiles({ "r.yaml": rules(...groups) }).diagnostics.map(({ code, line, hint }) => `${line} ${code} ${hint}`);

  expect(found("answr", "answer", "answer")).toEqual(['3 misspelt-group did you mean "answer"?']);
  expect(found("answer", "anwser")).toEqual(['4 misspelt-group did you mean "answer"?']);
  expect(found("answer", "welcome", "step1", "step2", "a", "b")).toEqual([]);
  const many = Array.from({ length: 300 }, (_, index) => `${"abcdefghij"[index % 10] ?? ""}${index}xyzw`);
  expect(found("answr", "answer", ...many)).toEqual([]);
});
