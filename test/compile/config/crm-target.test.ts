import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

function compile(connection: string) {
  const text = `version: 1\ntimezone: Etc/UTC\ncountry: CA\nconnections:\n  c: ${connection}\n`;
  const environment = { SECRET };
  const { config, diagnostics } = compileConfig({ file: "c.yaml", text, environment, requireEnvironment: true });
  return { connection: config?.connections[0], findings: diagnostics.map(({ code, message }) => `${code} ${message}`) };
}

test("a CRM has its own address, and where things are written, unless something else stands there", () => {
  const { connection } = compile("{ kind: hubspot, opt_out: { field: out }, phone_fields: [mobilephone] }");

  expect(connection).toMatchObject({
    url: "https://api.hubapi.com",
    crm: {
      kind: "records",
      country: "CA",
      phoneFields: ["mobilephone"],
      tagsField: "heymarket_tags",
      optOut: { field: "out", as: "time" },
    },
  });
});

test("a webhook is signed with its secret", () => {
  const { connection } = compile('{ kind: webhook, url: "https://a.test/hook", signing_secret: "${SECRET}" }');

  expect(connection?.crm).toEqual({ kind: "webhook", format: "standard", signingSecret: SECRET });
});

test("tokens are fetched as the configuration says", () => {
  const oauth = "token_url: https://a.test/token, client_id: me, grant: refresh_token, refresh_token: '${SECRET}'";
  const { connection } = compile(`{ kind: zoho, auth: { oauth: { ${oauth}, client_secret: '\${SECRET}' } } }`);

  expect(connection?.auth).toMatchObject({ kind: "oauth", clientId: "me", refreshToken: SECRET, scope: null });
});

test.each([
  ["{ kind: salesforce }", 'missing-key the connection "c" of kind salesforce needs "base_url"'],
  ["{ kind: pipedrive, tags_field: a }", "unknown-key a connection of kind pipedrive has no tags_field"],
  ["{ base_url: 'https://a.test', format: flat }", "unknown-key a connection of kind http has no format"],
  [
    "{ kind: webhook, url: 'https://a.test', signing_secret: short }",
    'invalid-value "connections.c.signing_secret" must be whsec_ and the base64 of 24 to 64 random bytes',
  ],
  [
    "{ kind: zoho, auth: { oauth: { token_url: 'https://a.test', client_id: a, client_secret: '${SECRET}', grant: refresh_token } } }",
    "missing-key the grant refresh_token needs one",
  ],
  [
    "{ kind: zoho, auth: { oauth: { token_url: 'https://a.test', client_id: a, client_secret: '${SECRET}', grant: client_credentials, refresh_token: '${SECRET}' } } }",
    "unknown-key the grant client_credentials takes no refresh_token",
  ],
])("%s is refused", (connection, finding) => {
  expect(compile(connection).findings).toContain(finding);
});

test("a secret in the file is warned of", () => {
  const { findings } = compile(`{ kind: webhook, url: 'https://a.test', signing_secret: ${SECRET} }`);

  expect(findings).toEqual([expect.stringMatching(/^secret-in-file "connections.c.signing_secret"/)]);
});
