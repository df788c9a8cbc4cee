import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createCheckpoints } from "../../../src/stores/sqlite/checkpoints.ts";
import type { Connection } from "../../../src/stores/sqlite/connection.ts";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { createDurableCommits } from "../../../src/stores/sqlite/durable-commits.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { startStoreProcess } from "../../helpers/store-process.ts";
import { until } from "../../e2e/until.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Each fills a page. */
const WORD = "x".repeat(4_000);
const WORDS_AT_ONCE = 100;
/** However slow the thread is beside the commits, it copies before so many. */
const MOST_COMMITS = 3_000;

function openWords(): { readonly connection: Connection; readonly insert: () => void } {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);
  connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)");
  const statement = connection.statement("INSERT INTO words (word) VALUES (?)");
  const insert = (): void => {
    for (let word = 0; word < WORDS_AT_ONCE; word += 1) statement.run(WORD);
  };
  return { connection, insert };
}

/** Commits at most so often, and no more once the log has begun anew; gives how often. */
async function writeUntilAnew(
  { connection, commit }: { readonly connection: Connection; readonly commit: () => Promise<void> },
  most = MOST_COMMITS,
): Promise<number> {
  let length = pagesOfLog(connection);
  for (let written = 1; written <= most; written += 1) {
    await commit();
    const now = pagesOfLog(connection);
    if (now < length) return written;
    length = now;
  }
  return most;
}

function pagesOfLog(connection: Connection): number {
  return Number(connection.statement("PRAGMA wal_checkpoint(NOOP)").get()?.["log"]);
}

async function untilCommitsCopy({ statement }: Connection): Promise<void> {
  await until("commits copy", () => statement("PRAGMA wal_autocheckpoint").get()?.["wal_autocheckpoint"] === 2_000);
}

/** What stands in the folder of a file, without the index of a log, which is memory. */
function contentsBeside(path: string): ReadonlyMap<string, string> {
  const names = readdirSync(dirname(path)).filter((name) => !name.endsWith("-shm"));
  return new Map(names.map((name) => [name, readFileSync(join(dirname(path), name), "base64")]));
}

function durable(): { readonly connection: Connection; readonly commit: () => Promise<void> } {
  const { connection, insert } = openWords();
  const commits = createDurableCommits(connection);
  onTestFinished(commits.close);
  return { connection, commit: () => commits.transaction(insert) };
}

test("a log that has grown is copied beside the commits, and begins anew again and again", async () => {
  const words = durable();

  const written = [await writeUntilAnew(words), await writeUntilAnew(words), await writeUntilAnew(words)];

  const commits = written.reduce((sum, count) => sum + count);
  expect(Math.min(...written)).toBeGreaterThanOrEqual(2_000 / WORDS_AT_ONCE - 1);
  expect(Math.max(...written)).toBeLessThan(MOST_COMMITS);
  expect(words.connection.statement("PRAGMA wal_autocheckpoint").get()).toEqual({ wal_autocheckpoint: 0 });
  expect(words.connection.statement("SELECT count(*) AS words FROM words").get()).toEqual({
    words: commits * WORDS_AT_ONCE,
  });
});

test("a reader that stays keeps the log, and commits go on; when it has gone, the log begins anew", async () => {
  const words = durable();
  await words.commit();
  const reader = openConnection({ path: words.connection.path, readOnly: true });
  onTestFinished(reader.close);
  reader.execute("BEGIN");
  reader.statement("SELECT count(*) FROM words").get();

  const meanwhile = await writeUntilAnew(words, 100);
  reader.execute("COMMIT");
  const after = await writeUntilAnew(words);

  expect(meanwhile).toBe(100);
  expect(after).toBeLessThan(MOST_COMMITS);
});

