import { execFileSync } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { commandsOfProgram, readDocument } from "../helpers/documentation.ts";
import { makeProject, RULES, runCommand } from "../helpers/project.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

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
  [["pause", "--rule", "one", "--rule", "two"], "--rule is given twice, and takes one value"],
])("%j is a usage error", async (args, hint) => {
  const { code, out, err } = await runCommand(args);

  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(hint);
  expect(err).toContain(" [USAGE]");
});

test("global options are taken before and after the command", async () => {
  const project = makeProject();

  const before = await project.run("--json", "rules", "ls");
  const after = await project.run("rules", "ls", "--json");

  expect(JSON.parse(before.out)).toMatchObject({ schema: "heyrules/rules/1" });
  expect(after).toEqual(before);
});

test.each([
  ["start"],
  ["dev"],
  ["lint"],
  ["test"],
  ["doctor", "--offline"],
  ["events", "ls"],
  ["runs", "ls"],
  ["rules", "ls"],
])("without heyrules.yaml %s %s names the command that writes one", async (...args) => {
  const config = join(makeTemporaryFolder(), "heyrules.yaml");

  const { code, out, err } = await runCommand([...args.filter(Boolean), "--config", config]);

  expect(code).not.toBe(0);
  expect(`${out}${err}`.replaceAll(/\s+/g, " ")).toContain(
    "heyrules.yaml does not exist; `heyrules init` writes a project",
  );
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
  expect(err).toContain(
    "HEYMARKET_WEBHOOK_TOKEN is not set: add a webhook in Heymarket, Settings > Integrations > API",
  );
  expect(err).toContain("copy its verification token into .env beside heyrules.yaml");
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

test.each([
  [["frobnicate", "--json"], 2, "USAGE", "unknown command 'frobnicate'"],
  [["lint", "--strickt", "--json"], 2, "USAGE", "unknown option '--strickt'"],
  [["events", "--json"], 2, "USAGE", "--help lists them"],
  [["events", "ls", "--limit", "0", "--json"], 2, "USAGE", "1 to 1000"],
  [["rules", "show", "nope", "--json"], 1, "NOT_FOUND", 'There is no rule "nope"'],
  [["runs", "ls", "--json"], 5, "STORE_MISSING", "There is no store"],
])("with --json the error of %j is one object on standard output", async (args, code, errorCode, message) => {
  const result = await makeProject().run(...args);

  expect({ code: result.code, err: result.err }).toEqual({ code, err: "" });
  const printed = JSON.parse(result.out) as { error: { message: string } };
  expect(printed).toMatchObject({ schema: "heyrules/error/1", error: { code: errorCode } });
  expect(printed.error.message).toContain(message);
});

test("with --json a refusal to start holds every finding and problem", async () => {
  const { code, out, err } = await makeProject().run("start", "--json");

  expect({ code, err }).toEqual({ code: 3, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/error/1",
    error: { code: "CONFIG_INVALID" },
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ code: "sample-value", line: 4 }),
      expect.objectContaining({ code: "missing-variable", line: 7 }),
    ]) as unknown,
    problems: [expect.stringContaining("HEYMARKET_WEBHOOK_TOKEN"), expect.stringContaining("HEYMARKET_API_SECRET_ID")],
  });
});

test.each(["--version", "-V"])("%s prints the version of the package", async (option) => {
  const { code, out } = await runCommand([option]);

  const { version } = JSON.parse(readDocument("package.json")) as { version: string };
  expect({ code, out }).toEqual({ code: 0, out: version });
});

test("the help of the program tells each of its options once", async () => {
  const { out } = await runCommand(["--help"]);

  expect(out.match(/^ {2}--utc /gm)).toHaveLength(1);
  expect(out).not.toContain("Global Options");
});

test("the help of every command lists the global options and an example that the command takes", async () => {
  for (const command of await commandsOfProgram()) {
    const { out } = await runCommand([...command.split(" "), "--help"]);

    expect(out).toMatch(/\nGlobal Options:\n(.*\n)* {2}--utc /);
    const [, example = ""] = /\nExample:\n {2}heyrules (.+)$/.exec(out) ?? [];
    expect(example).toMatch(new RegExp(`^${command}( |$)`));
    for (const [option] of example.matchAll(/--[a-z-]+/g)) expect(out).toContain(`  ${option} `);
  }
});

