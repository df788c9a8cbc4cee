import { expect, onTestFinished, test } from "vitest";
import { answer, closedUrl, startServer } from "../../act/server.ts";
import { CONFIG, makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";
import type { VendorFake } from "../../../src/sandbox/crm/vendor-fake.ts";
import { startVendorFake } from "../../../src/sandbox/crm/vendors.ts";
import { diagnose, runDoctor } from "./diagnose.ts";

/** A project whose rule calls a CRM at an address; `more` are further lines of connections. */
function projectAt(url: string, more = ""): TestProject {
  const connections = `  crm: { base_url: "${url}/api", auth: { bearer: "\${CRM_TOKEN}" } }\n${more}`;
  return makeProject({ config: `${CONFIG.slice(0, CONFIG.indexOf("  crm:"))}${connections}` });
}

const RULES_OF_BOTH = `version: 1
rules:
  both:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /leads }
      - http: { connection: gone, method: POST, path: /leads }
`;

const NO_HEYMARKET = { HEYMARKET_API_SECRET_KEY: "" };

test("a connection is asked for nothing, with its secret, and whoever answers is there", async () => {
  const crm = await startServer((response) => {
    answer(response, 404, null);
  });

  const { find } = await diagnose({ project: projectAt(crm.url), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({ status: "ok", message: "crm answered 404" });
  expect(crm.received.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: "HEAD", url: "/api", body: "" },
  ]);
  expect(crm.received[0]?.headers.authorization).toBe("Bearer canary-crm");
});

test.each([
  [200, "ok"],
  [302, "ok"],
  [400, "ok"],
  [401, "failed"],
  [403, "failed"],
  [405, "ok"],
  [429, "ok"],
  [503, "warning"],
])("a connection that answers %i is %s", async (status, wanted) => {
  const crm = await startServer((response) => {
    answer(response, status, null);
  });

  const { find } = await diagnose({ project: projectAt(crm.url), environment: NO_HEYMARKET });

  expect(find("connections")?.status).toBe(wanted);
});

test("a secret that is refused is named by its variable, and never shown", async () => {
  const crm = await startServer((response, { headers }) => {
    answer(response, 401, null, { "x-request-id": headers.authorization ?? "" });
  });
  const project = projectAt(crm.url);

  const { code, find } = await diagnose({ project, environment: NO_HEYMARKET });
  const { out } = await runDoctor({ project, environment: NO_HEYMARKET });

  expect(code).toBe(1);
  expect(find("connections")).toMatchObject({
    status: "failed",
    details: ["crm answered 401 to CRM_TOKEN"],
    next: "correct CRM_TOKEN",
  });
  expect(out).toMatch(/^✗ connections/m);
  expect(out).not.toContain("canary-");
});

test("one that lacks its secret hides no other that cannot be used", async () => {
  const crm = await startServer((response) => {
    answer(response, 401, null);
  });
  const project = makeProject({
    config: CONFIG.replace(
      /crm: \{.*\}/,
      `crm: { base_url: "${crm.url}", auth: { bearer: "\${CRM_TOKEN}" } }\n  gone: { base_url: "${await closedUrl()}", auth: { bearer: "\${GONE_TOKEN}" } }`,
    ),
    rules: { "rules.yaml": RULES_OF_BOTH },
  });

  const { find } = await diagnose({ project, environment: NO_HEYMARKET });
  const offline = await diagnose({ project, environment: NO_HEYMARKET, options: ["--offline"] });

  expect(find("connections")).toMatchObject({
    status: "failed",
    details: ["crm answered 401 to CRM_TOKEN", "gone lacks its secret; rule both calls it"],
    next: "correct CRM_TOKEN; set the variables above in the environment or in .env",
  });
  expect(offline.find("connections")?.details).toEqual(["gone lacks its secret; rule both calls it"]);
});

test("a connection that cannot be reached is a failure", async () => {
  const { find } = await diagnose({ project: projectAt(await closedUrl()), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({
    status: "failed",
    details: [expect.stringMatching(/^crm could not be reached/)],
    next: "check the address of crm, network and proxy",
  });
});

test("of a webhook only the host is asked, without the secret path; alarms count as a caller", async () => {
  const chat = await startServer((response) => {
    answer(response, 403, null);
  });
  const more = `  slack: { kind: slack, url: "${chat.url}/canary-hook?key=canary-query" }\nalarms: { notify: slack, on: [parked] }\n`;

  const { find } = await diagnose({ project: projectAt("https://crm.example.com", more), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({
    status: "ok",
    message: "crm is the sample's, not called; slack answered 403",
  });
  expect(chat.received.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: "HEAD", url: "/", body: "" },
  ]);
});

test("what no rule in force calls is not called, and nothing is with --offline", async () => {
  const remote = await startServer((response) => {
    answer(response, 401, null);
  });
  const spare = `  spare: { base_url: "${remote.url}", auth: { bearer: "\${CRM_TOKEN}" } }\n`;

  const idle = await diagnose({ project: projectAt("https://crm.example.com", spare), environment: NO_HEYMARKET });
  const offline = await diagnose({ project: projectAt(remote.url), options: ["--offline"] });

  expect(idle.find("connections")?.status).toBe("ok");
  expect(offline.find("connections")?.message).toBe("crm: address and secret are set (not called)");
  expect(remote.received).toEqual([]);
});

const CRMS = ["hubspot", "salesforce", "pipedrive", "zoho"] as const;

async function startCrm(kind: (typeof CRMS)[number], token = "canary-crm"): Promise<VendorFake> {
  const crm = await startVendorFake(kind, { token });
  if (crm === null) throw new Error("there is no fake of it");
  onTestFinished(() => crm.close());
  return crm;
}

function crmProject(kind: string, url: string): TestProject {
  const connection = `  crm: { kind: ${kind}, base_url: "${url}", auth: { bearer: "\${CRM_TOKEN}" } }\n`;
  return makeProject({ config: `${CONFIG.slice(0, CONFIG.indexOf("  crm:"))}${connection}` });
}

test.each(CRMS)("%s is searched for a number that nobody has, and nothing is changed", async (kind) => {
  const crm = await startCrm(kind);

  const { find } = await diagnose({ project: crmProject(kind, crm.url), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({ status: "ok", message: "crm was searched for a number" });
  expect(crm.requests().length).toBeGreaterThan(0);
  expect(crm.records.all()).toEqual([]);
});

test.each(CRMS)("%s at a wrong address is a failure, though somebody answers there", async (kind) => {
  const crm = await startCrm(kind);

  const { find } = await diagnose({ project: crmProject(kind, `${crm.url}/nowhere`), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({ status: "failed", next: expect.stringContaining("base_url") as string });
});

test.each(CRMS)("%s that refuses the secret is a failure that names its variable", async (kind) => {
  const crm = await startCrm(kind, "another");

  const { find } = await diagnose({ project: crmProject(kind, crm.url), environment: NO_HEYMARKET });

  expect(find("connections")).toMatchObject({ status: "failed", next: "correct CRM_TOKEN" });
});
