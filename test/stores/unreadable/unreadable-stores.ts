import { DatabaseSync } from "@photostructure/sqlite";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Store } from "../../../src/ports/store/store.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** An open store whose tables somebody else can write to. */
export interface DamagedStore {
  readonly url: string;
  readonly store: Store;
  /** Cuts off what a record holds behind its first 20 characters; `where` is SQL. */
  readonly damage: (table: "runs" | "events" | "contacts" | "effects", where: string) => Promise<void>;
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
          damage: async (table, where) => {
            const database = new DatabaseSync(path);
            database.exec(cutting(table, where, "substr(record, 1, 20)"));
            database.close();
            await Promise.resolve();
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
          damage: async (table, where) => {
            await server.execute(url, cutting(`heyrules.${table}`, where, "left(record, 20)"));
          },
        };
      },
    ],
  ];
}

const cutting = (table: string, where: string, cut: string): string =>
  `UPDATE ${table} SET record = ${cut} WHERE ${where}`;

function closed(store: Store): Store {
  onTestFinished(() => store.close());
  return store;
}
