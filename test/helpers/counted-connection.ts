import type { Connection } from "../../src/stores/sqlite/connection.ts";

/** A connection, and how many statements were executed over it so far, those of its transactions aside. */
export interface CountedConnection {
  readonly connection: Connection;
  readonly executed: () => number;
}

/** Counts what is executed over a connection. */
export function countStatements(connection: Connection): CountedConnection {
  let executed = 0;
  const count = <Result>(result: Result): Result => {
    executed += 1;
    return result;
  };
  return {
    executed: () => executed,
    connection: {
      ...connection,
      statement: (sql) => {
        const prepared = connection.statement(sql);
        return {
          run: (...values) => count(prepared.run(...values)),
          get: (...values) => count(prepared.get(...values)),
          all: (...values) => count(prepared.all(...values)),
        };
      },
    },
  };
}
