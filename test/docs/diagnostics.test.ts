import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { loadProject } from "../../src/cli/project.ts";
import { FINDING_CODES } from "../../src/core/base/diagnostic.ts";
import type { Diagnostic } from "../../src/core/base/diagnostic.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { compileLines, SETTINGS } from "../helpers/compile.ts";
import { blocksOf, filesIn, readDocument, sectionOf } from "../helpers/documentation.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const DIAGNOSTICS = readDocument("docs/diagnostics.md");
const NINETY_DAYS_MS = 7_776_000_000;

/** What no text on the page can hold, and what is found only to start. */
const WITHOUT_EXAMPLE = ["not-utf-8", "sample-value", "too-large"];

/** The words with which the fence of an example begins. */
const KINDS = ["yaml rule", "yaml rules", "yaml config", "yaml nosender", "yaml project", "sh env"] as const;

type Kind = (typeof KINDS)[number];

test("every code of a finding has a heading in docs/diagnostics.md, and the other way round", () => {
  const headings = [...sectionOf(DIAGNOSTICS, "## Codes").matchAll(/^### (\S+)$/gm)].map(([, code]) => code);

  expect(headings).toEqual([...FINDING_CODES].sort());
});

test("every code of a finding is reported somewhere", () => {
  const text = filesIn("src/compile").map(readDocument).join("\n");
  const reported = [
    ...text.matchAll(/code: "([a-z0-9-]+)"/g),
    ...text.matchAll(/(?:refuse|refused|report|"\))\(\s*(?:[a-z.]+,\s*)?"([a-z]+(?:-[a-z]+)*)"/g),
  ].map(([, code = ""]) => code);
  const unknown = [...text.matchAll(/what: "([a-z]+)"/g)].map(([, what = ""]) => `unknown-${what}`);

  expect(FINDING_CODES.filter((code) => ![...reported, ...unknown].includes(code))).toEqual([]);
});

describe.each(FINDING_CODES.filter((code) => !WITHOUT_EXAMPLE.includes(code)))("%s", (code) => {
  const section = sectionOf(DIAGNOSTICS, `### ${code}`);

  test("is what the example gives, and nothing else", async () => {
    expect([...new Set(await found(section, "wrong"))]).toEqual([code]);
  });

  test("is gone from the mended example, and nothing else comes", async () => {
    expect(await found(section, "mended")).toEqual([]);
  });
});

test("what is allowed by a comment is no finding", () => {
  const [allowed] = blocksOf(DIAGNOSTICS, "yaml allowed");
  const lines = (allowed?.text ?? "").trimEnd().split("\n");

  expect(compileLines(lines).diagnostics).toEqual([]);
  expect(compileLines(lines.filter((line) => !line.includes("#"))).diagnostics).toMatchObject([
    { code: "no-once-per" },
  ]);
});

/** The codes that an example gives. */
async function found(section: string, which: "wrong" | "mended"): Promise<readonly string[]> {
  const examples = KINDS.flatMap((kind) => blocksOf(section, `${kind} ${which}`).map(({ text }) => ({ kind, text })));
  const [example] = examples;
  if (example === undefined || examples.length > 1) throw new Error(`there is not one example that is ${which}`);
  return (await diagnosticsOf(example)).map(({ code }) => code);
}

async function diagnosticsOf({ kind, text }: { kind: Kind; text: string }): Promise<readonly Diagnostic[]> {
  switch (kind) {
    case "yaml config":
      return compileConfig({ file: "heyrules.yaml", text, environment: ENVIRONMENT, requireEnvironment: true })
        .diagnostics;
    case "yaml project":
      return diagnosticsOfProject(Object.fromEntries(text.split(/^---\n/m).map(withName)));
    case "sh env":
      return diagnosticsOfProject({ ".env": text });
    case "yaml rule":
    case "yaml rules":
    case "yaml nosender": {
      const settings = kind === "yaml nosender" ? { ...settingsOfExamples(), sender: null } : settingsOfExamples();
      return compileLines(text.trimEnd().split("\n"), { settings, eventsMs: NINETY_DAYS_MS }).diagnostics;
    }
  }
}

const ENVIRONMENT = { CRM_TOKEN: "s3cret", SHOP_TOKEN: "s3cret", SHOP_TOKENS: ",", SLACK_URL: "https://slack.test/x" };

/** A file of a project begins with a comment that names it. */
function withName(text: string): readonly [name: string, text: string] {
  const [, name] = /^# (\S+)\n/.exec(text) ?? [];
  if (name === undefined) throw new Error("a file of a project has no name");
  return [name, text];
}

async function diagnosticsOfProject(files: Readonly<Record<string, string>>): Promise<readonly Diagnostic[]> {
  const folder = makeTemporaryFolder();
  const rules = join(folder, "rules");
  const config = join(folder, "heyrules.yaml");
  const all = { "heyrules.yaml": "version: 1\ntimezone: UTC\n", ...files };
  mkdirSync(rules);
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  return (await loadProject({ environment: ENVIRONMENT }, { config, rules }, { requireSecrets: true })).diagnostics;
}

function settingsOfExamples(): Settings {
  const { config } = compileConfig({
    file: "heyrules.yaml",
    text: 'version: 1\ntimezone: UTC\nsources:\n  staging: { tokens: "a" }\n  shop: { kind: json, tokens: "a", type: $.event, id: $.id }\n',
    environment: {},
    requireEnvironment: false,
  });
  const internal = { numbers: { on_call: "+15105550100" }, cap: { count: 20, windowMs: 3_600_000 } };
  const names = { members: { ann: 55 }, surveys: { after: 81 }, templates: { welcome: 5 }, lists: { newsletter: 7 } };
  return {
    ...SETTINGS,
    publicUrl: "https://hooks.example.com",
    names,
    sources: config?.settings.sources ?? {},
    sending: { ...SETTINGS.sending, internal },
  };
}
