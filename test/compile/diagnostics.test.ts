import { expect, test } from "vitest";
import { compileLines } from "../helpers/compile.ts";
import cases from "../tables/diagnostics.json" with { type: "json" };

test.each(cases)("$name is found at its place", ({ yaml, expected }) => {
  const { diagnostics, rules } = compileLines(yaml);

  const found = diagnostics.map(({ code, severity, line, column, hint }) => ({ code, severity, line, column, hint }));
  expect(found).toEqual(expected);
  expect(rules.length).toBe(expected.some(({ severity }) => severity === "error") ? 0 : 1);
});

test("every finding is a sentence without the text of the file around it", () => {
  for (const { yaml } of cases) {
    for (const { message, excerpt, file } of compileLines(yaml).diagnostics) {
      expect(message).toMatch(/^.{8,400}$/);
      expect(message).not.toContain("\n");
      expect(excerpt).not.toBe("");
      expect(file).toBe("r.yaml");
    }
  }
});
