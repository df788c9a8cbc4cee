import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { runCommand } from "../../helpers/project.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

interface InitJson {
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly leftOut: readonly string[];
  readonly next: readonly string[];
}

async function init(folder: string): Promise<InitJson> {
  const { code, out, err } = await runCommand(["init", folder, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as InitJson;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test("init writes a project into a folder that is made, and names every file and the next three commands", async () => {
  const folder = join(makeTemporaryFolder(), "deep", "mine");

  const { code, out, err } = await runCommand(["init", folder]);

  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(filesIn(folder)).toEqual(
    [
      ".env.example",
      ".gitignore",
      ".heyrules/config.schema.json",
      ".heyrules/dev.schema.json",
      ".heyrules/rule.schema.json",
      ".vscode/extensions.json",
      ".vscode/settings.json",
      "README.md",
      "dev.yaml",
      "heyrules.yaml",
      "rules/after-hours.yaml",
      "rules/keyword-tags.yaml",
      "rules/opt-out-crm.yaml",
    ].sort(),
  );
  for (const file of filesIn(folder)) expect(out).toContain(`+ ${join(folder, file)}\n`);
  expect(out).toMatch(
    /\nNext:\n {2}cd .*mine\n {2}.*heyrules.* dev\n {2}.*heyrules.* send message_recieved .*--at 20:00$/,
  );
});

test("what init writes lints without any finding, and its tests pass", async () => {
  const folder = join(makeTemporaryFolder(), "mine");
  await init(folder);
  const project = ["--config", join(folder, "heyrules.yaml"), "--rules", join(folder, "rules")];

  const lint = await runCommand([...project, "lint", "--strict"]);
  const tests = await runCommand([...project, "test"]);

  expect({ code: lint.code, err: lint.err }).toEqual({ code: 0, err: "" });
  expect({ code: tests.code, err: tests.err }).toEqual({ code: 0, err: "" });
});

test("editors find the schema that the first two lines of every YAML file name", async () => {
  const folder = join(makeTemporaryFolder(), "mine");
  await init(folder);

  for (const file of filesIn(folder).filter((path) => path.endsWith(".yaml"))) {
    const [first = "", second = ""] = readFileSync(join(folder, file), "utf8").split("\n");
    const [, schema = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    expect({ file, second }).toEqual({ file, second: `# $schema: ${schema}` });
    expect(existsSync(resolve(folder, dirname(file), schema))).toBe(true);
  }
  const settings = JSON.parse(readFileSync(join(folder, ".vscode/settings.json"), "utf8")) as Record<string, object>;
  for (const schema of Object.keys(settings["yaml.schemas"] ?? {})) expect(existsSync(join(folder, schema))).toBe(true);
});

test("the after-hours rule reaches no connection", async () => {
  const folder = join(makeTemporaryFolder(), "mine");
  await init(folder);

  const text = readFileSync(join(folder, "rules/after-hours.yaml"), "utf8");

  expect(JSON.stringify((parse(text) as { rules: object }).rules)).not.toContain('"connection"');
});

test("a second init keeps everything, names it, and is exit code 0", async () => {
  const folder = join(makeTemporaryFolder(), "mine");
  const first = await init(folder);
  writeFileSync(join(folder, "heyrules.yaml"), "mine");

  const { code, out } = await runCommand(["init", folder]);
  const second = await init(folder);

  expect(code).toBe(0);
  expect(out).toContain(`${join(folder, "heyrules.yaml")} was there and is kept`);
  expect(second).toMatchObject({ written: [], kept: first.written, leftOut: [] });
  expect(readFileSync(join(folder, "heyrules.yaml"), "utf8")).toBe("mine");
});

test("sample rules that were deleted do not come back while there are others", async () => {
  const folder = join(makeTemporaryFolder(), "mine");
  await init(folder);
  for (const name of ["keyword-tags", "opt-out-crm"]) rmSync(join(folder, "rules", `${name}.yaml`));
  rmSync(join(folder, ".gitignore"));

  const { written, leftOut } = await init(folder);

  expect(written).toEqual([".gitignore"]);
  expect(leftOut).toEqual(["rules/keyword-tags.yaml", "rules/opt-out-crm.yaml"]);
});

test("without a folder init writes to the current one", async () => {
  const home = process.cwd();
  const folder = makeTemporaryFolder();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(home);
  });

  const { code, out } = await runCommand(["init"]);

  expect(code).toBe(0);
  expect(existsSync(join(folder, "heyrules.yaml"))).toBe(true);
  expect(out).not.toContain("cd ");
});

test.runIf(process.platform === "linux")("a place where no folder can be made is refused", async () => {
  const { code, err } = await runCommand(["init", "/proc/mine/deeper"]);

  expect(code).toBe(3);
  expect(err).toContain(
    "No project was written to /proc/mine/deeper: no folder can be made there. [PROJECT_UNWRITABLE]",
  );
});

test("a folder that cannot be written is exit code 3 with the reason, and nothing is left behind", async () => {
  const folder = makeTemporaryFolder();
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "half"));
  writeFileSync(join(folder, "half", ".vscode"), "");

  const below = await runCommand(["init", join(folder, "file", "mine")]);
  const half = await runCommand(["init", join(folder, "half")]);

  expect(below.code).toBe(3);
  expect(below.err).toMatch(
    /No project was written to .*mine: a file stands where a folder must be\. \[PROJECT_UNWRITABLE\]/,
  );
  expect(half.code).toBe(3);
  expect(filesIn(folder)).toEqual(["file", "half/.vscode"]);
  expect(readdirSync(join(folder, "half"))).toEqual([".vscode"]);
});

test.skipIf(process.getuid?.() === 0)("a folder this user may not write to is said to be one", async () => {
  const folder = makeTemporaryFolder();
  chmodSync(folder, 0o500);
  onTestFinished(() => {
    chmodSync(folder, 0o700);
  });

  const { code, err } = await runCommand(["init", folder]);

  expect(code).toBe(3);
  expect(err).toContain("this user may not write there");
});
