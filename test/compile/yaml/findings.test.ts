import { expect, test } from "vitest";
import { parseDocument } from "../../../src/compile/yaml/document.ts";
import { createFindings, suggest } from "../../../src/compile/yaml/findings.ts";

test("findings have the place and the line of what they name, and come by position", () => {
  const { document } = parseDocument({ file: "a.yaml", text: "a: 1\nb:\n  c: 2\n" });
  if (document === null) throw new Error("no document");
  const findings = createFindings(document);

  findings.warning({ code: "unknown-event-data", path: ["b", "c"], message: "odd" });
  findings.error({ code: "unknown-key", path: ["a"], message: "bad", hint: "better", which: "key" });

  expect(findings.list).toEqual([
    {
      code: "unknown-key",
      severity: "error",
      message: "bad",
      file: "a.yaml",
      line: 1,
      column: 1,
      excerpt: "a: 1",
      hint: "better",
    },
    {
      code: "unknown-event-data",
      severity: "warning",
      message: "odd",
      file: "a.yaml",
      line: 3,
      column: 6,
      excerpt: "  c: 2",
      hint: null,
    },
  ]);
});

test.each([
  ["txet", ["text", "inbox"], 'did you mean "text"?'],
  ["Inbox", ["text", "inbox"], 'did you mean "inbox"?'],
  ["calender", ["calendar"], 'did you mean "calendar"?'],
  ["apply", ["applies_to", "zone"], null],
  ["x", [], null],
])("for %j among %j the suggestion is %j", (word, candidates, suggestion) => {
  expect(suggest(word, candidates)).toBe(suggestion);
});
