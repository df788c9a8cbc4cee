import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";

const HEAD = "version: 1\ntimezone: America/New_York\n";
const OAUTH = `connections:
  c:
    base_url: https://a.example
    auth: { oauth: { token_url: "http://a.example/token", grant: client_credentials, client_id: x, client_secret: y } }`;

test.each([
  ["of the internet", 'connections: { c: { base_url: "http://crm.example/api" } }', ["3:31"]],
  ["of a public IP address", 'connections: { c: { kind: webhook, url: "http://93.184.216.34/hook" } }', ["3:41"]],
  ["from which tokens come", OAUTH, ["6:33"]],
  ["at which people call it", "public_url: http://a.example", ["3:13"]],
  ["that is said to be private", 'connections: { c: { base_url: "http://a.example", private_network: true } }', []],
  [
    "of its own network",
    'connections: { c: { base_url: "http://crm.internal" }, d: { base_url: "http://10.1.2.3" } }',
    [],
  ],
  ["of this machine", "public_url: http://localhost:3000", []],
])("an address %s without https", (_what, yaml, places) => {
  const { config, diagnostics } = compileConfig({
    ...{ file: "heyrules.yaml", text: `${HEAD}${yaml}\n`, environment: {}, requireEnvironment: true },
  });

  expect(config).not.toBeNull();
  const warned = diagnostics.filter(({ code }) => code === "unencrypted-address");
  expect(warned.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});
