import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import badCode from "./fixtures/bad-code.json" with { type: "json" };
import { makeTemporaryFolder } from "./helpers/temporary-folder.ts";

const OXLINT = resolve("node_modules/oxlint/bin/oxlint");
/** Statements that no rule minds. */
const lines = (count: number): string => "export {};\n".repeat(count);
const longFunction = `/** Long. */\nexport function f(): void {\n${"  String(1);\n".repeat(59)}}\n`;
/** What each rule forbids, and to begin with what is too long to be written down. */
const BROKEN: Readonly<Record<string, string>> = {
  "max-lines": lines(251),
  "max-lines-per-function": longFunction,
  ...badCode,
};

test("every rule of lint still bites, and in the place it is for", () => {
  const named = Object.entries(BROKEN).map(([rule, text]): [string, string] => [`src/core/bad/${fileOf(rule)}`, text]);
  const elsewhere = {
    "src/core/good.ts": `/** A line less. */\nexport function f(): number {\n${"  String(1);\n".repeat(57)}  return Date.UTC(2020);\n}\n`,
    "src/core/wrong-type.ts": 'const a: number = "b";\nexport { a };\n',
    "src/cli/clock.ts": "/** A. */\nexport const a = [Date.now(), process.pid];\n",
    "src/dashboard/bare.tsx": "export const a = 1;\nPromise.resolve(a);\n",
    "src/compile/generated/made.ts": `${lines(251)}export const a: any = 1;\n`,
    "src/compile/generated/wrong-type.ts": 'const a: number = "b";\n',
    "test/long.test.ts": `${lines(398)}export const a = Date.now();\nconsole.log(a);\n`,
    "test/too-long.test.ts": lines(401),
    "test/unused-directive.test.ts": "// oxlint-disable-next-line no-var\nPromise.resolve(1);\n",
  };

  const found = findingsIn({ ...Object.fromEntries(named), ...elsewhere });

  expect(Object.keys(BROKEN).sort()).toEqual(rulesInForce());
  expect(Object.keys(BROKEN).filter((rule) => !found.get(`src/core/bad/${fileOf(rule)}`)?.has(rule))).toEqual([]);
  expect(Object.fromEntries(Object.keys(elsewhere).map((path) => [path, [...(found.get(path) ?? [])].sort()]))).toEqual(
    {
      "src/core/good.ts": [],
      "src/core/wrong-type.ts": ["typescript/TS2322"],
      "src/cli/clock.ts": [],
      "src/dashboard/bare.tsx": ["docstrings/require-jsdoc", "typescript/no-floating-promises"],
      "src/compile/generated/made.ts": [],
      "src/compile/generated/wrong-type.ts": ["typescript/TS2322"],
      "test/long.test.ts": [],
      "test/too-long.test.ts": ["max-lines"],
      "test/unused-directive.test.ts": ["typescript/no-floating-promises", "unused directive"],
    },
  );
});

test("the one rule of typescript-eslint that oxlint had not, it has not yet; when it has, it goes into .oxlintrc.json", () => {
  const { stdout } = spawnSync(process.execPath, [OXLINT, "--rules"], { encoding: "utf8" });

  expect(stdout).toContain("no-unsafe-enum-assignment");
  expect(stdout).not.toContain("no-unsafe-class-instance-assignment");
});

/** The rules found broken in each of the files, by the configuration of this repository. */
function findingsIn(files: Readonly<Record<string, string>>): Map<string, Set<string>> {
  const folder = makeTemporaryFolder();
  for (const name of [".oxlintrc.json", "package.json", "tsconfig.json", "scripts/own-lint-rules.mjs"])
    cpSync(name, join(folder, name));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { stdout } = spawnSync(process.execPath, [OXLINT, "--format=json", "src", "test"], {
    cwd: folder,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { readonly code?: string; readonly filename: string }[];
  };
  const found = new Map<string, Set<string>>();
  for (const { code, filename } of diagnostics) {
    found.set(filename, (found.get(filename) ?? new Set()).add(ruleOf(code)));
  }
  return found;
}

/** `eslint(no-var)` is no-var, `typescript(await-thenable)` typescript/await-thenable. */
function ruleOf(code = "unused directive"): string {
  return code.replace("eslint(", "").replace("(", "/").replace(")", "");
}

function fileOf(rule: string): string {
  return `${rule.replace("/", "-")}.ts`;
}

/** Names of the rules that are on anywhere. */
function rulesInForce(): string[] {
  const text = readFileSync(".oxlintrc.json", "utf8").replaceAll(/^\s*\/\/.*$/gm, "");
  const { overrides } = JSON.parse(text) as {
    overrides: readonly { readonly rules: Readonly<Record<string, unknown>> }[];
  };
  return [...new Set(overrides.flatMap(({ rules }) => Object.keys(rules)))].sort();
}
