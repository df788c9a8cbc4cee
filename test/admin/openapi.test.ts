import { createConfig, lintFromString } from "@redocly/openapi-core";
import openapiTypescript, { astToString } from "openapi-typescript";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { openApiDocument } from "../../src/admin/api/openapi.ts";
import { runCommand } from "../helpers/project.ts";

test("the description has no finding of the linter of Redocly", async () => {
  const source = JSON.stringify(openApiDocument("1.0.0"));

  const problems = await lintFromString({ source, config: await createConfig({ extends: ["recommended"] }) });

  expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))).toEqual([]);
});

test("heyrules openapi prints the description", async () => {
  const { code, out } = await runCommand(["openapi"]);

  expect([code, JSON.parse(out)]).toMatchObject([0, { openapi: "3.1.0", info: { title: "heyrules admin API" } }]);
});

test("a client that is generated from the description has the types that a program expects", async () => {
  const document = openApiDocument("1.0.0") as Parameters<typeof openapiTypescript>[0];
  const files: Readonly<Record<string, string>> = {
    "api.d.ts": astToString(await openapiTypescript(document, { defaultNonNullable: false })),
    "program.ts": readFileSync(new URL("../fixtures/openapi-client.ts.txt", import.meta.url), "utf8"),
  };

  expect(findingsOf(files, "program.ts")).toEqual([]);
});

/** What TypeScript finds in a file of these. */
function findingsOf(files: Readonly<Record<string, string>>, main: string): readonly string[] {
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, types: [], skipLibCheck: true, lib: ["lib.es2022.d.ts"] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const disk = ts.createCompilerHost(options);
  const textOf = (name: string): string | undefined => files[basename(name)];
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => textOf(name) !== undefined || disk.fileExists(name),
    readFile: (name) => textOf(name) ?? disk.readFile(name),
    getSourceFile: (name, language) => {
      const text = textOf(name);
      return text === undefined ? disk.getSourceFile(name, language) : ts.createSourceFile(name, text, language);
    },
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram([main], options, host));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
