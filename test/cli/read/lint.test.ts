import { join } from "node:path";
import { expect, test } from "vitest";
import { CONFIG, makeProject, RULES, runCommand } from "../../helpers/project.ts";

const MISTAKES = `version: 1
rules:
  typo:
    on: message_recieved
    if: { txt: { words: [price] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Hi" }
`;

const UNDOCUMENTED = `version: 1
rules:
  campaign:
    on: message_recieved
    if: { event_data.campaign_code: SPRING }
    do:
      - tag: { add: [spring] }
`;

test("lint counts rules and tests and ends with 0 when all is well, without any secret", async () => {
  const project = makeProject();

  const result = await project.run("lint");

  expect(result).toEqual({ code: 0, out: "2 rules, 1 test: 0 errors, 0 warnings", err: "" });
});

test("lint shows a mistake with its place, the line, a caret and what was meant, and ends with 1", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES } });

  const { code, out, err } = await project.run("lint");

  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(/a\.yaml:5:11 error "txt" is not a field \[unknown-field\]/);
  expect(out).toContain("5 |     if: { txt: { words: [price] } }\n    |           ^");
  expect(out).toContain('hint: did you mean "text"?');
  expect(out.split("\n").at(-1)).toBe("0 rules, 0 tests: 1 error, 0 warnings");
});

test("an event_data field that is not documented is a warning, with --strict an error", async () => {
  const project = makeProject({ rules: { "a.yaml": UNDOCUMENTED, "b.yaml": RULES } });

  const loose = await project.run("lint");
  const strict = await project.run("lint", "--strict");

  expect({ code: loose.code, last: loose.out.split("\n").at(-1) }).toEqual({
    code: 0,
    last: "3 rules, 1 test: 0 errors, 1 warning",
  });
  expect({ code: strict.code, last: strict.out.split("\n").at(-1) }).toEqual({
    code: 1,
    last: "2 rules, 1 test: 1 error, 0 warnings",
  });
});

test("lint --json prints one object with every finding and nothing else", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const { code, out, err } = await project.run("lint", "--json");

  expect(code).toBe(1);
  expect(err).toBe("");
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/lint/1",
    rules: ["answer-price", "push-opt-out"],
    diagnostics: [{ code: "unknown-field", severity: "error", line: 5, column: 11, hint: 'did you mean "text"?' }],
  });
});

test("a secret that stands in the configuration is warned of and not shown", async () => {
  const project = makeProject({ config: CONFIG.replace("${CRM_TOKEN}", "canary-secret") });

  const { out } = await project.run("lint");

  expect(out).toContain("1 warning");
  expect(out).toContain("[secret-in-file]");
  expect(out).not.toContain("canary-secret");
});

test("a configuration that is not there is exit code 3 with its path", async () => {
  const { code, err } = await runCommand(["lint", "--config", "nowhere/heyrules.yaml"]);

  expect(code).toBe(3);
  expect(err).toContain("nowhere/heyrules.yaml does not exist");
});

test("a rules folder that is not there is exit code 3 with its path", async () => {
  const project = makeProject();

  const { code, err } = await project.run("lint", "--rules", "nowhere");

  expect(code).toBe(3);
  expect(err).toContain("nowhere does not exist");
});

test("lint FILE checks that file only, against the configuration of the project", async () => {
  const project = makeProject({ rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const good = await project.run("lint", join(project.folder, "rules", "b.yaml"));
  const both = await project.run(
    "lint",
    join(project.folder, "rules", "b.yaml"),
    join(project.folder, "rules", "a.yaml"),
  );
  const unknown = await project.run("lint", join(project.folder, "rules", "c.yaml"));

  expect(good).toEqual({ code: 0, out: "2 rules, 1 test: 0 errors, 0 warnings", err: "" });
  expect(both.code).toBe(1);
  expect(both.out).toContain("[unknown-field]");
  expect(unknown).toMatchObject({ code: 3, out: "" });
  expect(unknown.err).toContain("c.yaml does not exist");
});

test("lint of the configuration alone reads no rule; warnings about it are shown when it is asked about", async () => {
  const config = CONFIG.replace("${CRM_TOKEN}", "canary-secret");
  const project = makeProject({ config, rules: { "a.yaml": MISTAKES, "b.yaml": RULES } });

  const alone = await project.run("lint", join(project.folder, "heyrules.yaml"));
  const rules = await project.run("lint", join(project.folder, "rules", "b.yaml"));

  expect(alone.out).toContain("[secret-in-file]");
  expect(alone.out).toContain("0 rules, 0 tests: 0 errors, 1 warning");
  expect(rules.out).toBe("2 rules, 1 test: 0 errors, 0 warnings");
});

test("an error in the configuration is shown whatever file is checked", async () => {
  const project = makeProject({ config: CONFIG.replace("America/New_York", "Mars/Olympus") });

  const { code, out } = await project.run("lint", join(project.folder, "rules", "rules.yaml"));

  expect(code).toBe(1);
  expect(out).toContain("[unknown-timezone]");
});
