import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { digest } from "../../src/system.ts";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { compileRules } from "../../src/compile/rules/compile.ts";
import type { Compilation } from "../../src/compile/rules/compile.ts";
import { FILTERS } from "../../src/core/language/template-filters.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { EVENT_TYPES } from "../../src/core/event/vocabulary.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { blocksOf, firstCells, readDocument, sectionOf } from "../helpers/documentation.ts";

const README = readDocument("README.md");
const LANGUAGE = readDocument("docs/language.md");
const DOCUMENTS = [
  ["README.md", README],
  ["docs/language.md", LANGUAGE],
] as const;

const SETTINGS = settingsOfTemplate();

function settingsOfTemplate(): Settings {
  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text: readDocument("templates/project/heyrules.yaml"),
    environment: {},
    requireEnvironment: false,
  });
  if (config === null) throw new Error(JSON.stringify(diagnostics));
  return config.settings;
}

function compile(file: string, text: string): Compilation {
  return compileRules({ sources: [{ file, text }], settings: SETTINGS, digest, strict: true });
}

test.each(DOCUMENTS)(
  "every complete rule file of %s compiles without any finding, and its tests pass",
  async (...document) => {
    const [name, markdown] = document;
    const blocks = blocksOf(markdown, "yaml complete");

    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const { rules, tests, diagnostics } = compile(`${name}:${block.line}`, block.text);
      expect(diagnostics).toEqual([]);
      expect(tests.length).toBeGreaterThan(0);
      for (const item of tests) {
        const result = await runRuleTest(item, {
          rules,
          settings: SETTINGS,
          createEngine: createSimulatedEngine,
          digest,
        });
        expect({ test: item.name, failure: result.failure }).toEqual({ test: item.name, failure: null });
      }
    }
  },
);

test("every part of a rule in docs/language.md compiles without any finding", () => {
  const blocks = blocksOf(LANGUAGE, "yaml rule");

  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const part = parse(block.text) as object;
    const rule = { on: "message_recieved", do: [{ log: "done" }], ...part };
    const { diagnostics } = compile(`docs/language.md:${block.line}`, stringify({ version: 1, rules: { part: rule } }));
    expect(diagnostics).toEqual([]);
  }
});

test("every configuration in docs/language.md compiles without any finding", () => {
  const blocks = blocksOf(LANGUAGE, "yaml config");

  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) {
    const file = `docs/language.md:${block.line}`;
    expect(compileConfig({ file, text: block.text, environment: {}, requireEnvironment: false }).diagnostics).toEqual(
      [],
    );
  }
});

test("docs/language.md lists the events and the filters there are", () => {
  expect(firstCells(LANGUAGE, "## Events").toSorted()).toEqual(EVENT_TYPES.toSorted());
  const [paragraph = ""] = /^Filters: [^]*?\n\n/m.exec(LANGUAGE) ?? [];
  const filters = [...paragraph.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
  expect(filters.toSorted()).toEqual(Object.keys(FILTERS).toSorted());
});

test("docs/language.md names every word the schemas know and refuse", () => {
  const refused = ["rule", "config"].flatMap((name) =>
    refusedWords(JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), "utf8"))),
  );
  const section = sectionOf(LANGUAGE, "## Not available yet");
  const named = [...section.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1]?.split(/[.:] ?/) ?? []);

  expect(refused.filter((word) => !named.includes(word))).toEqual([]);
  expect(refused).not.toEqual([]);
});

/** Names of the properties of a schema that are refused as not available. */
function refusedWords(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([name, member]: [string, unknown]) => {
    const isRefused = typeof member === "object" && member !== null && "x-not-available" in member && name !== "then";
    return isRefused ? [name] : refusedWords(member);
  });
}
