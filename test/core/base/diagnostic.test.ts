import { expect, test } from "vitest";
import {
  compareDiagnostics,
  excerptAround,
  excerptOf,
  formatDiagnostic,
  linesOf,
} from "../../../src/core/base/diagnostic.ts";
import type { Diagnostic } from "../../../src/core/base/diagnostic.ts";

const diagnostic: Diagnostic = {
  code: "unknown-key",
  severity: "error",
  message: 'unknown key "txet" in "send_message"',
  file: "rules/a.yaml",
  line: 12,
  column: 5,
  excerpt: "\t   txet: hi",
  hint: 'did you mean "text"?',
};

test("a diagnostic prints its place, the line with a caret under the column, and the hint", () => {
  const printed = formatDiagnostic(diagnostic);

  expect(printed.split("\n")).toEqual([
    'rules/a.yaml:12:5 error unknown key "txet" in "send_message" [unknown-key]',
    "  12 | \t   txet: hi",
    "     | \t   ^",
    '  hint: did you mean "text"?',
  ]);
});

test("of a long line what is around the column is printed, with the caret under it", () => {
  const excerpt = `${"a".repeat(500)}txet${"b".repeat(500)}`;

  const [, line = "", caret = ""] = formatDiagnostic({ ...diagnostic, column: 501, excerpt }).split("\n");

  expect(line).toBe(`  12 | …${"a".repeat(80)}txet${"b".repeat(116)}…`);
  expect(line.slice(caret.indexOf("^")).startsWith("txet")).toBe(true);
});

test("a line that is short is shown whole around any column of it", () => {
  expect(excerptAround("text: hi", 7)).toEqual({ shown: "text: hi", mark: 6 });
});

test("a diagnostic without excerpt and hint prints one line", () => {
  const printed = formatDiagnostic({ ...diagnostic, excerpt: "", hint: null });

  expect(printed).toBe('rules/a.yaml:12:5 error unknown key "txet" in "send_message" [unknown-key]');
});

test("a diagnostic that is in no file prints no line", () => {
  const printed = formatDiagnostic({ ...diagnostic, file: "environment", line: 0, column: 0, excerpt: "", hint: null });

  expect(printed).toBe('environment error unknown key "txet" in "send_message" [unknown-key]');
});

test("diagnostics sort by file, line and column", () => {
  const places = [
    { ...diagnostic, file: "b.yaml", line: 1, column: 1 },
    { ...diagnostic, file: "a.yaml", line: 2, column: 9 },
    { ...diagnostic, file: "a.yaml", line: 2, column: 3 },
    { ...diagnostic, file: "a.yaml", line: 1, column: 5 },
  ];

  const sorted = [...places].sort(compareDiagnostics);

  expect(sorted).toEqual([...places].reverse());
});

test("an excerpt is a line without its line end, and empty beyond the end", () => {
  const text = "first\r\nsecond\nthird";

  expect([1, 2, 3, 4].map((line) => excerptOf(text, line))).toEqual(["first", "second", "third", ""]);
});

test("the lines of a text have no ends, and are split once", () => {
  const text = "version: 1\r\nrules:\n";

  const lines = linesOf(text);

  expect(lines).toEqual(["version: 1", "rules:", ""]);
  expect(linesOf(text)).toBe(lines);
});
