import type { StoreSnapshot } from "../../../ports/store/upkeep.ts";
import type { SnapshotQuery } from "../../sql/sql-snapshot.ts";
import { recordsOfTables } from "../../sql/sql-snapshot.ts";
import type { Connection } from "../connection.ts";
import { openConnection, usingConnection } from "../connection.ts";
import { checkSchema } from "../schema.ts";

/** Runs statements as all SQL stores write them, with values numbered from `$1`. */
export function numberedQuery({ statement }: Pick<Connection, "statement">): SnapshotQuery {
  return (sql, values) => Promise.resolve(statement(sql.replaceAll(/\$\d/g, "?")).all(...values));
}

/** A file as it stands now, read in one transaction beside the engine that owns it. @throws EngineError STORE_VERSION. */
export function openSnapshot(path: string): StoreSnapshot {
  return usingConnection(openConnection({ path, readOnly: true }), (connection) => {
    connection.statement("BEGIN").run();
    // The first statement that reads decides which instant is seen.
    const deploymentKey = checkSchema(connection);
    return {
      deploymentKey,
      records: () => recordsOfTables(numberedQuery(connection), { variantOrder: "rowid" }),
      close: () => {
        connection.close();
        return Promise.resolve();
      },
    };
  });
}
