import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../src/config/config.ts";
import { readEnvironment } from "../src/config/environment.ts";
import type { Environment } from "../src/config/environment.ts";
import { makeTemporaryFolder } from "./helpers/temporary-folder.ts";

const MINIMAL = "version: 1\ntimezone: UTC\nheymarket: { sender: 55 }\n";
const SECRETS: Environment = {
  HEYMARKET_WEBHOOK_TOKEN: "canary-token",
  HEYMARKET_API_SECRET_ID: "canary-id",
  HEYMARKET_API_SECRET_KEY: "canary-key",
};

/** The path of a heyrules.yaml, with a `.env` beside it. */
function writeFiles(dotEnv: string): string {
  const folder = makeTemporaryFolder();
  const file = join(folder, "heyrules.yaml");
  writeFileSync(file, MINIMAL);
  writeFileSync(join(folder, ".env"), dotEnv);
  return file;
}

test("a variable that is set to nothing counts as absent", async () => {
  const names = ["HEYRULES_STORE", "HEYRULES_HOST", "HEYRULES_PORT", "HEYMARKET_API_URL"];
  const environment = { ...SECRETS, ...Object.fromEntries(names.map((name) => [name, ""])) };

  const file = writeFiles("");

  const { config, problems } = await readConfig({ file, environment, requireSecrets: true });

  expect(problems).toEqual([]);
  expect(config).toMatchObject({
    store: `sqlite:${join(dirname(file), "data/heyrules.db")}`,
    host: "0.0.0.0",
    port: 8080,
  });
  expect(config?.heymarket?.apiUrl).toBe("https://api.heymarket.com");
});

test.each(["api.heymarket.com", "ftp://api.heymarket.com", "https://"])(
  "%s is no address of the API, and is reported",
  async (address) => {
    const environment = { ...SECRETS, HEYMARKET_API_URL: address };

    const { config, problems } = await readConfig({ file: writeFiles(""), environment, requireSecrets: true });

    expect(config).toBeNull();
    expect(problems).toEqual([
      "HEYMARKET_API_URL must be an http(s) address, such as https://api.heymarket.com, or absent.",
    ]);
  },
);

test("the environment wins over .env, unless it is set to nothing there", () => {
  const file = writeFiles("FIRST=from-file\nSECOND=from-file\nTHIRD=\n");

  const environment = readEnvironment({ file, environment: { FIRST: "from-environment", SECOND: "" } });

  expect(environment).toEqual({ FIRST: "from-environment", SECOND: "from-file" });
});

test(".env with the byte order mark of Windows keeps its first variable, and a # inside a value is part of it", async () => {
  const file = writeFiles(
    "\ufeffHEYMARKET_WEBHOOK_TOKEN=to#ken\r\nHEYMARKET_API_SECRET_ID=a\r\nHEYMARKET_API_SECRET_KEY=b#c # new\r\n",
  );

  const { config, diagnostics, problems } = await readConfig({ file, environment: {}, requireSecrets: true });

  expect({ diagnostics, problems }).toEqual({ diagnostics: [], problems: [] });
  expect(config?.sources).toEqual([{ name: "default", dry: false, tokens: ["to#ken"] }]);
  expect(config?.heymarket?.credentials).toEqual({ kind: "secret", secretId: "a", secretKey: "b#c" });
});

test(".env that is not UTF-8 is an error that says so", async () => {
  const file = writeFiles("");
  writeFileSync(join(dirname(file), ".env"), Buffer.from("\ufeffHEYMARKET_WEBHOOK_TOKEN=token", "utf16le"));

  await expect(readConfig({ file, environment: {}, requireSecrets: false })).rejects.toThrow(/\.env is not UTF-8 text/);
});

test("a line of .env that is no assignment is an error with its place, also when nothing needs a secret", async () => {
  const file = writeFiles("# ours\nHEYMARKET_WEBHOOK_TOKEN canary-token\n");

  const { config, named, diagnostics } = await readConfig({ file, environment: {}, requireSecrets: false });

  expect(config).toBeNull();
  expect(named).not.toBeNull();
  expect(diagnostics).toMatchObject([{ code: "bad-assignment", file: join(dirname(file), ".env"), line: 2 }]);
  expect(JSON.stringify(diagnostics)).not.toContain("canary");
});

test("a secret may stand in a file, whose path in .env counts from the folder of .env", async () => {
  const file = writeFiles("HEYMARKET_WEBHOOK_TOKEN_FILE=token.txt\n");
  writeFileSync(join(dirname(file), "token.txt"), "canary-token\n");

  const { config } = await readConfig({ file, environment: {}, requireSecrets: true });

  expect(config?.sources).toEqual([{ name: "default", dry: false, tokens: ["canary-token"] }]);
});

