import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cruise } from "dependency-cruiser";
import type { ICruiseResult } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import { expect, test } from "vitest";
import badLayers from "./fixtures/bad-layers.json" with { type: "json" };
import { makeTemporaryFolder } from "./helpers/temporary-folder.ts";

const { forbidden = [], options } = await extractDepcruiseConfig("./.dependency-cruiser.mjs");

/** How many files below `src` were read, and `rule: file` for every file with an import that a rule forbids. */
async function rulesBrokenIn(baseDir: string): Promise<{ readonly files: number; readonly broken: readonly string[] }> {
  const { output } = await cruise(["src"], { ...options, baseDir, ruleSet: { forbidden }, validate: true });
  const { summary, modules } = output as ICruiseResult;
  return {
    files: modules.filter(({ source }) => source.startsWith("src/")).length,
    broken: [...new Set(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort(),
  };
}

test("src obeys the layer rules", async () => {
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

  const biting = new Set(broken.map((finding) => finding.split(":")[0]));
  expect(forbidden.filter(({ name = "" }) => !biting.has(name))).toEqual([]);
  expect(forbidden.length).toBeGreaterThan(15);
  expect(broken).toContain("core-is-pure: src/core/base/a.ts");
  expect(broken).toContain("driver-only-in-its-store: src/stores/lowdb/store.ts");
  expect(broken).not.toContain("driver-only-in-its-store: src/stores/on-disk/process-lock.ts");
  expect(broken).toContain("admin-answers-with-show-and-dashboard: src/admin/control/control-server.ts");
  expect(broken).toContain("stage-sees-core-and-ports: src/operate/operator.ts");
  expect(broken).toContain("express-only-at-the-edge: src/operate/operator.ts");
  expect(broken).not.toContain("express-only-at-the-edge: src/admin/control/control-server.ts");
  expect(broken).toContain("pages-only-in-dashboard: src/admin/pages/events.ts");
  expect(broken).toContain("dashboard-draws-what-show-gives: src/dashboard/events-page.tsx");
  expect(broken).not.toContain("pages-only-in-dashboard: src/dashboard/events-page.tsx");
  expect(broken.filter((finding) => finding.endsWith("src/core/model/clean.ts"))).toEqual([]);
  expect(files).toBe(Object.keys(badLayers).filter((path) => path.startsWith("src/")).length);
});

test("every store is held to the store contract", () => {
  const stores = readdirSync("src/stores").filter((folder) => existsSync(join("src/stores", folder, "store.ts")));

  const held = readdirSync("test/stores", { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join("test/stores", name), "utf8"))
    .filter((text) => /^describe(Kept)?Store\(/m.test(text))
    .flatMap((text) =>
      [...text.matchAll(/from "(?:[.][.]\/)+src\/stores\/([^/"]+)\/store[.]ts"/g)].map((match) => match[1]),
    );

  expect(stores.length).toBeGreaterThan(2);
  expect([...new Set(held)].sort()).toEqual(stores.sort());
});
