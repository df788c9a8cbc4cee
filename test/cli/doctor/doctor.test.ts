import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { checkNode, checkTimeZones, describeRoom, MINIMUM_NODE } from "../../../src/cli/doctor/doctor-machine.ts";
import type { FakeHeymarket } from "../../../src/sandbox/heymarket.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { closedUrl } from "../../act/server.ts";
import type { CommandResult, TestProject } from "../../helpers/project.ts";
import { CONFIG, makeProject, RULES, runCommand } from "../../helpers/project.ts";
import { readDocument } from "../../helpers/documentation.ts";
import { openHeymarket } from "../../sandbox/sandbox-client.ts";

const SECRETS = {
  CRM_TOKEN: "canary-crm",
  HEYMARKET_WEBHOOK_TOKEN: "canary-webhook",
  HEYMARKET_API_SECRET_ID: "sandbox-id",
  HEYMARKET_API_SECRET_KEY: "sandbox-key",
};

interface Report {
  readonly schema: string;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly details: readonly string[];
    readonly next: string | null;
  }[];
  readonly inboxes: readonly unknown[] | null;
  readonly members: readonly unknown[] | null;
  readonly summary: Readonly<Record<string, number>>;
}

interface Doctor {
  readonly project: TestProject;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** Runs `doctor` on a project that has every secret, unless told otherwise. */
function runDoctor({ project, environment = {}, options = [] }: Doctor): Promise<CommandResult> {
  const files = ["--config", join(project.folder, "heyrules.yaml"), "--rules", join(project.folder, "rules")];
  return runCommand([...files, "doctor", ...options], { ...SECRETS, HEYRULES_STORE: project.store, ...environment });
}

async function diagnose(doctor: Doctor): Promise<{ readonly code: number; readonly report: Report; find: Find }> {
  const { code, out } = await runDoctor({ ...doctor, options: [...(doctor.options ?? []), "--json"] });
  const report = JSON.parse(out) as Report;
  return { code, report, find: (name) => report.checks.find((check) => check.name === name) };
}

type Find = (name: string) => Report["checks"][number] | undefined;

/** Names of the checks with a status. */
function named(report: Report, status: string): readonly string[] {
  return report.checks.filter((check) => check.status === status).map(({ name }) => name);
}

function at(fake: FakeHeymarket): Readonly<Record<string, string>> {
  return { HEYMARKET_API_URL: fake.url };
}

const TEAM = {
  inboxes: [
    { id: 101, name: "Front", members: [55, 56] },
    { id: 102, name: "Sales", members: [55] },
  ],
};

test("a project that has everything is well, and its inboxes and members are listed with their ids", async () => {
  const fake = await openHeymarket(TEAM);
  const project = makeProject({ config: CONFIG.replace("sender: 55", "sender: ada, members: { ada: 55, bob: 56 }") });

  const { code, out, err } = await runDoctor({ project, environment: at(fake) });

  expect(code).toBe(0);
  expect(err).toBe("");
  expect(out).toMatch(/^✓ configuration/m);
  expect(out).toMatch(/^✓ credentials/m);
  expect(out).toMatch(/^✓ sender +55, Member 55$/m);
  expect(out).toMatch(/^101 +Front +55 56 +support$/m);
  expect(out).toMatch(/^55 +Member 55 +member +sender members\.ada$/m);
  expect(out).toMatch(/^56 +Member 56 +member +members\.bob$/m);
  expect(out).not.toMatch(/canary-|sandbox-key/);
});

test("the JSON says the same, and names its shape", async () => {
  const fake = await openHeymarket(TEAM);

  const { code, report } = await diagnose({ project: makeProject(), environment: at(fake) });

  expect(code).toBe(0);
  expect(report.schema).toBe("heyrules/doctor/1");
  expect(named(report, "failed")).toEqual([]);
  expect(named(report, "skipped")).toEqual([]);
  expect(report.inboxes).toContainEqual({ id: 102, name: "Sales", members: [55], configuredAs: "sales" });
  expect(report.members).toContainEqual({ id: 56, name: "Member 56", role: "member", configuredAs: [] });
  expect(report.summary).toMatchObject({ failed: 0, skipped: 0 });
});

test("nothing but a folder: each check is made or says why not, and none hides another", async () => {
  const fake = await openHeymarket(TEAM);
  const project = makeProject();
  rmSync(join(project.folder, "heyrules.yaml"));
  rmSync(join(project.folder, "rules"), { recursive: true });

  const { code, report, find } = await diagnose({ project, environment: at(fake) });

  expect(code).toBe(1);
  expect(named(report, "failed")).toEqual(["configuration"]);
  expect(find("configuration")?.message).toContain("does not exist");
  expect(find("credentials")?.status).toBe("ok");
  expect(find("webhook")?.status).toBe("ok");
  expect(find("store")?.status).toBe("ok");
  expect(report.members).toHaveLength(2);
});

test("a mistake in heyrules.yaml, a broken rule, a missing secret and a wrong key are found together", async () => {
  const fake = await openHeymarket(TEAM);
  const project = makeProject({
    config: `${CONFIG}unknown_key: 1\n`,
    rules: { "rules.yaml": RULES.replace("words:", "wrods:") },
  });

  const { code, find } = await diagnose({
    project,
    environment: { ...at(fake), CRM_TOKEN: "", HEYMARKET_WEBHOOK_TOKEN: "", HEYMARKET_API_SECRET_KEY: "canary-wrong" },
  });

  expect(code).toBe(4);
  expect(find("configuration")?.details).toEqual([expect.stringMatching(/heyrules\.yaml:8:1 error .*unknown_key/)]);
  expect(find("variables")?.details).toEqual([expect.stringContaining("CRM_TOKEN")]);
  expect(find("webhook")?.status).toBe("failed");
  expect(find("rules")?.status).toBe("skipped");
  expect(find("credentials")).toMatchObject({ status: "failed", message: expect.stringContaining("401") as string });
  expect(find("clock")?.status).toBe("ok");
});

test("findings in rules are all told, and a folder without rules is one", async () => {
  const broken = makeProject({ rules: { "a.yaml": RULES.replace("words:", "wrods:"), "b.yaml": "version: 1\n" } });
  const empty = makeProject({ rules: {} });

  const { code, find } = await diagnose({ project: broken, options: ["--offline"] });
  const none = await diagnose({ project: empty, options: ["--offline"] });

  expect(code).toBe(1);
  expect(find("rules")?.details.map((line) => line.replace(/.*[/\\]/, "").slice(0, 6))).toEqual(["a.yaml", "b.yaml"]);
  expect(none.code).toBe(0);
  expect(none.find("rules")?.status).toBe("warning");
});

test("without credentials it is a rule that needs them that makes it a failure", async () => {
  const environment = { HEYMARKET_API_SECRET_KEY: "" };
  const quiet = RULES.replace("  answer-price:\n", "  answer-price:\n    enabled: false\n");

  const needed = await diagnose({ project: makeProject(), environment });
  const spare = await diagnose({ project: makeProject({ rules: { "rules.yaml": quiet } }), environment });

  expect(needed.code).toBe(1);
  expect(needed.find("credentials")?.message).toContain("answer-price");
  expect(spare.code).toBe(0);
  expect(spare.find("credentials")?.status).toBe("warning");
  expect(spare.find("inboxes")?.status).toBe("skipped");
});

test("a connection that no rule in force calls may lack its secret; one that is called may not", async () => {
  const off = RULES.replace("  push-opt-out:\n", "  push-opt-out:\n    enabled: false\n");
  const environment = { CRM_TOKEN: "" };

  const called = await diagnose({ project: makeProject(), environment, options: ["--offline"] });
  const idle = await diagnose({
    project: makeProject({ rules: { "rules.yaml": off } }),
    environment,
    options: ["--offline"],
  });

  expect(called.find("connections")?.details).toEqual(["crm lacks its secret; rule push-opt-out calls it"]);
  expect(idle.find("connections")?.status).toBe("ok");
});

test("inboxes, members and a sender that the team does not have are failures that name the ids", async () => {
  const fake = await openHeymarket({ inboxes: [{ id: 7, name: "Front", members: [8] }] });
  const config = CONFIG.replace("sender: 55", "sender: 55, members: { bob: 56 }").replace("sales: 102", "front: 7");

  const { code, find } = await diagnose({ project: makeProject({ config }), environment: at(fake) });

  expect(code).toBe(1);
  expect(find("inboxes")?.details).toEqual(["support: 101"]);
  expect(find("members")?.details).toEqual(["bob: 56"]);
  expect(find("sender")).toMatchObject({ status: "failed", message: expect.stringContaining("55") as string });
});

test("a sender that may not write from an inbox is told, and so is none at all", async () => {
  const fake = await openHeymarket({ inboxes: [TEAM.inboxes[0] as never, { id: 102, name: "Sales", members: [56] }] });
  const noSender = CONFIG.replace("heymarket: { sender: 55 }\n", "");
  const rules = {
    "rules.yaml": RULES.slice(0, RULES.indexOf("  answer-price")) + RULES.slice(RULES.indexOf("  push")),
  };

  const narrow = await diagnose({ project: makeProject(), environment: at(fake) });
  const none = await diagnose({ project: makeProject({ config: noSender, rules }), environment: at(fake) });

  expect(narrow.code).toBe(0);
  expect(narrow.find("sender")).toMatchObject({ status: "warning", message: "member 55 may not write from sales" });
  expect(none.code).toBe(0);
  expect(none.find("sender")?.status).toBe("warning");
});

test("a team that may not be read is exit code 4, with the request id, and its inboxes are listed all the same", async () => {
  const fake = await openHeymarket(TEAM);
  fake.script({ match: { path: "/v1/team" }, behaviour: { status: 403, body: { message: "not \u001b[2J allowed" } } });

  const { code, report, find } = await diagnose({ project: makeProject(), environment: at(fake) });

  expect(code).toBe(4);
  expect(find("credentials")?.message).toContain("403");
  expect(find("credentials")?.details[0]).toMatch(/X-Request-Id [0-9a-f-]{36}/);
  expect(report.inboxes).toHaveLength(2);
  expect(report.members).toBeNull();
  expect(find("sender")?.status).toBe("ok");
});

test("what Heymarket calls its inboxes cannot steer the terminal", async () => {
  const fake = await openHeymarket({ inboxes: [{ id: 101, name: "Fr\u001b[2Jont", members: [55] }] });

  const { out } = await runDoctor({ project: makeProject(), environment: at(fake) });

  expect(out).toContain("Fr[2Jont");
});

test("a clock that is wrong is a failure that explains the 401", async () => {
  const fake = await openHeymarket({ ...TEAM, now: () => Date.now() + 400_000 });

  const { code, find } = await diagnose({ project: makeProject(), environment: at(fake) });

  expect(code).toBe(4);
  expect(find("clock")).toMatchObject({
    status: "failed",
    message: expect.stringMatching(/(399|40\d) s behind/) as string,
  });
  expect(find("credentials")?.next).toContain("clock");
});

test("a Heymarket that cannot be reached is exit code 4", async () => {
  const environment = { HEYMARKET_API_URL: await closedUrl() };

  const { code, find } = await diagnose({ project: makeProject(), environment });

  expect(code).toBe(4);
  expect(find("credentials")?.message).toContain("could not be reached");
  expect(find("clock")?.status).toBe("skipped");
});

test("--offline asks nobody", async () => {
  const fake = await openHeymarket(TEAM);

  const { code, report } = await diagnose({ project: makeProject(), environment: at(fake), options: ["--offline"] });

  expect(code).toBe(0);
  expect(fake.requests()).toEqual([]);
  expect(named(report, "skipped")).toEqual(["clock", "credentials", "inboxes", "members", "sender"]);
});

test("a store that does not exist is not made; one that does is tried, and left as it is", async () => {
  const project = makeProject();
  const path = join(project.folder, "heyrules.db");

  const before = await diagnose({ project, options: ["--offline"] });
  expect(existsSync(path)).toBe(false);
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  const files = readdirSync(project.folder);
  const after = await diagnose({ project, options: ["--offline"] });

  expect(before.find("store")).toMatchObject({
    status: "ok",
    message: expect.stringContaining("first start") as string,
  });
  expect(after.find("store")).toMatchObject({ status: "ok", message: expect.stringContaining("written") as string });
  expect(readdirSync(project.folder)).toEqual(files);
});

test("a store that an engine holds is well", async () => {
  const project = makeProject();
  const store = await openStore(project.store, { random: SYSTEM_RANDOM });
  onTestFinished(() => store.close());

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(code).toBe(0);
  expect(find("store")?.message).toContain("held by a running engine");
});

test.each([
  ["older", 0, "warning", 0],
  ["newer", 99, "failed", 1],
] as const)("a store of an %s heyrules is left as it is", async (_name, version, status, exitCode) => {
  const project = makeProject();
  const path = join(project.folder, "heyrules.db");
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  setVersion(path, version);

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(code).toBe(exitCode);
  expect(find("store")?.status).toBe(status);
  expect(find("disk")).toBeDefined();
  expect(readVersion(path)).toBe(version);
});

test.each([
  ["sqlite:PATH/heyrules.yaml/heyrules.db", "failed"],
  ["mysql:somewhere", "failed"],
  ["memory:", "warning"],
])("the store %s is %s", async (url, status) => {
  const project = makeProject();

  const { find } = await diagnose({
    project,
    environment: { HEYRULES_STORE: url.replace("PATH", project.folder) },
    options: ["--offline"],
  });

  expect(find("store")?.status).toBe(status);
});

test.skipIf(process.platform === "win32")("a .env that others may read is told, with the command", async () => {
  const project = makeProject();
  const file = join(project.folder, ".env");
  writeFileSync(file, "CRM_TOKEN=canary\n", { mode: 0o600 });
  const closed = await diagnose({ project, options: ["--offline"] });
  chmodSync(file, 0o644);

  const { code, find } = await diagnose({ project, options: ["--offline"] });

  expect(closed.find("env-file")?.status).toBe("ok");
  expect(code).toBe(0);
  expect(find("env-file")).toMatchObject({ status: "warning", next: `chmod 600 ${file}` });
});

test("a secret file that cannot be read hides nothing but what it holds", async () => {
  const fake = await openHeymarket(TEAM);
  const environment = { ...at(fake), CRM_TOKEN: "", CRM_TOKEN_FILE: "/nowhere/canary" };

  const { code, find } = await diagnose({ project: makeProject(), environment });

  expect(code).toBe(1);
  expect(find("configuration")?.message).toContain("CRM_TOKEN_FILE");
  expect(find("credentials")?.status).toBe("ok");
});

test("a .env that cannot be read is told with what depends on it", async () => {
  const project = makeProject();
  mkdirSync(join(project.folder, ".env"));

  const { code, find } = await diagnose({ project });

  expect(code).toBe(1);
  expect(find("configuration")?.message).toContain(".env cannot be read");
  expect(find("webhook")?.status).toBe("failed");
  expect(find("credentials")?.status).toBe("failed");
});

test("the oldest Node.js is that of package.json", () => {
  const { engines } = JSON.parse(readDocument("package.json")) as { readonly engines: { readonly node: string } };

  expect(engines.node).toBe(`>=${MINIMUM_NODE}`);
});

test.each([
  ["20.18.3", "failed"],
  ["18.20.8", "failed"],
  ["20.19.0", "ok"],
  ["22.4.0", "ok"],
  ["24.0.0", "ok"],
])("Node.js %s is %s", (version, status) => {
  expect(checkNode(version).status).toBe(status);
});

test("a zone that Node.js has no data of is told", () => {
  expect(checkTimeZones(["America/New_York", "UTC"]).status).toBe("ok");
  expect(checkTimeZones(["Mars/Olympus"])).toMatchObject({
    status: "failed",
    message: expect.stringContaining("Mars/Olympus") as string,
  });
});

test.each([
  [20_000_000, "warning"],
  [2_000_000_000, "ok"],
])("%i bytes of free disk are %s", (bytes, status) => {
  expect(describeRoom(bytes, "/data").status).toBe(status);
});

function setVersion(path: string, version: number): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

function readVersion(path: string): number {
  const database = new DatabaseSync(path);
  const row = database.prepare("PRAGMA user_version").get() as { readonly user_version: number };
  database.close();
  return row.user_version;
}
