import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONNECTION_KINDS, LINE_KINDS } from "../../../../src/core/model/ruleset/connection-kind.ts";

test("the schema lets every kind be written, and no other", () => {
  const text = readFileSync(new URL("../../../../schemas/config.schema.json", import.meta.url), "utf8");
  const [, kinds = ""] = /"kind": \{[^{}]*"enum": \[([^\]]*slack[^\]]*)\]/.exec(text) ?? [];

  const written = [...kinds.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? "");

  expect(written.toSorted()).toEqual(Object.keys(CONNECTION_KINDS).toSorted());
});

test("the kinds that take a line to people are listed in words", () => {
  expect(LINE_KINDS).toBe("slack, teams or generic");
});