test("the environment wins over .env in either form", async () => {
  const file = writeFiles("HEYMARKET_WEBHOOK_TOKEN=old\nHEYMARKET_API_SECRET_ID_FILE=old.txt\n");
  const fresh = join(dirname(file), "fresh.txt");
  writeFileSync(fresh, "fresh-token");
  const environment = { ...SECRETS, HEYMARKET_WEBHOOK_TOKEN: "", HEYMARKET_WEBHOOK_TOKEN_FILE: fresh };

  const { config, problems } = await readConfig({ file, environment, requireSecrets: true });

  expect(problems).toEqual([]);
  expect(config?.sources).toEqual([{ name: "default", dry: false, tokens: ["fresh-token"] }]);
  expect(config?.heymarket?.credentials).toMatchObject({ secretId: "canary-id" });
});

test.each([
  ["the environment", (both: Environment) => ({ environment: both, dotEnv: "" })],
  [
    ".env",
    (both: Environment) => ({
      environment: {},
      dotEnv: Object.entries(both)
        .map(([name, value]) => `${name}=${value ?? ""}\n`)
        .join(""),
    }),
  ],
])("both forms in %s are an error that names both", async (place, write) => {
  const both = { HEYMARKET_API_KEY: "canary-key", HEYMARKET_API_KEY_FILE: "canary.txt" };
  const { environment, dotEnv } = write(both);

  const { config, problems } = await readConfig({ file: writeFiles(dotEnv), environment, requireSecrets: false });

  expect(config).toBeNull();
  expect(problems).toEqual([
    expect.stringMatching(/^HEYMARKET_API_KEY and HEYMARKET_API_KEY_FILE are both set in .*: remove one of them\.$/),
  ]);
  expect(problems[0]).toContain(place);
});

test("a file for a secret that is empty is a problem that names it", async () => {
  const file = writeFiles("HEYMARKET_API_KEY_FILE=empty.txt\n");
  writeFileSync(join(dirname(file), "empty.txt"), "\n");

  const { problems } = await readConfig({ file, environment: {}, requireSecrets: false });

  expect(problems).toEqual([expect.stringMatching(/^HEYMARKET_API_KEY_FILE in .* names .*empty\.txt, which is empty/)]);
});

test("a misspelt variable is warned of, in .env with its line, and the rest counts", async () => {
  const file = writeFiles("\nHEYMARKET_WEBHOK_TOKEN=canary\nCRM_ULR=canary\nCOMPOSE_PROJECT_NAME=x\n");
  writeFileSync(file, `${MINIMAL}connections: { crm: { base_url: "\${CRM_URL}" } }\n`);
  const environment = { HEYRULES_PROT: "9000", PATH: "/bin", CRM_ULR: "not ours to judge" };

  const { config, diagnostics } = await readConfig({ file, environment, requireSecrets: false });

  expect(config).not.toBeNull();
  const dotEnv = join(dirname(file), ".env");
  expect(
    diagnostics.map((each) => `${each.file}:${each.line} ${each.severity} ${each.code} ${each.hint ?? ""}`),
  ).toEqual([
    'environment:0 warning misspelt-variable did you mean "HEYRULES_PORT"?',
    `${dotEnv}:2 warning misspelt-variable did you mean "HEYMARKET_WEBHOOK_TOKEN"?`,
    `${dotEnv}:3 warning misspelt-variable did you mean "CRM_URL"?`,
  ]);
  expect(JSON.stringify(diagnostics)).not.toContain("canary");
});

test("a variable beside the one it resembles is not called misspelt, unless it is named like ours", async () => {
  const file = writeFiles("HEYRULES_PORT=9000\nHEYRULES_PORT_2=1\nHEYRULES_STORES=x\nHEYRULES_STORE=sqlite:x\n");

  const { diagnostics } = await readConfig({ file, environment: {}, requireSecrets: false });

  expect(diagnostics.map(({ line, hint }) => [line, hint])).toEqual([
    [2, "remove it"],
    [3, "remove it"],
  ]);
});

