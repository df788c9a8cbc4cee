import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { loadProject } from "../../src/cli/project.ts";
import { ruleFilesIn } from "../../src/compile/load.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { digest } from "../../src/system.ts";
import { readDocument } from "../helpers/documentation.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const FOLDER = join(ROOT, "rules/cookbook");
const FILES = await ruleFilesIn(join(FOLDER, "rules"));

test("lint finds nothing in the cookbook, and all of its tests pass", async () => {
  const globals = { config: join(FOLDER, "heyrules.yaml"), rules: join(FOLDER, "rules") };

  const { config, rules, tests, diagnostics } = await loadProject({ environment: {} }, globals, {
    requireSecrets: false,
    strict: true,
  });

  expect(diagnostics).toEqual([]);
  expect(rules.length).toBeGreaterThanOrEqual(20);
  expect(rules.filter(({ id }) => !tests.some(({ ruleId }) => ruleId === id))).toEqual([]);
  for (const each of tests) {
    if (config === null) throw new Error("the cookbook does not load");
    const parts = { rules, settings: config.settings, createEngine: createSimulatedEngine, digest };
    expect({ name: each.name, ...(await runRuleTest(each, parts)) }).toMatchObject({ name: each.name, failure: null });
  }
});

test.each(FILES.map((file) => [basename(file), file]))("%s says what it does and what to change", (_name, file) => {
  const text = readFileSync(file, "utf8");

  expect(text).toMatch(/^# Job: /m);
  expect(text).toMatch(/^# Change: /m);
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
});

test("no rule of the cookbook is one of the project of this repository", async () => {
  const own = await ruleFilesIn(join(ROOT, "rules"));

  expect(own.length).toBeGreaterThan(0);
  expect(own.filter((file) => file.includes("cookbook"))).toEqual([]);
});

test("docs/cookbook.md lists every file of the cookbook", () => {
  const listed = [...readDocument("docs/cookbook.md").matchAll(/rules\/cookbook\/rules\/([\w-]+[.]yaml)/g)];

  expect([...new Set(listed.map((match) => match[1]))].toSorted()).toEqual(FILES.map((file) => basename(file)));
});
