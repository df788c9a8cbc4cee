import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import type { ICruiseResult } from "dependency-cruiser";
import { expect, test } from "vitest";
import config from "../.dependency-cruiser.mjs";
import badLayers from "./fixtures/bad-layers.json" with { type: "json" };
import { makeTemporaryFolder } from "./helpers/temporary-folder.ts";

/** How many files below `src` were read, and `rule: file` for every import that a rule forbids. */
async function rulesBrokenIn(baseDir: string): Promise<{ readonly files: number; readonly broken: readonly string[] }> {
  const ruleSet = { forbidden: config.forbidden };
  const { output } = await cruise(["src"], { ...config.options, baseDir, ruleSet, validate: true });
  const { summary, modules } = output as ICruiseResult;
  return {
    files: modules.filter(({ source }) => source.startsWith("src/")).length,
    broken: [...new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort(),
  };
}

test("src obeys the layer rules", { timeout: 60_000 }, async () => {
  const { files, broken } = await rulesBrokenIn(process.cwd());

  expect(broken).toEqual([]);
  expect(files).toBeGreaterThan(100);
});

test("every rule still bites: a forbidden import is reported, by the file it stands in", async () => {
  const folder = makeTemporaryFolder();
  for (const [path, text] of Object.entries(badLayers)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  const { files, broken } = await rulesBrokenIn(folder);

  expect(files).toBe(Object.keys(badLayers).filter((path) => path.startsWith("src/")).length);
  expect(broken).toEqual([
    "action-stands-alone: src/act/note.ts",
    "app-only-from-cli: src/run/uses-app.ts",
  ]);
  const biting = new Set(broken.map((finding) => finding.split(":")[0]));
  expect(config.forbidden.map(({ name }) => name).filter((name) => !biting.has(name))).toEqual([]);
});
