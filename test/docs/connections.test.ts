import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { loadProject } from "../../src/cli/project.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { digest } from "../../src/system.ts";
import { readDocument } from "../helpers/documentation.ts";

const FOLDER = new URL("../../rules/crm/", import.meta.url).pathname;
const CRMS = readdirSync(FOLDER);
const DOCUMENT = readDocument("docs/connections.md");

test.each(CRMS)("the project of %s has no finding, and its tests pass", async (name) => {
  const globals = { config: join(FOLDER, name, "heyrules.yaml"), rules: join(FOLDER, name, "rules") };

  const { config, rules, tests, diagnostics } = await loadProject({ environment: {} }, globals, {
    requireSecrets: false,
  });

  expect(diagnostics).toEqual([]);
  expect(tests.length).toBeGreaterThan(3);
  for (const each of tests) {
    if (config === null) throw new Error("the project does not load");
    const parts = { rules, settings: config.settings, createEngine: createSimulatedEngine, digest };
    expect(await runRuleTest(each, parts)).toMatchObject({ failure: null });
  }
});

test.each(CRMS)("docs/connections.md shows connection and rule of %s as they are", (name) => {
  for (const [file, from] of [
    ["heyrules.yaml", "timezone: America/New_York\n"],
    ["rules/opt-out.yaml", "version: 1\n"],
  ] as const) {
    const path = join(FOLDER, name, file);
    expect(existsSync(path)).toBe(true);
    const shown = readFileSync(path, "utf8").split(from)[1]?.trim() ?? "";
    expect(DOCUMENT).toContain(shown);
  }
});
