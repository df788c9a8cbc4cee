import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Who gets a file for itself takes its log away on closing, as the command line of SQLite does. */
const ASKS_FOR_IT_ALONE = `
  import { DatabaseSync } from "@photostructure/sqlite";
  const database = new DatabaseSync(process.argv[1]);
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  try {
    database.exec("DELETE FROM meta WHERE key = 'none'");
    console.log("alone");
  } catch (error) {
    console.log(error.message);
  }
`;

test("no other process gets the file of an engine for itself, also when the engine read it before it opened it", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  await (await openSqliteStore({ path })).close();
  const before = await openSqliteStore({ path, readOnly: true });
  onTestFinished(() => before.close());
  await before.listEvents({ limit: 1 });
  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());

  const told = execFileSync(process.execPath, ["--input-type=module", "--eval", ASKS_FOR_IT_ALONE, path]).toString();

  expect(told.trim()).toBe("database is locked");
});
