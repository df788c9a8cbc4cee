import { execFileSync } from "node:child_process";
import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EngineError } from "../../../src/core/base/errors.ts";
import type { Connection } from "../../../src/stores/sqlite/connection.ts";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { createDurableCommits } from "../../../src/stores/sqlite/durable-commits.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { makeNewEvent } from "../../helpers/make.ts";
import { startStoreProcess } from "../../helpers/store-process.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

function openForTest(path: string): Connection {
  const connection = openConnection({ path, readOnly: false });
  onTestFinished(connection.close);
  return connection;
}

// A driver may forget the level of sync when a WAL file is opened again: a fresh file proves nothing.
test("a file that is opened again syncs fully", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  await (await openSqliteStore({ path })).close();

  const connection = openForTest(path);

  expect(connection.statement("PRAGMA synchronous").get()).toMatchObject({ synchronous: 2 });
  expect(connection.statement("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "wal" });
});

test("a file that cannot be in WAL mode is refused", () => {
  expect(() => openConnection({ path: ":memory:", readOnly: false })).toThrow(/wanted wal/);
});

test("a file that is no database is refused and left alone", async () => {
  const path = join(makeTemporaryFolder(), "notes.txt");
  writeFileSync(path, "not a database ".repeat(100));

  await expect(openSqliteStore({ path })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining("no SQLite database") as string,
  });
});

test("a full database is STORE_UNAVAILABLE with its cause, undone, and over when there is room", () => {
  const connection = openForTest(join(makeTemporaryFolder(), "heyrules.db"));
  connection.execute("CREATE TABLE words (word TEXT)");
  const insert = connection.statement("INSERT INTO words VALUES (?)");
  const count = connection.statement("SELECT count(*) AS count FROM words");
  const write = () => {
    connection.transaction(() => {
      insert.run("small");
      insert.run("large".repeat(100_000));
    });
  };
  connection.execute("PRAGMA max_page_count = 20");

  const failure = catchError(write);
  const afterFailure = count.get();
  connection.execute("PRAGMA max_page_count = 1000000");
  write();

  expect(failure).toMatchObject({ code: "STORE_UNAVAILABLE", cause: { errcode: 13 } });
  expect(afterFailure).toMatchObject({ count: 0 });
  expect(count.get()).toMatchObject({ count: 2 });
});

test("after a failed sync nothing is written until the file is opened anew", () => {
  const connection = openForTest(join(makeTemporaryFolder(), "heyrules.db"));
  const cause = Object.assign(new Error("disk I/O error"), { errcode: 1034 });

  const failure = catchError(() => {
    connection.transaction(() => {
      throw new EngineError("STORE_UNAVAILABLE", "as COMMIT throws it", { cause });
    });
  });
  const later = catchError(() => {
    connection.transaction(() => undefined);
  });

  expect(failure).toMatchObject({ code: "STORE_BROKEN", cause });
  expect(later).toBe(failure);
});

// No file system call fails more reliably than a sync of a device that knows none.
test("nobody hears of a commit whose log cannot be synced, and nothing is written after it", async () => {
  const folder = makeTemporaryFolder();
  const connection = openForTest(join(folder, "heyrules.db"));
  connection.execute("CREATE TABLE words (word TEXT)");
  const insert = connection.statement("INSERT INTO words VALUES (?)");
  symlinkSync("/dev/null", join(folder, "elsewhere-wal"));
  const commits = createDurableCommits({ ...connection, path: join(folder, "elsewhere") });
  onTestFinished(commits.close);

  const answers = await Promise.allSettled([
    commits.transaction(() => insert.run("first")),
    commits.transaction(() => insert.run("second")),
  ]);
  const later = await commits.transaction(() => insert.run("third")).catch(codeOf);

  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(later).toBe("STORE_BROKEN");
  expect(connection.statement("SELECT word FROM words").all()).not.toContainEqual({ word: "third" });
});

