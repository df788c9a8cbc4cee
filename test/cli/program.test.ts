import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject, runCommand } from "../helpers/project.ts";

test("--help lists the commands on standard output", async () => {
  const { code, out, err } = await runCommand(["--help"]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const name of ["start", "lint", "test", "events", "runs", "rules"]) expect(out).toMatch(`\n  ${name} `);
});

test.each([
  [["frobnicate"], "unknown command 'frobnicate'"],
  [["lint", "--strickt"], "unknown option '--strickt'"],
  [["events"], "Usage: heyrules events"],
  [["events", "show"], "missing required argument 'id'"],
])("%j is a usage error", async (args, hint) => {
  const { code, out, err } = await runCommand(args);

  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(hint);
});

test("global options are taken before and after the command", async () => {
  const project = makeProject();

  const before = await project.run("--json", "rules", "ls");
  const after = await project.run("rules", "ls", "--json");

  expect(JSON.parse(before.out)).toMatchObject({ schema: "heyrules/rules/1" });
  expect(after).toEqual(before);
});

test("a store URL of no known kind is a usage error that names the kinds", async () => {
  const project = makeProject();

  const { code, err } = await project.run("events", "ls", "--store", "mysql://host");

  expect(code).toBe(2);
  expect(err).toContain("sqlite:FILE");
});

test("start refuses to run with a variable of the configuration missing, and says which", async () => {
  const project = makeProject();

  const { code, out, err } = await project.run("start");

  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("the environment variable CRM_TOKEN is not set");
});

test("start refuses to run without a webhook token and says where to find it", async () => {
  const project = makeProject();
  writeFileSync(join(project.folder, ".env"), "CRM_TOKEN=canary\n");

  const { code, err } = await project.run("start");

  expect(code).toBe(3);
  expect(err).toContain("HEYMARKET_WEBHOOK_TOKEN is not set");
  expect(err).not.toContain("canary");
});

test("start refuses to run without credentials when a rule needs them, and names the rule; .env is read", async () => {
  const project = makeProject();
  writeFileSync(join(project.folder, ".env"), "CRM_TOKEN=canary\nHEYMARKET_WEBHOOK_TOKEN=canary\n");

  const { code, err } = await project.run("start");

  expect(code).toBe(3);
  expect(err).toContain("HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY are not set, and rule answer-price");
  expect(err).not.toContain("canary");
});