test("options that npm kept for itself are a usage error that shows what works", async () => {
  const environment = {
    npm_lifecycle_script: "node scripts/heyrules.mjs",
    npm_lifecycle_event: "heyrules",
    npm_config_text: "true",
    npm_config_json: "true",
    npm_config_yes: "",
    npm_config_cache: "/root/.npm",
  };

  const { code, out, err } = await runCommand(["send", "message_recieved", "hello"], environment);

  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("npm kept --json, --text for itself");
  expect(err).toContain("npx heyrules send … --json … --text …");
  expect(err).toContain("npm run heyrules -- send … --json … --text …");
});

test("options that npm kept from one of its other scripts are shown with that script", async () => {
  const environment = {
    npm_lifecycle_script: "node scripts/heyrules.mjs start",
    npm_lifecycle_event: "start",
    npm_config_config: "x.yaml",
  };

  const { code, err } = await runCommand(["start"], environment);

  expect(code).toBe(2);
  expect(err).toContain("npx heyrules start … --config …");
  expect(err).toContain("npm run start -- … --config …");
});

test("npm's own settings are none of our options, in another script and behind --", async () => {
  const project = makeProject();
  const other = { npm_lifecycle_script: "node scripts/test.mjs", npm_config_force: "true", npm_config_json: "true" };
  const given = { npm_lifecycle_script: "node scripts/heyrules.mjs", npm_config_json: "true" };
  const args = ["--config", join(project.folder, "heyrules.yaml"), "rules", "ls"];

  expect((await runCommand(args, other)).code).toBe(0);
  expect((await runCommand([...args, "--json"], given)).code).toBe(0);
});

test.each(["npm_config_local_prefix", "npm_config_userconfig", "npm_config_globalconfig"])(
  "what stands in the .npmrc of %s is a setting of npm, and no option of this command line",
  async (variable) => {
    const project = makeProject();
    const file = join(project.folder, ".npmrc");
    writeFileSync(file, "; of this machine\noffline=true\n force = true\nwebhook_id = 7\njson\n");
    const environment = {
      npm_lifecycle_script: "node scripts/heyrules.mjs",
      npm_config_offline: "true",
      npm_config_force: "true",
      npm_config_json: "true",
      [variable]: variable === "npm_config_local_prefix" ? project.folder : file,
    };
    const args = ["--config", join(project.folder, "heyrules.yaml"), "rules", "ls"];

    const settings = await runCommand(args, environment);
    const typed = await runCommand(args, { ...environment, npm_config_text: "hello" });

    expect(settings.code).toBe(0);
    expect(typed.code).toBe(2);
    expect(typed.err).toContain("npm kept --text for itself");
  },
);

test("npm tells of settings and of options it kept in one way, and where it reads settings", () => {
  const folder = makeTemporaryFolder();
  writeFileSync(join(folder, "print.cjs"), "console.log(JSON.stringify(process.env))");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: { print: "node print.cjs" } }));
  writeFileSync(join(folder, ".npmrc"), "offline=true\n");

  const told = JSON.parse(
    execFileSync("npm", ["run", "--silent", "print", "--text", "hello"], { cwd: folder, encoding: "utf8" }),
  ) as Record<string, string>;

  expect(told).toMatchObject({
    npm_config_offline: "true",
    npm_config_text: "true",
    npm_config_local_prefix: realpathSync(folder),
  });
  expect(told).toHaveProperty("npm_config_userconfig");
  expect(told).toHaveProperty("npm_config_globalconfig");
});

test("rules are those beside the configuration; --rules counts from the working folder", async () => {
  const project = makeProject();
  const config = ["--config", join(project.folder, "heyrules.yaml")];
  const elsewhere = process.cwd();
  onTestFinished(() => {
    process.chdir(elsewhere);
  });
  process.chdir(makeProject({ rules: { "own.yaml": RULES.replace("answer-price", "own") } }).folder);

  const beside = await runCommand([...config, "rules", "ls"]);
  const given = await runCommand([...config, "--rules", "rules", "rules", "ls"]);

  expect(beside.out).toContain("answer-price");
  expect(given.out).toContain("own");
});

test.each([
  ["events ls", true],
  ["rules disable", true],
  ["lint", false],
  ["store check", false],
  ["doctor", false],
])("the help of %s offers --url only where it is taken: %s", async (command, isOffered) => {
  const { out } = await runCommand([...command.split(" "), "--help"]);

  expect(["--url", "--token-file", "--insecure-http"].map((option) => out.includes(`  ${option}`))).toEqual(
    [1, 2, 3].map(() => isOffered),
  );
  expect(out).toContain("  --json");
});
