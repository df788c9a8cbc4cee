import { expect, test } from "vitest";
import { compileDevFile } from "../../../src/compile/config/dev-file.ts";
import { makeSettings } from "../../helpers/make.ts";

const SETTINGS = makeSettings({ connections: { crm: "http", slack: "slack" } });

function compile(text: string): ReturnType<typeof compileDevFile> {
  return compileDevFile({ file: "dev.yaml", text, settings: SETTINGS });
}

test("mocks are written as in a rule test; what is left out is 200 and an empty object", () => {
  const { devFile, diagnostics } = compile(
    "version: 1\nmocks:\n  crm: { json: { owner: Sam } }\n  slack: { fail: true }\n",
  );

  expect(diagnostics).toEqual([]);
  expect(devFile?.mocks).toEqual({
    crm: { status: 200, json: { owner: "Sam" }, fail: false },
    slack: { status: 200, json: {}, fail: true },
  });
});

test("a file without mocks mocks nothing", () => {
  expect(compile("version: 1\n")).toEqual({ devFile: { mocks: {} }, diagnostics: [] });
});

test("a connection that is not configured is a finding, and the other mocks count", () => {
  const { devFile, diagnostics } = compile("version: 1\nmocks:\n  cmr: { status: 503 }\n  crm: { status: 404 }\n");

  expect(diagnostics).toMatchObject([{ code: "unknown-connection", line: 3, hint: 'did you mean "crm"?' }]);
  expect(devFile?.mocks["crm"]).toEqual({ status: 404, json: {}, fail: false });
});

test.each([
  ["version: 1\nmocks: { crm: { state: 200 } }\n", "unknown-key", 2],
  ["version: 1\nmock: {}\n", "unknown-key", 2],
  ["version: 1\nmocks: { crm: { status: 999 } }\n", "invalid-value", 2],
  ["version: 1\nmocks: [\n", "yaml-syntax", 2],
])("%j has a finding with its place, and gives no mocks", (text, code, line) => {
  const { devFile, diagnostics } = compile(text);

  expect(devFile).toBeNull();
  expect(diagnostics).toMatchObject([{ code, line }]);
});
