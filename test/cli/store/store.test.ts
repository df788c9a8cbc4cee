import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
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

  expect(code).toBe(5);
  expect(err).toMatch(
    /There is no store .*heyrules[.]db yet: start the engine once, or .*--store[.] \[STORE_MISSING\]$/,
  );
});

test("every command that reads or changes a store says the same of one that is not there, with one exit code", async () => {
  const { folder, run } = makeProject();
  const commands = [
    ...[
      "events ls",
      "events show evt_1",
      "events replay evt_1 --yes",
      "runs ls",
      "runs show run_1",
      "runs retry run_1 --yes",
    ],
    ...["runs resume run_1 --yes", "runs cancel --all --yes", "dead ls", "dead show run_1", "dead retry --all --yes"],
    ...["dead drop --all --yes", "dead resolve run_1 --sent --yes", "contacts ls", "contacts show +12025550100"],
    ...[
      "contacts release +12025550100 --yes",
      "contacts erase +12025550100 --yes",
      "pause --yes",
      "resume --yes",
      "audit ls",
    ],
    ...["store check", "store migrate", "store prune", "store prune --yes"],
    ...[`store backup ${folder}/copy`, `store export ${folder}/copy`],
  ];

  for (const command of commands) {
    const { code, err } = await run(...command.split(" "));

    expect({ command, code, err }).toEqual({
      command,
      code: 5,
      err: expect.stringMatching(
        /^There is no store .*heyrules[.]db yet: start the engine once, or .* \[STORE_MISSING\]$/,
      ) as string,
    });
  }
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
  change(project, "UPDATE events SET received_at = 0");

  const plan = await project.run("store", "prune", "--older-than", "7d");
  const json = await project.run("store", "prune", "--json");
  const declined = await project.runAsked("n", "store", "prune");
  const refused = await project.run("store", "prune", "--yes");
  const young = await project.run("store", "prune", "--older-than", "6d");

  expect([plan.code, json.code, declined.code]).toEqual([2, 2, 1]);
  expect(plan.out).toMatch(/^To be dropped of .*: 1 event, 1 run, 1 effect/);
  expect(plan.err).toBe("Nothing was dropped: this is the plan, and --yes does it. [USAGE]");
  expect(JSON.parse(json.out)).toMatchObject({ schema: "heyrules/store-prune/1", done: false, pruned: { events: 1 } });
  expect(declined.err).toMatch(/\[y\/N\] \nNothing was dropped[.]$/);
  expect([refused.code, young.code]).toEqual([5, 2]);
  expect(young.err).toContain("7 days or more");
});

test("store prune is in the audit, with who did it and why", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));
  await engine.stop();
  change(project, "UPDATE events SET received_at = 0");

  const done = await project.run("store", "prune", "--yes", "--as", "Ada", "--reason", "the disk is small");
  const nameless = await project.run("store", "prune", "--yes", "--as", " ");
  const audit = await project.run("audit", "ls", "--json");

  expect(done.code).toBe(0);
  expect([nameless.code, nameless.err]).toEqual([2, "--as takes a name. [USAGE]"]);
  const entries = (JSON.parse(audit.out) as { readonly entries: readonly object[] }).entries;
  expect(entries[0]).toMatchObject({
    ...{ by: "Ada", deed: "prune", reason: "the disk is small", target: { kind: "store" } },
    text: expect.stringContaining("1 event, 1 run, 1 effect") as string,
  });
});

test("store prune with nothing to drop says so and ends with 0, asked or not", async () => {
  const project = await makeUsedProject();

  const text = await project.run("store", "prune");
  const asked = await project.runAsked("y", "store", "prune");

  expect([text.code, text.err]).toEqual([0, ""]);
  expect(text.out).toMatch(/^Nothing is to be dropped of .*heyrules[.]db, what was received before /);
  expect([asked.code, asked.err]).toEqual([0, ""]);
});

describe("a file that cannot be made or read is told with what to do, and ends with 3:", () => {
  test.each(["backup", "export"])("store %s", async (command) => {
    const project = await makeUsedProject();
    const { folder } = project;

    const missing = await project.run("store", command, `${folder}/none/copy`);
    const blocked = await project.run("store", command, `${folder}/heyrules.yaml/copy`);

    expect([missing.code, missing.err]).toEqual([
      3,
      `The file ${folder}/none/copy cannot be written: there is no folder ${folder}/none; make it, or name another place. [FILE_UNUSABLE]`,
    ]);
    expect([blocked.code, blocked.err]).toEqual([
      3,
      expect.stringContaining(
        "what its path goes through is a file, not a folder; name another place. [FILE_UNUSABLE]",
      ),
    ]);
  });

  test("store import", async () => {
    const { folder, run } = makeProject();
    const to = ["--store", `json:${folder}/new.json`];

    const missing = await run("store", "import", `${folder}/none`, ...to);
    const isFolder = await run("store", "import", folder, ...to);
    const other = await run("store", "import", `${folder}/heyrules.yaml`, ...to);

    expect([missing.code, isFolder.code, other.code]).toEqual([3, 3, 3]);
    expect(missing.err).toContain("cannot be imported: there is no such file; name another one. [FILE_UNUSABLE]");
    expect(isFolder.err).toContain("cannot be imported: it is a folder; name a file. [FILE_UNUSABLE]");
    expect(other.err).toContain("cannot be imported: a line of it is no JSON. [FILE_UNUSABLE]");
  });

  test("store import, of a copy of SQLite", async () => {
    const { folder, run } = makeProject();
    writeFileSync(`${folder}/copy.db`, "SQLite format 3\0 and what follows");

    const { code, err } = await run("store", "import", `${folder}/copy.db`, "--store", `json:${folder}/new.json`);

    expect(code).toBe(3);
    expect(err).toContain("cannot be imported: it is a store of SQLite, such as heyrules store backup makes: put it");
    expect(existsSync(`${folder}/new.json`)).toBe(false);
  });
});

test("a store is backed up, exported and imported, and what is moved lets nothing go out", async () => {
  const project = await makeUsedProject();
  const file = (name: string) => join(project.folder, name);

  const backup = await project.run("store", "backup", file("copy.db"));
  const again = await project.run("store", "backup", file("copy.db"));
  const told = await project.run("store", "export", file("told.gz"), "--store", `sqlite:${file("copy.db")}`);
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
  expect(told.out).toMatch(/: 1 event, 1 run, 1 effect, .*, 1 pause, 1 row of the audit, \d+ hourly counts[.]$/);
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

  expect([code, err]).toEqual([3, expect.stringContaining("none cannot be imported: there is no such file")]);
  expect(existsSync(`${project.folder}/new.json`)).toBe(false);
});
