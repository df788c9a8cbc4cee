import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { closedUrl } from "../../act/server.ts";
import { CONFIG, makeProject, RULES } from "../../helpers/project.ts";
import { openHeymarket } from "../../sandbox/sandbox-client.ts";
import { at, diagnose, named, runDoctor, TEAM } from "./diagnose.ts";

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
  const untold = { quietHours: null, autoAssign: null };
  expect(report.inboxes).toContainEqual({ id: 102, name: "Sales", members: [55], configuredAs: "sales", ...untold });
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
  expect(called.find("variables")).toMatchObject({
    status: "failed",
    details: [expect.stringMatching(/heyrules\.yaml:7:\d+ .*CRM_TOKEN is not set, and the rule push-opt-out /)],
  });
  expect(idle.code).toBe(0);
  expect(idle.find("connections")?.status).toBe("ok");
  expect(idle.find("variables")).toMatchObject({
    status: "warning",
    details: [expect.stringContaining('no rule in force calls the connection "crm"')],
  });
});

test("a rule that only shadows needs no more than one that is switched off", async () => {
  const shadows = RULES.replaceAll(/^( {2}(?:answer-price|push-opt-out):)$/gm, "$1\n    enabled: shadow");
  const environment = { CRM_TOKEN: "", HEYMARKET_API_SECRET_KEY: "" };

  const { code, report } = await diagnose({
    project: makeProject({ rules: { "rules.yaml": shadows } }),
    environment,
    options: ["--offline"],
  });

  expect(code).toBe(0);
  // Whether this Node.js is still kept safe is a matter of the day.
  expect(named(report, "warning").filter((name) => name !== "node")).toEqual(["variables", "credentials"]);
});

test("what start refuses of the sample is a failure with its place; what it warns of is a warning", async () => {
  const project = makeProject();
  const sample = await diagnose({
    project,
    environment: { HEYMARKET_API_URL: "https://api.heymarket.com" },
    options: ["--offline"],
  });
  writeFileSync(join(project.folder, ".env"), "HEYMARKET_WEBHOK_TOKEN=x\n", { mode: 0o600 });
  const misspelt = await diagnose({ project, options: ["--offline"] });

  expect(sample.code).toBe(1);
  expect(sample.find("configuration")).toMatchObject({
    status: "failed",
    details: [
      expect.stringMatching(/heyrules\.yaml:4:\d+ error "heymarket\.sender" is 55.*\[sample-value\]/),
      expect.stringMatching(/heyrules\.yaml:7:\d+ error .*the rule push-opt-out .*\[sample-value\]/),
    ],
    next: "write your own values",
  });
  expect(misspelt.code).toBe(0);
  expect(misspelt.find("configuration")).toMatchObject({
    status: "warning",
    details: [expect.stringMatching(/\.env:1:1 warning .*HEYMARKET_WEBHOK_TOKEN.*\[misspelt-variable\]/)],
  });
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
  expect(narrow.find("sender")).toMatchObject({
    status: "warning",
    details: ["heymarket.sender: member 55 may not write from sales"],
  });
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
    message: expect.stringMatching(/6m \d+s behind/) as string,
    next: expect.stringContaining("dev --at") as string,
  });
  expect(find("credentials")?.next).toContain("clock");
});

test("a Heymarket that cannot be reached is exit code 4", async () => {
  const environment = { HEYMARKET_API_URL: await closedUrl() };

  const { code, find } = await diagnose({ project: makeProject(), environment });

  expect(code).toBe(4);
  expect(find("credentials")?.message).toMatch(/^not tried: heymarket could not be reached/);
  expect(find("clock")).toMatchObject({ status: "skipped", message: "Heymarket did not tell, see credentials" });
});

test("a secret that is wrong, one that is missing and no network are told apart", async () => {
  const fake = await openHeymarket(TEAM);
  const wrong = await diagnose({
    project: makeProject(),
    environment: { ...at(fake), HEYMARKET_API_SECRET_KEY: "canary-wrong" },
  });
  const missing = await diagnose({
    project: makeProject(),
    environment: { ...at(fake), HEYMARKET_API_SECRET_KEY: "" },
  });

  expect(wrong.find("credentials")).toMatchObject({
    message: "wrong: Heymarket answered 401 to HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY",
    next: expect.stringMatching(/^compare id and key with .* Settings > Integrations > API/) as string,
  });
  expect(missing.find("credentials")?.message).toMatch(/^missing: HEYMARKET_API_SECRET_KEY is not set/);
  expect(missing.find("clock")?.message).toBe("Heymarket was not asked, see credentials");
});

test("an address of Heymarket that is none is a mistake in the configuration, and nobody is called", async () => {
  const { code, find } = await diagnose({ project: makeProject(), environment: { HEYMARKET_API_URL: "foo" } });

  expect(code).toBe(1);
  expect(find("configuration")?.details).toContainEqual(expect.stringContaining("HEYMARKET_API_URL must be"));
  expect(find("credentials")?.message).toBe('not tried: the address "foo" of Heymarket is no http(s) address');
});

test("a variable that is wrong is said to be in the environment, and lint is not asked for its line", async () => {
  const environment = { HEYRULES_PORT: "99999" };

  const { find } = await diagnose({ project: makeProject(), environment, options: ["--offline"] });

  expect(find("configuration")).toMatchObject({
    status: "failed",
    message: "environment or .env: 1 error",
    next: "correct them in the environment or in .env",
  });
});

test("what is wrong in heyrules.yaml, in .env and in the environment is counted apart", async () => {
  const project = makeProject({ config: `${CONFIG}unknown_key: 1\n` });
  writeFileSync(join(project.folder, ".env"), "HEYMARKET_WEBHOK_TOKEN=x\n", { mode: 0o600 });

  const { find } = await diagnose({ project, environment: { HEYRULES_PORT: "x" }, options: ["--offline"] });

  expect(find("configuration")?.message).toMatch(
    /^\S*\.env: 1 warning; \S*heyrules\.yaml: 1 error; environment or \.env: 1 error$/,
  );
});

test("--offline asks nobody", async () => {
  const fake = await openHeymarket(TEAM);

  const { code, report } = await diagnose({ project: makeProject(), environment: at(fake), options: ["--offline"] });

  expect(code).toBe(0);
  expect(fake.requests()).toEqual([]);
  expect(named(report, "skipped")).toEqual(["clock", "credentials", "inboxes", "members", "sender"]);
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
