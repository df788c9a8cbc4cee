import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { FINDING_CODES } from "../../src/core/base/diagnostic.ts";
import type { Diagnostic } from "../../src/core/base/diagnostic.ts";
import { compileFiles } from "../helpers/compile.ts";
import { randomCases } from "../helpers/random-cases.ts";

const ROOT = new URL("../../", import.meta.url);

/** Files that are right, by their paths from the root of the repository. */
const FILES = [...filesBelow("rules"), ...filesBelow("test/fixtures/rules"), "test/fixtures/heyrules.yaml"].map(
  (path) => ({ path, text: readFileSync(new URL(path, ROOT), "utf8") }),
);

/** What people put where something else stood. */
const SCRAPS = [
  "",
  ":",
  "- ",
  "#",
  "'",
  '"',
  "{",
  "}",
  "[",
  "]",
  "{{",
  "&a ",
  "*a",
  "!b ",
  "\t",
  "\u00a0",
  "null",
  "yes",
  "0",
  "22:30",
  "|",
  "? ",
];

const mutation = fc.record({
  what: fc.constantFrom("delete", "duplicate", "swap", "replace"),
  of: fc.constantFrom("line", "character", "word"),
  at: fc.nat(),
  other: fc.nat(),
  scrap: fc.constantFrom(...SCRAPS),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

test("whatever is deleted, doubled, swapped or replaced in a file, findings have a known code and a place in it", () => {
  const cases = fc.tuple(fc.constantFrom(...FILES), fc.array(mutation, { minLength: 1, maxLength: 3 }));

  fc.assert(
    fc.property(cases, ([{ path, text }, mutations]) => {
      const mutant = mutations.reduce(mutated, text);
      const lines = mutant.split("\n");
      for (const { code, line, column, message } of diagnose(path, mutant)) {
        expect(FINDING_CODES).toContain(code);
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        expect(message).toMatch(/^\S.{7}/);
      }
    }),
    randomCases(300),
  );
});

function diagnose(path: string, text: string): readonly Diagnostic[] {
  if (!path.endsWith("heyrules.yaml")) return compileFiles({ [path]: text }).diagnostics;
  return compileConfig({ file: path, text, environment: {}, requireEnvironment: false }).diagnostics;
}

/** Lines, characters and words are parts of a text, with what stands between them. */
function mutated(text: string, { what, of, at, other, scrap }: Mutation): string {
  const parts =
    of === "line"
      ? text.split(/(?<=\n)/)
      : of === "word"
        ? text.split(/(?<=\W)(?=\w)|(?<=\w)(?=\W)/)
        : Array.from(text);
  if (parts.length === 0) return scrap;
  const index = at % parts.length;
  const part = parts[index] ?? "";
  const swapped = other % parts.length;
  if (what === "swap")
    return parts
      .with(index, parts[swapped] ?? "")
      .with(swapped, part)
      .join("");
  const replacement = what === "delete" ? "" : what === "duplicate" ? part + part : scrap;
  return parts.with(index, replacement).join("");
}

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".yaml") && !name.includes(".git")).map((name) => `${folder}/${name}`);
}
