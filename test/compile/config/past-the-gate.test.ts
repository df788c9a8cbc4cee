import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";

const HEAD = "version: 1\ntimezone: America/New_York\n";
const SANDBOX = 'heymarket: { api_url: "http://localhost:4100" }\n';

test.each([
  ["Heymarket", "", '{ api: { base_url: "https://api.heymarket.com" } }', ["3:33"]],
  ["Heymarket by another name", "", '{ n8n: { kind: webhook, url: "https://API.Heymarket.com/n8n" } }', ["3:43"]],
  ["where the engine reaches it", SANDBOX, '{ api: { base_url: "http://localhost:4100/v1" } }', ["4:33"]],
  ["another port of the same host", SANDBOX, '{ crm: { base_url: "http://localhost:4200" } }', []],
  ["somebody with a like name", "", '{ crm: { base_url: "https://notheymarket.com" } }', []],
  ["what a variable says", "", '{ crm: { base_url: "${CRM_URL}" } }', []],
])("a connection to %s", (_whom, before, connections, places) => {
  const text = `${HEAD}${before}connections: ${connections}\n`;

  const { diagnostics } = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: false });

  const found = diagnostics.filter(({ code }) => code === "past-the-gate");
  expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});
