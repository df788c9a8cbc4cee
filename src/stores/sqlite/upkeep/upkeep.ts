import { existsSync, statSync } from "node:fs";
import { EngineError } from "../../../core/base/errors.ts";
import type { Pruned, StoreUpkeep } from "../../../ports/store/upkeep.ts";
import type { Passed } from "../../../ports/store/retention.ts";
import { forgetAll } from "../../forget-all.ts";
import { lockForProcess } from "../../on-disk/process-lock.ts";
import { textOf } from "../../sql/sql-rows.ts";
import { countOld, readContents } from "../../sql/sql-upkeep.ts";
import { checkStoreFile, storePath } from "../../on-disk/store-file.ts";
import type { Connection } from "../connection.ts";
import { isDamage, openConnection } from "../connection.ts";
import { MIGRATIONS } from "../migrations.ts";
import { createForgetting } from "../retention.ts";
import { checkSchema, checkVersion, migrate } from "../schema.ts";
import { createRecordWriter, openFilling } from "./filling.ts";
import { numberedQuery, openSnapshot } from "./snapshot.ts";

/** What a person does with the SQLite store in a file. */
export function createSqliteUpkeep(file: string): StoreUpkeep {
  const path = storePath(file);
  return {
    check: () =>
      reading(path, async (connection) => {
        const version = checkVersion(connection);
        if (version === 0) throw new EngineError("STORE_VERSION", `The file ${path} is empty: it holds no store.`);
        const newestVersion = MIGRATIONS.length;
        const sizes = ["", "-wal"].map((end) => ({ name: `${path}${end}`, bytes: sizeOf(`${path}${end}`) }));
        return {
          version,
          newestVersion,
          sizes,
          ...(await contentsOf(connection, { isNewest: version === newestVersion })),
        };
      }),
    migrate: () =>
      owning(path, (connection) => {
        const from = checkVersion(connection);
        migrate(connection);
        return Promise.resolve({ from, to: checkVersion(connection) });
      }),
    planPrune: (age) =>
      reading(path, (connection) => {
        checkVersion(connection);
        return countOld(numberedQuery(connection), age);
      }),
    prune: (...asked) => owning(path, (connection) => prune(connection, ...asked)),
    backUp: async (copy, marks) => {
      await reading(path, (connection) => {
        checkSchema(connection);
        connection.statement("VACUUM INTO ?").run(copy);
        return Promise.resolve();
      });
      await using(openConnection({ path: copy, readOnly: false }), (connection) => {
        connection.transaction(() => {
          marks.forEach(createRecordWriter(connection));
        });
        leaveAsCopy(connection);
        return Promise.resolve();
      });
    },
    openSnapshot: async () => {
      await Promise.resolve();
      checkStoreFile(path);
      return openSnapshot(path);
    },
    openFilling: () => openFilling(path),
  };
}

async function contentsOf(connection: Connection, { isNewest }: { readonly isNewest: boolean }) {
  const damages = damagesOf(connection);
  try {
    const contents = await readContents(numberedQuery(connection), { isNewest });
    return { ...contents, faults: [...damages, ...contents.faults] };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { events: {}, runs: {}, oldestEventAt: null, faults: [...damages, UNCOUNTED] };
  }
}

const UNCOUNTED =
  "What it holds cannot be counted: restore the newest copy that store check finds nothing wrong with (docs/operations.md).";

/** What is damaged in a file, a sentence each, at most ten. */
function damagesOf({ statement }: Connection): readonly string[] {
  try {
    const answers = statement("PRAGMA integrity_check(10)").all();
    const damages = answers.map((row) => textOf(row, "integrity_check")).filter((answer) => answer !== "ok");
    return damages.map((damage) => `The file is damaged: ${damage}.`);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return ["The file is damaged: it cannot be looked through to its end."];
  }
}

/** Looks at the file beside the engine that owns it. */
async function reading<Result>(path: string, work: (connection: Connection) => Promise<Result>): Promise<Result> {
  checkStoreFile(path);
  return using(openConnection({ path, readOnly: true }), work);
}

/** Changes a file that no engine has open. A copy stays one. */
async function owning<Result>(path: string, work: (connection: Connection) => Promise<Result>): Promise<Result> {
  checkStoreFile(path);
  const lock = lockForProcess(path);
  try {
    return await using(openConnection({ path, readOnly: false }), async (connection) => {
      const result = await work(connection);
      if (connection.wasCopy) leaveAsCopy(connection);
      return result;
    });
  } finally {
    lock.release();
  }
}

/** Takes a file out of WAL mode: a log that it then is put beside is not its own, and whoever checks it leaves none there. */
function leaveAsCopy({ statement }: Connection): void {
  statement("PRAGMA journal_mode = DELETE").get();
}

async function using<Result>(
  connection: Connection,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

async function prune(connection: Connection, ...[age, entryOf]: Parameters<StoreUpkeep["prune"]>): Promise<Pruned> {
  migrate(connection);
  const planned = await countOld(numberedQuery(connection), age);
  const { forget } = createForgetting(connection);
  await forgetAll(age, (passage) => {
    let passed: Passed = { count: 0, next: null };
    connection.transaction(() => {
      passed = forget(passage);
    });
    return Promise.resolve(passed);
  });
  connection.transaction(() => {
    createRecordWriter(connection)(["audit", entryOf(planned)]);
  });
  connection.execute("VACUUM");
  connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  return planned;
}
