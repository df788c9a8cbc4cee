import { describe, expect, test } from "vitest";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { FINDING_CODES } from "../../src/core/base/diagnostic.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { compileLines, SETTINGS } from "../helpers/compile.ts";
import { blocksOf, filesIn, readDocument, sectionOf } from "../helpers/documentation.ts";

const DIAGNOSTICS = readDocument("docs/diagnostics.md");
const NINETY_DAYS_MS = 7_776_000_000;

/** What stands outside of one file, in one that is too large to show, or has no example yet. */
const WITHOUT_EXAMPLE = [
  "answers-overlap",
  "missing-public-url",
  "never-used",
  "not-available",
  "opt-out-answer",
  "unknown-blueprint",
  "unknown-callback",
  "unknown-input",
  "unused-callback",
  "bad-assignment",
  "misspelt-variable",
  "not-utf-8",
  "sample-value",
  "too-large",
  "unknown-rule",
  "unused-connection",
];

const KINDS = ["rule", "rules", "config", "nosender"] as const;

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

  test("is what the example gives, and nothing else", () => {
    expect([...new Set(found(section, "wrong"))]).toEqual([code]);
  });

  test("is gone from the mended example, and nothing else comes", () => {
    expect(found(section, "mended")).toEqual([]);
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
function found(section: string, which: "wrong" | "mended"): readonly string[] {
  const examples = KINDS.flatMap((kind) =>
    blocksOf(section, `yaml ${kind} ${which}`).map(({ text }) => codesIn(kind, text)),
  );
  if (examples.length !== 1) throw new Error(`there is no example that is ${which}`);
  return examples.flat();
}

function codesIn(kind: (typeof KINDS)[number], text: string): readonly string[] {
  if (kind === "config") {
    const environment = { CRM_TOKEN: "s3cret", SHOP_TOKEN: "s3cret", SHOP_TOKENS: "," };
    const { diagnostics } = compileConfig({ file: "heyrules.yaml", text, environment, requireEnvironment: true });
    return diagnostics.map(({ code }) => code);
  }
  const settings = kind === "nosender" ? { ...settingsOfExamples(), sender: null } : settingsOfExamples();
  return compileLines(text.trimEnd().split("\n"), { settings, eventsMs: NINETY_DAYS_MS }).diagnostics.map(
    ({ code }) => code,
  );
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
    names,
    sources: config?.settings.sources ?? {},
    sending: { ...SETTINGS.sending, internal },
  };
}
