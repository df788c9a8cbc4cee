import { readingOnly } from "../src/stores/on-disk/store-file.ts";
import { createReadingStore } from "../src/stores/one-process/single-process.ts";
import type { Store } from "../src/ports/store.ts";
import type { Connection } from "../src/stores/sqlite/connection.ts";
import { openConnection } from "../src/stores/sqlite/connection.ts";
import { checkSchema } from "../src/stores/sqlite/schema.ts";
import { createSynchronousTables } from "../src/stores/sqlite/synchronous-tables.ts";
import { createTallies } from "../src/stores/sqlite/tables/tallies.ts";

/** What was asked of SQLite so far. */
export interface Asked {
  readonly statements: number;
  /** That the statements gave; more may have been looked at. */
  readonly rows: number;
}

/** A SQLite file for reading, with a count of what is asked of it. */
export function openCountedStore(path: string): { readonly store: Store; readonly asked: () => Asked } {
  const connection = openConnection({ path, readOnly: true });
  let [statements, rows] = [0, 0];
  const counting: Connection = {
    ...connection,
    statement: (sql) => {
      const prepared = connection.statement(sql);
      const counted = (given: number): void => {
        statements += 1;
        rows += given;
      };
      return {
        ...prepared,
        get: (...values) => {
          const row = prepared.get(...values);
          counted(row === null ? 0 : 1);
          return row;
        },
        all: (...values) => {
          const found = prepared.all(...values);
          counted(found.length);
          return found;
        },
      };
    },
  };
  const deploymentKey = checkSchema(counting);
  const tables = createSynchronousTables(counting, { deploymentKey, tallies: createTallies(counting) });
  const close = (): Promise<void> => {
    connection.close();
    return Promise.resolve();
  };
  const store = createReadingStore({ tables, refusal: readingOnly(path), close });
  // An engine keeps its rules when it starts; these are kept.
  return { store: { ...store, saveRules: () => Promise.resolve() }, asked: () => ({ statements, rows }) };
}
