import { DatabaseSync } from "@photostructure/sqlite";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Store } from "../../../src/ports/store/store.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Tables that keep records. */
type DamagedTable = "runs" | "events" | "evaluations" | "contacts" | "effects";

/** An open store whose tables somebody else can write to. */
export interface DamagedStore {
  readonly url: string;
  readonly store: Store;
  /** Cuts off what a record holds behind its first 20 characters, or puts another in its place; `where` is SQL. */
  readonly damage: (table: DamagedTable, where: string, to?: string) => Promise<void>;
  /** The same store, opened once more after it was closed. */
  readonly reopen: () => Promise<Store>;
}

/** The stores that keep each record by itself, to be opened in tests of the file that calls it. */
export function useDamagedStores(): readonly (readonly [name: string, open: () => Promise<DamagedStore>])[] {
  const server = usePostgres();
  return [
    [
      "SQLite",
      async () => {
        const path = join(makeTemporaryFolder(), "heyrules.db");
        const open = async () => closed(await openSqliteStore({ path }));
        return {
          url: `sqlite:${path}`,
          store: await open(),
          reopen: open,
          damage: (table, where, to) => {
            damageFile(path, table, where, to);
            return Promise.resolve();
          },
        };
      },
    ],
    [
      "PostgreSQL",
      async () => {
        const url = await server.createDatabase();
        const open = async () => closed(await openPostgresStore({ url }));
        return {
          url,
          store: await open(),
          reopen: open,
          damage: async (table, where, to) => {
            await server.execute(
              url,
              cutting(`heyrules.${table}`, where, to === undefined ? "left(record, 20)" : `'${to}'`),
            );
          },
        };
      },
    ],
  ];
}

/** Cuts off what a record of a SQLite store holds behind its first 20 characters, or puts another in its place, beside the engine. */
export function damageFile(path: string, table: DamagedTable, where: string, to?: string): void {
  executeInFile(path, cutting(table, where, to === undefined ? "substr(record, 1, 20)" : `'${to}'`));
}

/** Runs statements in the file of a SQLite store, beside the engine. */
export function executeInFile(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

const cutting = (table: string, where: string, cut: string): string =>
  `UPDATE ${table} SET record = ${cut} WHERE ${where}`;

function closed(store: Store): Store {
  onTestFinished(() => store.close());
  return store;
}
