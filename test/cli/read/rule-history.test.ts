import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";

const FIRST = `version: 1
rules:
  follow-up:
    on: message_recieved
    if: { text: { words: [price] } }
    do:
      - wait: 2h
      - send_message: { purpose: service, text: "Did you get it?" }
`;
const SECOND = FIRST.replace("[price]", "[price, quote]").replace("2h", "3h");
const THIRD = SECOND.replace("follow-up:\n", "follow-up:\n    mode: single\n");

interface VersionJson {
  readonly version: string;
  readonly [name: string]: unknown;
}

/** A project whose files have the last of these texts, after engines have loaded all that were `loaded`. */
async function projectWith(text: string, loaded: readonly string[]): Promise<TestProject> {
  const project = makeProject({ rules: { "rules.yaml": text } });
  for (const rules of loaded) {
    const engine = await startTestEngine(project, { rules });
    await engine.receive("message_recieved", textData("what is the price?"));
    await engine.stop();
  }
  return project;
}

async function historyOf(project: TestProject, ...options: readonly string[]): Promise<readonly VersionJson[]> {
  const { out } = await project.run("rules", "history", ...options, "--json");
  return (JSON.parse(out) as { versions: VersionJson[] }).versions;
}

test("rules history lists the versions that engines loaded, the last one first, with the runs that go on", async () => {
  const project = await projectWith(SECOND, [FIRST, SECOND]);

  const { code, out } = await project.run("rules", "history", "follow-up");
  const versions = await historyOf(project, "follow-up");

  expect(code).toBe(0);
  const [header = "", newest = "", oldest = "", ...others] = out.split("\n");
  expect(header).toMatch(/^version +rule +state +first loaded +last loaded +last run +going on +file$/);
  expect(newest).toMatch(/^[0-9a-f]{16} +follow-up +on, in the files +\d{4}-.* +1 +rules\.yaml:3$/);
  expect(oldest).toMatch(/^[0-9a-f]{16} +follow-up +on +\d{4}-.* +1 +rules\.yaml:3$/);
  expect(others).toEqual([]);
  expect(versions).toMatchObject([
    { rule: "follow-up", state: "on", isInFiles: true, openRuns: 1, file: "rules.yaml", line: 3 },
    { isInFiles: false, openRuns: 1, lastRunAt: expect.stringMatching(/Z$/) as string },
  ]);
});

test("a version is loaded first when an engine starts with it, and last when the last one does", async () => {
  const project = await projectWith(FIRST, [FIRST, SECOND, FIRST]);

  const [newest, second] = await historyOf(project, "follow-up");

  const [first, last] = [String(newest?.["firstLoadedAt"]), String(newest?.["lastLoadedAt"])].map(Date.parse);
  const between = Date.parse(String(second?.["firstLoadedAt"]));
  expect(newest).toMatchObject({ isInFiles: true });
  expect([first, between, last]).toEqual([first, between, last].toSorted((one, other) => (one ?? 0) - (other ?? 0)));
  expect(second?.["firstLoadedAt"]).toBe(second?.["lastLoadedAt"]);
});

test("rules history without a rule lists all in the files, at most as many as asked", async () => {
  const project = await projectWith(THIRD, [FIRST, SECOND]);

  const { out, err } = await project.run("rules", "history", "--limit", "1");

  const [, version = "", notLoaded = ""] = out.split("\n");
  expect(version).toContain("follow-up");
  expect(notLoaded).toMatch(/^follow-up [0-9a-f]{16} \(.*rules\.yaml:3\) in the files was loaded by no engine yet$/);
  expect(err).toContain("1 older versions are left out: --limit.");
});

test("rules history and diff of a rule that is nowhere say what comes near", async () => {
  const project = await projectWith(FIRST, [FIRST]);

  for (const command of ["history", "diff"]) {
    const { code, err } = await project.run("rules", command, "folow-up");
    expect([command, code, err]).toEqual([command, 1, expect.stringContaining("follow-up")]);
  }
});

test("rules history knows a rule that left the files", async () => {
  const project = await projectWith(FIRST, [FIRST]);
  writeFileSync(join(project.folder, "rules", "rules.yaml"), FIRST.replace("follow-up", "other"));

  expect(await historyOf(project, "follow-up")).toMatchObject([{ rule: "follow-up", isInFiles: false }]);
});

test("rules diff shows in words how the files differ from what was loaded last", async () => {
  const project = await projectWith(SECOND, [FIRST]);

  const { code, out } = await project.run("rules", "diff", "follow-up");

  expect(code).toBe(0);
  const [from = "", to = "", ...lines] = out.split("\n");
  expect(from).toMatch(/^--- follow-up [0-9a-f]{16} \(rules\.yaml:3\), last loaded \d{4}-/);
  expect(to).toMatch(/^\+\+\+ follow-up [0-9a-f]{16} \(.*rules\.yaml:3\) in the files$/);
  const changed = lines.filter((line) => /^[-+]/.test(line));
  expect(changed).toEqual([
    "-  text words [price]",
    "+  text words [price, quote]",
    "-  do/0  wait 2h",
    "+  do/0  wait 3h",
  ]);
});

test("once the files are loaded, rules diff shows what changed against the version before", async () => {
  const project = await projectWith(SECOND, [FIRST, SECOND]);

  const { out } = await project.run("rules", "diff", "follow-up");

  expect(out).toContain("-  do/0  wait 2h\n+  do/0  wait 3h");
});

test("rules diff takes the starts of versions, older first", async () => {
  const project = await projectWith(THIRD, [FIRST, SECOND, THIRD]);
  const [third = "", second = "", first = ""] = (await historyOf(project, "follow-up")).map(({ version }) => version);

  const two = await project.run("rules", "diff", "follow-up", second.slice(0, 6), first);
  const one = await project.run("rules", "diff", "follow-up", second, "--json");
  const none = await project.run("rules", "diff", "follow-up", "zz");

  expect(two.out).toContain("-  do/0  wait 3h\n+  do/0  wait 2h");
  expect(JSON.parse(one.out)).toMatchObject({
    schema: "heyrules/rule-diff/1",
    rule: "follow-up",
    before: second,
    after: third,
    words: expect.arrayContaining(["+  mode single"]) as readonly string[],
  });
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('no version "zz"') as string });
});

test("rules diff --compiled shows the program, and the same version no difference", async () => {
  const project = await projectWith(SECOND, [FIRST]);
  const [kept] = await historyOf(project, "follow-up");

  const compiled = await project.run("rules", "diff", "follow-up", "--compiled");
  const same = await project.run("rules", "diff", "follow-up", kept?.version ?? "", kept?.version ?? "");

  expect(compiled.out).toMatch(/^- +"ms": 7200000$/m);
  expect(compiled.out).toMatch(/^\+ +"ms": 10800000$/m);
  expect(compiled.out).not.toContain('"line"');
  expect(same.out).toBe("Both are the same version.");
});

test("with one version alone there is nothing to compare", async () => {
  const project = await projectWith(FIRST, [FIRST]);

  const { code, err } = await project.run("rules", "diff", "follow-up");

  expect(code).toBe(1);
  expect(err).toContain("one version of follow-up alone");
});