test("a commit is written at once and told when the log is synced, for which the event loop does not stand still", async () => {
  const connection = openForTest(join(makeTemporaryFolder(), "heyrules.db"));
  connection.execute("CREATE TABLE words (word TEXT)");
  const insert = connection.statement("INSERT INTO words VALUES (?)");
  const commits = createDurableCommits(connection);
  onTestFinished(commits.close);
  const seen: string[] = [];

  const committed = commits.transaction(() => insert.run("first")).then(() => seen.push("durable"));
  seen.push(`written ${connection.statement("SELECT count(*) AS count FROM words").get()?.["count"] ?? "none"}`);
  await committed;

  expect(seen).toEqual(["written 1", "durable"]);
  expect(connection.statement("PRAGMA synchronous").get()).toMatchObject({ synchronous: 1 });
});

const hasPrlimit = process.platform === "linux" && commandExists("prlimit");

test.skipIf(!hasPrlimit)(
  "a disk that refuses writes loses nothing acknowledged, and the store goes on after",
  async () => {
    const path = join(makeTemporaryFolder(), "heyrules.db");
    const engine = startStoreProcess(`sqlite:${path}`, ["prlimit", "--fsize=600000:unlimited"]);
    await engine.answer();
    const stored: string[] = [];
    let answer = "stored";
    for (let index = 1; answer === "stored" && index < 1_000; index += 1) {
      answer = await engine.accept(`evt_${index}`);
      if (answer === "stored") stored.push(`evt_${index}`);
    }
    const whileFull = [answer, await engine.accept("evt_again")];

    execFileSync("prlimit", [`--pid=${engine.process.pid}`, "--fsize=unlimited"]);
    const afterwards = await engine.accept("evt_afterwards");
    await engine.kill();

    const store = await openSqliteStore({ path });
    onTestFinished(() => store.close());
    const { rows: events } = await store.listEvents({ limit: 2_000 });
    expect(stored.length).toBeGreaterThan(1);
    expect(whileFull).toEqual(["STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);
    expect(afterwards).toBe("stored");
    expect(events.map(({ event }) => event.id).sort()).toEqual([...stored, "evt_afterwards"].sort());
  },
);

test("an event with a new dedupe key and a known id rejects only its own delivery", async () => {
  const store = await openSqliteStore({ path: join(makeTemporaryFolder(), "heyrules.db") });
  onTestFinished(() => store.close());
  await store.accept([makeNewEvent()]);
  const clash = makeNewEvent({ dedupe: { key: "another", value: "", windowMs: null } });

  const results = await Promise.allSettled([
    store.accept([clash]),
    store.accept([makeNewEvent({ event: { id: "evt_2" } })]),
  ]);

  expect(results).toMatchObject([
    { status: "rejected", reason: { message: "UNIQUE constraint failed: events.id" } },
    { status: "fulfilled", value: [{ outcome: "accepted" }] },
  ]);
});

function codeOf(error: unknown): unknown {
  return error instanceof EngineError ? error.code : error;
}

function catchError(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

function commandExists(name: string): boolean {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("the log that grew while somebody read for long is cut when they are gone", () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const writer = openConnection({ path, readOnly: false });
  onTestFinished(writer.close);
  writer.execute("CREATE TABLE t (x)");
  const insert = writer.statement("INSERT INTO t VALUES (?)");
  const write = (megabytes: number) => {
    writer.transaction(() => {
      for (let written = 0; written < megabytes; written += 1) insert.run("x".repeat(1_000_000));
    });
  };
  const reader = openConnection({ path, readOnly: true });
  reader.execute("BEGIN");
  reader.statement("SELECT count(*) FROM t").get();
  for (let time = 0; time < 5; time += 1) write(10);
  const grown = statSync(`${path}-wal`).size;
  reader.execute("COMMIT");
  reader.close();

  // One to copy the whole log into the file, one to begin it anew.
  write(1);
  write(1);

  expect(grown).toBeGreaterThan(48 * 1_048_576);
  expect(statSync(`${path}-wal`).size).toBeLessThanOrEqual(33_554_432);
});
