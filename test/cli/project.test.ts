import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRunnable, loadProject } from "../../src/cli/project.ts";
import type { Project } from "../../src/cli/project.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const SECRETS = {
  HEYMARKET_WEBHOOK_TOKEN: "canary-token",
  HEYMARKET_API_SECRET_ID: "canary-id",
  HEYMARKET_API_SECRET_KEY: "canary-key",
};

const CONFIG = `version: 1
timezone: America/New_York
heymarket: { sender: 7001 }
inboxes: { support: 8001 }
connections:
  crm: { base_url: "\${CRM_URL}", auth: { bearer: "\${CRM_TOKEN}" } }
  slack: { kind: slack, url: "\${SLACK_WEBHOOK_URL}" }
`;

const CALLS_CRM = `version: 1
rules:
  push:
    on: target_opt_out
    do: [{ http: { connection: crm, method: POST, path: /out } }]
`;

/** A project loaded to start, with all secrets of Heymarket's. */
function load({
  config = CONFIG,
  rules = CALLS_CRM,
  environment = {},
  requireSecrets = true,
}: {
  readonly config?: string;
  readonly rules?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly requireSecrets?: boolean;
}): Promise<Project> {
  const folder = makeTemporaryFolder();
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "heyrules.yaml"), config);
  writeFileSync(join(folder, "rules", "a.yaml"), rules);
  const context = { environment: { ...SECRETS, ...environment } };
  const globals = { config: join(folder, "heyrules.yaml"), rules: join(folder, "rules") };
  return loadProject(context, globals, { requireSecrets });
}

function findingsOf({ diagnostics, problems }: Project): readonly string[] {
  return [
    ...diagnostics.map(({ severity, code, line, message }) => `${line} ${severity} ${code} ${message}`),
    ...problems,
  ];
}

test("a variable of a connection that a rule in force calls stops the start, and the rule is named", async () => {
  const project = await load({ environment: { SLACK_WEBHOOK_URL: "https://hooks.slack.test/x" } });

  expect(isRunnable(project)).toBe(false);
  expect(findingsOf(project)).toEqual([
    expect.stringMatching(
      /^6 error missing-variable the environment variable CRM_URL is not set, and the rule push \(.*a\.yaml:3\) calls it$/,
    ),
    expect.stringContaining(
      "6 error missing-variable the environment variable CRM_TOKEN is not set, and the rule push",
    ),
  ]);
});

test.each([
  ["no rule", CALLS_CRM.replaceAll(/http: .*\}\]/g, 'log: "out" }]')],
  ["a rule that is switched off", CALLS_CRM.replace("    on:", "    enabled: false\n    on:")],
  ["a rule that only shadows", CALLS_CRM.replace("    on:", "    enabled: shadow\n    on:")],
])("a variable of a connection that %s calls is a warning at the start and in lint", async (_title, rules) => {
  const toStart = await load({ rules });
  const toLint = await load({ rules, requireSecrets: false });

  expect(isRunnable(toStart)).toBe(true);
  expect(toStart.config?.connections).toEqual([]);
  expect(findingsOf(toStart)).toEqual([
    '6 warning unused-connection no rule in force calls the connection "crm", and the environment variable CRM_URL is not set',
    '6 warning unused-connection no rule in force calls the connection "crm", and the environment variable CRM_TOKEN is not set',
    '7 warning unused-connection no rule in force calls the connection "slack", and the environment variable SLACK_WEBHOOK_URL is not set',
  ]);
  expect(findingsOf(toLint)).toEqual(findingsOf(toStart));
});

test("a file that does not compile says nothing of what is called", async () => {
  const project = await load({ rules: CALLS_CRM.replace("target_opt_out", "target_gone"), requireSecrets: false });

  expect(project.diagnostics.map(({ code }) => code)).toEqual(["unknown-event"]);
});

test("a rule that is switched off needs no credentials", async () => {
  const rules = `version: 1
rules:
  answer:
    enabled: false
    on: message_recieved
    limits: { once_per: 12h }
    do: [{ send_message: { purpose: reply, text: "Hi" } }]
`;
  const environment = { HEYMARKET_API_SECRET_ID: "", HEYMARKET_API_SECRET_KEY: "" };

  expect((await load({ rules, environment })).problems).toEqual([]);
  expect((await load({ rules: rules.replace("    enabled: false\n", ""), environment })).problems).toHaveLength(1);
});

const SAMPLE = `version: 1
timezone: America/New_York
org: { name: Harbor Street Dental }
heymarket: { sender: 55 }
inboxes:
  front_desk: 101
  billing: 102
connections:
  crm: { base_url: "https://crm.example.com/api" }
  slack: { kind: slack, url: "https://hooks.example.com/x" }
`;

const CALLS_AND_LINKS = `${CALLS_CRM}  answer:
    on: message_recieved
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Prices are on https://example.com/prices" }
`;

test("values of the sample stop the start, each with its place, in the order of the lines", async () => {
  const project = await load({ config: SAMPLE, rules: CALLS_AND_LINKS });

  expect(isRunnable(project)).toBe(false);
  expect(project.diagnostics.map(({ code, severity, line }) => `${line} ${severity} ${code}`)).toEqual([
    "3 error sample-value",
    "4 error sample-value",
    "6 error sample-value",
    "7 error sample-value",
    "9 error sample-value",
    "10 error sample-value",
  ]);
  expect(project.diagnostics[1]?.hint).toContain("heyrules doctor");
});

test.each(["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])(
  "values of the sample may start against a fake of Heymarket at %s",
  async (address) => {
    const project = await load({
      config: SAMPLE,
      rules: CALLS_AND_LINKS,
      environment: { HEYMARKET_API_URL: address },
    });

    expect(findingsOf(project)).toEqual([]);
    expect(isRunnable(project)).toBe(true);
  },
);

test("values of the sample are no finding of lint, and other values are none of start", async () => {
  const toLint = await load({ config: SAMPLE, rules: CALLS_AND_LINKS, requireSecrets: false });
  const own = SAMPLE.replace("Harbor Street Dental", "Mine")
    .replace("55", "56")
    .replace("101", "1101")
    .replace("102", "1102")
    .replaceAll("example.com", "mine.test");
  const toStart = await load({ config: own, rules: CALLS_CRM });

  expect(findingsOf(toLint)).toEqual([]);
  expect(findingsOf(toStart)).toEqual([]);
});

test("what a rule that is switched off would call or write may be the sample's", async () => {
  const rules = CALLS_AND_LINKS.replaceAll("    on:", "    enabled: false\n    on:");
  const config =
    'version: 1\ntimezone: UTC\nheymarket: { sender: 7 }\nconnections: { crm: { base_url: "https://example.com" } }\n';

  expect(findingsOf(await load({ config, rules }))).toEqual([]);
});

test("the store of a configuration elsewhere is the one beside it", async () => {
  const project = await load({
    environment: { CRM_URL: "https://crm.test", CRM_TOKEN: "x", SLACK_WEBHOOK_URL: "https://s.test" },
  });

  expect(project.config?.store).toMatch(/^sqlite:\/.*\/data\/heyrules\.db$/);
});
