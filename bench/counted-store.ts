import { Client } from "pg";
import type { QueryResult } from "pg";
import { openStore } from "../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../src/system.ts";
import { readingOnly } from "../src/stores/on-disk/store-file.ts";
import { createReadingStore } from "../src/stores/one-process/single-process.ts";
import type { Store } from "../src/ports/store/store.ts";
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

/** A store with a count of what is asked of it. */
interface CountedStore {
  readonly store: Store;
  readonly asked: () => Asked;
}

/** Opens a store of SQLite or PostgreSQL that is only read. */
export async function openCountedStore(url: string): Promise<CountedStore> {
  const { store, asked } = await (url.startsWith("sqlite:")
    ? openCountedFile(url.slice("sqlite:".length))
    : openCountedDatabase(url));
  // An engine keeps its rules when it starts; these are kept.
  return { store: { ...store, saveRules: () => Promise.resolve() }, asked };
}

/** Whatever this process asks of a server is asked for the store. */
async function openCountedDatabase(url: string): Promise<CountedStore> {
  const count = createCount();
  const prototype = Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
  const ask = prototype.query;
  prototype.query = function counted(...given) {
    const answer = ask.apply(this, given);
    // What is asked with a callback is told of no rows.
    if (answer instanceof Promise)
      void answer.then(({ rows }: QueryResult) => {
        count.add(rows.length);
      }, noRows);
    else count.add(0);
    return answer;
  };
  return { store: await openStore(url, { random: SYSTEM_RANDOM }), asked: count.asked };
}

function noRows(): void {
  // Whoever asked is told.
}

function createCount(): { readonly add: (rows: number) => void; readonly asked: () => Asked } {
  let [statements, rows] = [0, 0];
  return {
    add: (given) => {
      statements += 1;
      rows += given;
    },
    asked: () => ({ statements, rows }),
  };
}

function openCountedFile(path: string): CountedStore {
  const connection = openConnection({ path, readOnly: true });
  const count = createCount();
  const counting: Connection = {
    ...connection,
    statement: (sql) => {
      const prepared = connection.statement(sql);
      return {
        ...prepared,
        get: (...values) => {
          const row = prepared.get(...values);
          count.add(row === null ? 0 : 1);
          return row;
        },
        all: (...values) => {
          const found = prepared.all(...values);
          count.add(found.length);
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
  return { store: createReadingStore({ tables, refusal: readingOnly(path), close }), asked: count.asked };
}
