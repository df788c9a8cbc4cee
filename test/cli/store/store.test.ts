import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { MIGRATIONS } from "../../../src/stores/sqlite/migrations.ts";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";

/** A project whose store holds one event. */
async function makeUsedProject(): Promise<TestProject> {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));
  return project;
}

function pathOf({ store }: TestProject): string {
  return store.replace("sqlite:", "");
}

/** Changes the store's file as nobody of the engine. */
function change(project: TestProject, sql: string): void {
  const connection = openConnection({ path: pathOf(project), readOnly: false });
  connection.execute(sql);
  connection.close();
}

test("store check says how the store stands, beside a running engine", async () => {
  const project = await makeUsedProject();

  const { code, out } = await project.run("store", "check");

  expect(code).toBe(0);
  expect(out).toMatch(/^Events: +1 done$/m);
  expect(out).toMatch(/^Runs: +1 done$/m);
  expect(out).toContain("Nothing is wrong with it.");
});

test("store check fails, and says what is wrong", async () => {
  const project = await makeUsedProject();
  change(project, "DELETE FROM runs");

  const text = await project.run("store", "check");
  const json = await project.run("store", "check", "--json");

  expect([text.code, json.code]).toEqual([1, 1]);
  expect(text.out).toContain("There are 1 effects without their run.");
  expect(JSON.parse(json.out)).toMatchObject({
    schema: "heyrules/store-check/1",
    ok: false,
    faults: ["There are 1 effects without their run."],
    events: { done: 1 },
    sizes: [{ bytes: expect.any(Number) as number }, {}],
  });
});

test("store check of a store that is not there says so", async () => {
  const { code, err } = await makeProject().run("store", "check");

  expect(code).toBe(1);
  expect(err).toMatch(/There is no store .*heyrules[.]db to read yet.*\[NOT_FOUND\]$/);
});

test("store migrate says from what to what, and refuses while an engine runs", async () => {
  const running = await makeUsedProject();
  const project = makeProject();
  mkdirSync(dirname(pathOf(project)), { recursive: true });
  change(project, `${MIGRATIONS[0] ?? ""}; PRAGMA user_version = 1`);

  const refused = await running.run("store", "migrate");
  const migrated = await project.run("store", "migrate");
  const again = await project.run("store", "migrate", "--json");

  expect([refused.code, refused.err]).toEqual([5, expect.stringContaining("[STORE_LOCKED]")]);
  expect(migrated.out).toMatch(new RegExp(`was brought from schema 1 to ${MIGRATIONS.length}[.]$`));
  expect(JSON.parse(again.out)).toMatchObject({ from: MIGRATIONS.length, to: MIGRATIONS.length });
});

test("store prune tells the plan and exits with 2; with --yes it needs the store for itself", async () => {
  const project = await makeUsedProject();

  const plan = await project.run("store", "prune", "--older-than", "7d");
  const refused = await project.run("store", "prune", "--yes");
  const young = await project.run("store", "prune", "--older-than", "6d");

  expect(plan.code).toBe(2);
  expect(plan.out).toMatch(/^To be dropped of .*: none[.]$/);
  expect(plan.err).toContain("--yes does it");
  expect([refused.code, young.code]).toEqual([5, 2]);
  expect(young.err).toContain("7 days or more");
});

test("a store is backed up, exported and imported, and what is moved lets nothing go out", async () => {
  const project = await makeUsedProject();
  const file = (name: string) => join(project.folder, name);

  const backup = await project.run("store", "backup", file("copy.db"));
  const again = await project.run("store", "backup", file("copy.db"));
  const written = await project.run("store", "export", file("moved.gz"), "--json");
  const read = await project.run(
    "store",
    "import",
    file("moved.gz"),
    "--store",
    `json:${file("moved.json")}`,
    "--json",
  );

  expect([backup.code, again.code, written.code, read.code]).toEqual([0, 2, 0, 0]);
  expect(backup.out).toContain("the copy is good");
  expect(again.err).toContain("is not overwritten");
  const { counts } = JSON.parse(written.out) as { counts: object };
  expect(counts).toMatchObject({ event: 1, run: 1, effect: 1 });
  expect(JSON.parse(read.out)).toMatchObject({ schema: "heyrules/store-import/1", counts });
  for (const url of [`sqlite:${file("copy.db")}`, `json:${file("moved.json")}`]) {
    const audit = await project.run("audit", "ls", "--store", url);
    expect(audit.out).toMatch(/heyrules +pause +all +this is a copy of a store/);
  }
});

test("a file that is no export is refused, and no store is made of it", async () => {
  const project = makeProject();

  const { code, err } = await project.run(
    "store",
    "import",
    join(project.folder, "rules", "none"),
    "--store",
    `json:${project.folder}/new.json`,
  );

  expect([code, err]).toEqual([2, expect.stringContaining("cannot be imported: ENOENT")]);
  expect(existsSync(`${project.folder}/new.json`)).toBe(false);
});