test.each([
  ["heyrules.yaml", "sqlite:state/own.db", "", {}, "state/own.db"],
  [".env", "", "HEYRULES_STORE=sqlite:state/own.db\n", {}, "state/own.db"],
  ["nothing", "", "", {}, "data/heyrules.db"],
])("the path of a store in %s counts from the folder of the configuration", async (...row) => {
  const [, written, dotEnv, environment, path] = row;
  const file = writeFiles(dotEnv);
  if (written !== "") writeFileSync(file, `${MINIMAL}store: "${written}"\n`);

  const { config } = await readConfig({ file, environment, requireSecrets: false });

  expect(config?.store).toBe(`sqlite:${join(dirname(file), path)}`);
});

test("the path of a store in the environment counts from the working folder", async () => {
  const environment = { HEYRULES_STORE: "json:./state.json" };

  const { config } = await readConfig({ file: writeFiles(""), environment, requireSecrets: false });

  expect(config?.store).toBe("json:./state.json");
});

const OAUTH =
  'grant: client_credentials, token_url: https://id.example.com, client_id: me, client_secret: "${CRM_SECRET}"';

test("proxies of the environment are found in either case; a connection may do without", async () => {
  const file = writeFiles("NO_PROXY=hooks.example.com\n");
  const connections = [
    "crm: { base_url: https://crm.example.com }",
    "old: { base_url: http://old.example.com }",
    "slack: { kind: slack, url: https://hooks.example.com/x }",
    "own: { base_url: https://own.example.com, proxy: false }",
    "here: { base_url: http://127.0.0.1:9102 }",
    `token: { base_url: http://127.0.0.1:9102, auth: { oauth: { ${OAUTH} } } }`,
  ];
  writeFileSync(file, `${MINIMAL}connections: { ${connections.join(", ")} }\n`);
  const environment = {
    ...SECRETS,
    https_proxy: "http://u:p@lower.test:1",
    HTTPS_PROXY: "upper.test:2",
    HTTP_PROXY: "upper.test:2",
    CRM_SECRET: "x",
  };

  const { config, problems } = await readConfig({ file, environment, requireSecrets: true });

  expect(problems).toEqual([]);
  expect(config?.heymarket?.proxyUrl).toBe("http://u:p@lower.test:1");
  expect(config?.connections.map(({ name, proxyUrl }) => [name, proxyUrl])).toEqual([
    ["crm", "http://u:p@lower.test:1"],
    ["old", "http://upper.test:2"],
    ["slack", null],
    ["own", null],
    ["here", null],
    ["token", null],
  ]);
  expect(config?.connections.at(-1)?.auth).toHaveProperty("proxyUrl", "http://u:p@lower.test:1");
});

test("a proxy that is no address is a problem, and is not quoted", async () => {
  const environment = { ...SECRETS, HTTPS_PROXY: "socks5://u:canary-password@proxy.test" };

  const { problems } = await readConfig({ file: writeFiles(""), environment, requireSecrets: true });

  expect(problems).toEqual([expect.stringMatching(/^HTTPS_PROXY must be an http\(s\) address/)]);
  expect(JSON.stringify(problems)).not.toContain("canary-password");
});

test("the admin listener is on this machine alone unless the environment says otherwise", async () => {
  const adminOf = async (environment: Environment) =>
    (await readConfig({ file: writeFiles(""), environment: { ...SECRETS, ...environment }, requireSecrets: true }))
      .config?.admin;

  expect(await adminOf({})).toEqual({
    ...{ host: "127.0.0.1", port: 8081, isPortChosen: false, hosts: [] },
    tokens: { operate: [], read: [] },
  });
  expect(await adminOf({ HEYRULES_ADMIN_PORT: "off" })).toBeNull();
  const token = "a-token-of-20-letters";
  expect(
    await adminOf({ HEYRULES_ADMIN_HOSTS: "Rules.Example, b", HEYRULES_ADMIN_TOKEN: `${token},${token}2` }),
  ).toMatchObject({ hosts: ["rules.example", "b"], tokens: { operate: [token, `${token}2`], read: [] } });
});

test.each([
  ["HEYRULES_ADMIN_PORT", "on", 'HEYRULES_ADMIN_PORT is "on"; it must be a port number from 0 to 65535, or off.'],
  ["HEYRULES_ADMIN_TOKEN", "canary", "HEYRULES_ADMIN_TOKEN must be at least 16 characters without spaces"],
  ["HEYRULES_ADMIN_READ_TOKEN", "canary", "HEYRULES_ADMIN_READ_TOKEN must be at least 16 characters without spaces"],
])("%s of %s is a problem, and no secret is quoted", async (name, value, problem) => {
  const environment = { ...SECRETS, [name]: value };

  const { config, problems } = await readConfig({ file: writeFiles(""), environment, requireSecrets: true });

  expect(config).toBeNull();
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(problems.join()).not.toContain("canary");
});
