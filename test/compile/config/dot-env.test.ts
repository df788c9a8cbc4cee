import { expect, test } from "vitest";
import { parseDotEnv } from "../../../src/compile/config/environment/dot-env.ts";

function valuesOf(text: string): Readonly<Record<string, string>> {
  const { assignments, diagnostics } = parseDotEnv({ file: ".env", text });
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
}

test.each([
  ["a plain value", "TOKEN=abc", "abc"],
  ["white space around it", "  TOKEN \t=  abc \t", "abc"],
  ["export in front", "export TOKEN=abc", "abc"],
  ["nothing", "TOKEN=", ""],
  ["a # inside a value", "TOKEN=to#ken", "to#ken"],
  ["a # as the first sign", "TOKEN=#token", "#token"],
  ["a comment after white space", "TOKEN=abc # of staging", "abc"],
  ["a comment after a tab", "TOKEN=abc\t#of staging", "abc"],
  ["a comment instead of a value", "TOKEN= # not yet", ""],
  ["white space inside", "TOKEN=a b", "a b"],
  ["an = inside", "TOKEN=YWJj==", "YWJj=="],
  ["double quotes around a #", 'TOKEN="abc #1"', "abc #1"],
  ["single quotes around double ones", `TOKEN='say "abc"'`, 'say "abc"'],
  ["back quotes", "TOKEN=`a'b\"c`", "a'b\"c"],
  ["quotes and a comment", "TOKEN='abc' # of staging", "abc"],
  ["quotes keep white space", 'TOKEN=" abc "', " abc "],
  ["a quote inside", `TOKEN=it's`, "it's"],
  ["\\n in double quotes", 'TOKEN="a\\nb"', "a\nb"],
  ["\\n in single quotes", "TOKEN='a\\nb'", "a\\nb"],
  ["several lines in quotes", 'TOKEN="a\nb"', "a\nb"],
  ["a $ is nothing special", "TOKEN=$HOME", "$HOME"],
])("%s", (_title, text, value) => {
  expect(valuesOf(text)).toEqual({ TOKEN: value });
});

test("empty lines and comments are passed over, with the line ends of Windows too", () => {
  expect(valuesOf("# head\r\n\r\nA=1\r\n  # B=2\r\nC=3\r\n")).toEqual({ A: "1", C: "3" });
});

test("of a name that stands twice the last one counts", () => {
  expect(valuesOf("A=1\nA=2\n")).toEqual({ A: "2" });
});

test("each assignment knows its line, also behind a value of several lines", () => {
  const { assignments } = parseDotEnv({ file: ".env", text: "\nA='1\n2'\nB=3" });

  expect(assignments.map(({ name, line }) => [name, line])).toEqual([
    ["A", 2],
    ["B", 4],
  ]);
});

test.each([
  ["TOKEN abc", "is no assignment"],
  ["TOKEN: abc", "is no assignment"],
  ["MY-TOKEN=abc", "is no assignment"],
  ["=abc", "is no assignment"],
  ["TOKEN='abc", "is not closed"],
  ["TOKEN='abc'def", "behind the closing quote"],
  ["TOKEN=“abc”", "are curly"],
  ["TOKEN= ‘abc’", "are curly"],
  ["TOKEN=a\u200bbc", "that nobody sees"],
])("%s is an error with its line, does not show what may be a secret, and hides nothing else", (line, message) => {
  const { assignments, diagnostics } = parseDotEnv({ file: "x/.env", text: `A=1\n${line}\nB=2\n` });

  expect(diagnostics).toMatchObject([
    { code: "bad-assignment", severity: "error", file: "x/.env", line: 2, excerpt: "" },
  ]);
  expect(diagnostics[0]?.message).toContain(message);
  expect(JSON.stringify(diagnostics)).not.toContain("abc");
  expect(assignments.map(({ name }) => name)).toEqual(["A", "B"]);
});