test("a log that is to be cut while it is copied is cut when the thread has done with it", async () => {
  const { connection, insert } = openWords();
  const leftAtCut: number[] = [];
  const watched: Connection = {
    ...connection,
    execute: (sql) => {
      const { log, checkpointed } = connection.statement("PRAGMA wal_checkpoint(NOOP)").get() ?? {};
      if (sql.includes("TRUNCATE")) leftAtCut.push(Number(log) - Number(checkpointed));
      connection.execute(sql);
    },
  };
  const checkpoints = createCheckpoints(watched, { onSyncFailure: () => undefined });
  onTestFinished(checkpoints.close);
  for (let written = 0; written < 25; written += 1) connection.transaction(insert);

  void checkpoints.before();
  await checkpoints.scrub();

  expect([leftAtCut, pagesOfLog(connection)]).toEqual([[0], 0]);
});

test("where no thread can open the database, commits copy by themselves", async () => {
  const { connection, insert } = openWords();
  const path = join(connection.path, "nowhere");
  const checkpoints = createCheckpoints({ ...connection, path }, { onSyncFailure: () => undefined });
  for (let written = 0; written < 25; written += 1) connection.transaction(insert);

  const wait = checkpoints.before();

  expect(wait).toBeNull();
  await untilCommitsCopy(connection);
  await checkpoints.close();
});

test.each([
  ["removed", "", () => undefined],
  [
    "replaced",
    "",
    (path: string) => {
      copyFileSync(`${path}.other`, path);
    },
  ],
  ["deprived of its log", "-wal", () => undefined],
  [
    "given another log",
    "-wal",
    (path: string) => {
      writeFileSync(`${path}-wal`, "other");
    },
  ],
])("a database that was %s is left alone by the thread, and no file is made", async (_, end, replace) => {
  const { connection, insert } = openWords();
  const { path } = connection;
  connection.execute(`VACUUM INTO '${path}.other'`);
  const checkpoints = createCheckpoints(connection, { onSyncFailure: () => undefined });
  onTestFinished(checkpoints.close);
  for (let written = 0; written < 25; written += 1) connection.transaction(insert);
  renameSync(`${path}${end}`, `${path}.away`);
  replace(path);
  const before = contentsBeside(path);

  void checkpoints.before();

  await untilCommitsCopy(connection);
  expect(contentsBeside(path)).toEqual(before);
});

test("a process that has nothing else to do waits for the thread, and ends when the store is closed", () => {
  const url = `sqlite:${join(makeTemporaryFolder(), "heyrules.db")}`;
  const typescript = ["--import", "./test/fixtures/register-typescript.mjs"];

  const { status, stdout } = spawnSync(process.execPath, [...typescript, "test/fixtures/full-log.ts", url]);

  expect([String(stdout), status]).toEqual(["closed\n", 0]);
});

test("a disk that refuses the sync of the copied file breaks the store: nothing is acknowledged from then on", async (context) => {
  const folder = makeTemporaryFolder();
  const library = join(folder, "sync-failure.so");
  const compiled = spawnSync("gcc", ["-shared", "-fPIC", "-o", library, "test/e2e/sync-failure.c", "-ldl"]);
  if (compiled.status !== 0) context.skip("there is no compiler for what makes a sync fail");
  const path = join(folder, "heyrules.db");
  await (await openSqliteStore({ path })).close();
  const flag = join(folder, "failing");
  writeFileSync(flag, "");
  const refusing = [`LD_PRELOAD=${library}`, `HEYRULES_FAIL_SYNC=${flag}`, "HEYRULES_FAIL_SYNC_OF=heyrules.db"];
  const engine = startStoreProcess(`sqlite:${path}`, ["env", ...refusing]);
  await engine.answer();

  let answer = "stored";
  for (let sent = 0; sent < MOST_COMMITS && answer === "stored"; sent += 1) answer = await engine.accept(`evt_${sent}`);
  const later = await engine.accept("evt_later");

  expect([answer, later]).toEqual(["STORE_BROKEN", "STORE_BROKEN"]);
  await engine.kill();
});
