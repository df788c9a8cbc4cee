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

  expect(code).toBe(1);
  expect(out).toBe("0 rules, 0 tests: 1 error, 0 warnings");
  expect(err).toMatch(/a\.yaml:5:11 error "txt" is not a field \[unknown-field\]/);
  expect(err).toContain("5 |     if: { txt: { words: [price] } }\n    |           ^");
  expect(err).toContain('hint: did you mean "text"?');
});

test("an event_data field that is not documented is a warning, with --strict an error", async () => {
  const project = makeProject({ rules: { "a.yaml": UNDOCUMENTED } });

  const loose = await project.run("lint");
  const strict = await project.run("lint", "--strict");

  expect(loose).toMatchObject({ code: 0, out: "1 rule, 0 tests: 0 errors, 1 warning" });
  expect(strict).toMatchObject({ code: 1, out: "0 rules, 0 tests: 1 error, 0 warnings" });
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

  const { out, err } = await project.run("lint");

  expect(out).toContain("1 warning");
  expect(err).toContain("[secret-in-file]");
  expect(err).not.toContain("canary-secret");
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
