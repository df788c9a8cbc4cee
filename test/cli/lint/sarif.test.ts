import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { sarifReport } from "../../../src/cli/lint/lint-reports.ts";
import { compileLines } from "../../helpers/compile.ts";

const text = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text: { type: "string", minLength: 1 } },
};
const count = { type: "integer", minimum: 1 };

/** What SARIF 2.1.0 (OASIS, sections 3.13 to 3.54) wants of the objects that are written here, in our own words. */
const SARIF = {
  type: "object",
  required: ["version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", pattern: "^https://.*sarif-schema-2\\.1\\.0\\.json$" },
    version: { const: "2.1.0" },
    runs: { type: "array", items: run() },
  },
};

test("the report has the properties and types that SARIF 2.1.0 asks for, and no others", () => {
  const { diagnostics } = compileLines(["on: message_recived", "do: [{ send_message: { purpose: reply, text: hi } }]"]);
  const inNoFile = diagnostics.map((finding) => ({ ...finding, line: 0, column: 0 }));

  const reports = [[], diagnostics, inNoFile].map(
    (found) => JSON.parse(sarifReport({ diagnostics: found, problems: ["a token is missing"] })) as unknown,
  );

  const validate = new Ajv({ allErrors: true, strict: false }).compile(SARIF);
  expect(reports.map((report) => validate(report) || validate.errors)).toEqual([true, true, true]);
});

test("each result names a rule of the tool by its place in the list", () => {
  const { diagnostics } = compileLines(["on: message_recieved", "do: [{ log: '{{ contact.name }}' }, { lg: hi }]"]);

  const { runs } = JSON.parse(sarifReport({ diagnostics, problems: [] })) as { readonly runs: readonly Run[] };

  for (const { tool, results } of runs) {
    expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(
      results.map(({ ruleId }) => ruleId),
    );
  }
});

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
}

function run(): object {
  const rule = {
    type: "object",
    required: ["id"],
    additionalProperties: false,
    properties: { id: { type: "string" }, shortDescription: text },
  };
  const driver = {
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: { type: "string" },
      version: { type: "string" },
      rules: { type: "array", uniqueItems: true, items: rule },
    },
  };
  const region = { type: "object", additionalProperties: false, properties: { startLine: count, startColumn: count } };
  const artifactLocation = {
    type: "object",
    additionalProperties: false,
    properties: { uri: { type: "string", minLength: 1 } },
  };
  const physicalLocation = {
    type: "object",
    required: ["artifactLocation"],
    additionalProperties: false,
    properties: { artifactLocation, region },
  };
  const location = { type: "object", additionalProperties: false, properties: { physicalLocation } };
  const result = {
    type: "object",
    required: ["message"],
    additionalProperties: false,
    properties: {
      ruleId: { type: "string" },
      ruleIndex: { type: "integer", minimum: -1 },
      level: { enum: ["none", "note", "warning", "error"] },
      message: text,
      locations: { type: "array", items: location },
    },
  };
  return {
    type: "object",
    required: ["tool"],
    additionalProperties: false,
    properties: {
      tool: { type: "object", required: ["driver"], additionalProperties: false, properties: { driver } },
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      results: { type: "array", items: result },
    },
  };
}
