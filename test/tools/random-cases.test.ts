import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { randomCases, randomSeeds } from "../helpers/random-cases.ts";

/** Where a seed may be new: what chooses it, and the long runs of faults, which print it. */
const CHOOSES = ["helpers/random-cases.ts", "faults/run.ts", "tools/random-cases.test.ts"];

/** What in a test may come out otherwise the next time, in words. */
function luckIn(text: string): readonly string[] {
  const runs = text.split(/\bfc\.(?:assert|check|sample|statistics)\(/).slice(1);
  const imported = /^import (.*) from "fast-check";/m.exec(text)?.[1] ?? "fc";
  return [
    ...(imported === "fc" || imported.startsWith("type ") ? [] : ["has fast-check under another name than fc"]),
    ...(runs.every((run) => /\brandomCases\(\d[\d_]*\)/.test(run)) ? [] : ["tries random cases of any seed"]),
    ...(/\bMath\.random\b|\brandomInt\(/.test(text) ? ["draws at random"] : []),
    ...(/seed\w*\(?[^;\n]*\b(?:Date|performance)\.now\b/i.test(text) ? ["takes a seed from the clock"] : []),
  ];
}

test("nothing random in a test is of another seed than the usual one", () => {
  const files = readdirSync("test", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !CHOOSES.includes(file));

  const found = files.flatMap((file) =>
    luckIn(readFileSync(join("test", file), "utf8")).map((what) => `${file} ${what}`),
  );

  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

test.each([
  ["tries random cases of any seed", "fc.assert(fc.property(fc.json(), read));"],
  ["tries random cases of any seed", "await fc.assert(\n  fc.asyncProperty(steps, run),\n  { numRuns: 40 },\n);"],
  ["tries random cases of any seed", "fc.assert(one, randomCases(10));\nfc.assert(other);"],
  ["tries random cases of any seed", "const texts = fc.sample(fc.string(), 10);"],
  ["has fast-check under another name than fc", 'import { assert } from "fast-check";'],
  ["draws at random", "const fleet = createFleet(world, Math.random);"],
  ["takes a seed from the clock", "const random = createSeeded(Date.now());"],
  ["takes a seed from the clock", 'const first = Number(process.env["SEED"] ?? Date.now());'],
])("what %s is found: %j", (what, text) => {
  expect(luckIn(text)).toEqual([what]);
});

test.each([
  [
    "cases of the usual seed",
    'import fc from "fast-check";\nfc.assert(\n  fc.property(a, b),\n  randomCases(2_000),\n);',
  ],
  ["cases of the usual seed with examples", "fc.assert(one, { ...randomCases(40), examples });"],
  ["randomness with a seed", "const random = createSeeded(seed);"],
])("%s are no luck", (_name, text) => {
  expect(luckIn(text)).toEqual([]);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test("cases are those of one seed unless another one is named", () => {
  vi.stubEnv("HEYRULES_SEED", undefined);
  vi.stubEnv("HEYRULES_CASES", undefined);

  expect(randomCases(100)).toEqual({ numRuns: 100, seed: 1 });
  expect(randomSeeds(3)).toEqual([1, 2, 3]);
});

test("another seed and more cases are chosen by variables", () => {
  vi.stubEnv("HEYRULES_SEED", "7");
  vi.stubEnv("HEYRULES_CASES", "2");

  expect(randomCases(100)).toEqual({ numRuns: 200, seed: 7 });
  expect(randomSeeds(2)).toEqual([7, 8, 9, 10]);
});

test("a new seed is a whole number, and what is none is told", () => {
  vi.stubEnv("HEYRULES_SEED", "new");

  const { seed } = randomCases(100);
  vi.stubEnv("HEYRULES_SEED", "old");

  expect(Number.isInteger(seed)).toBe(true);
  expect(() => randomCases(100)).toThrow("HEYRULES_SEED is old; it may be a whole number, or new");
});
