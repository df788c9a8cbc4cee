import { expect, test } from "vitest";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import type { Diagnostic } from "../../src/core/base/diagnostic.ts";
import { compileFiles } from "../helpers/compile.ts";
import cases from "../tables/broken-files.json" with { type: "json" };

const NINETY_DAYS_MS = 7_776_000_000;

/** Each finding is told as `line:column code words`, where the words begin its hint, or its message when it has none. */
test.each(cases)("$name: each mistake once, at its place, with what to do", ({ file, lines, found }) => {
  const text = `${lines.join("\n")}\n`;

  const diagnostics = file === "config" ? ofConfig(text) : ofRules(text);

  expect(diagnostics.map(summaryOf)).toEqual(found);
  for (const { line, excerpt } of diagnostics) expect(excerpt).toBe(text.split(/\r?\n/)[line - 1]);
});

function ofConfig(text: string): readonly Diagnostic[] {
  const environment = { T: "x", STORE: "y" };
  const { diagnostics } = compileConfig({ file: "heyrules.yaml", text, environment, requireEnvironment: false });
  // A line that holds a secret is shown without it.
  return diagnostics.map((found) => ({ ...found, excerpt: text.split(/\r?\n/)[found.line - 1] ?? "" }));
}

function ofRules(text: string): readonly Diagnostic[] {
  return compileFiles({ "r.yaml": text }, { eventsMs: NINETY_DAYS_MS }).diagnostics;
}

const WORDS = 60;

function summaryOf({ line, column, code, hint, message }: Diagnostic): string {
  return `${line}:${column} ${code} ${(hint ?? message).slice(0, WORDS)}`;
}
