import { executeSql, hasPostgresPrograms, startCluster } from "../test/helpers/postgres-cluster.ts";
import type { PostgresCluster } from "../test/helpers/postgres-cluster.ts";
import type { Figure } from "./figure.ts";
import { DISK } from "./workspace.ts";

/** A PostgreSQL server on the disk that is measured. */
export interface Database extends Pick<PostgresCluster, "programPath"> {
  /** Makes an empty database and gives its URL. */
  readonly create: (name: string) => Promise<string>;
  readonly execute: typeof executeSql;
}

/** Measures with a server that is thrown away; where its programs are not installed there is one figure that says so. */
export async function withDatabase(
  name: string,
  measure: (database: Database) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  if (!hasPostgresPrograms()) {
    return [{ name, goal: "", measured: "not measured: no PostgreSQL server here", isMet: null }];
  }
  const cluster = await startCluster(DISK);
  try {
    return await measure({
      programPath: cluster.programPath,
      execute: executeSql,
      create: async (database) => {
        await executeSql(cluster.url, `CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`);
        const url = new URL(cluster.url);
        url.pathname = `/${database}`;
        return url.href;
      },
    });
  } finally {
    cluster.stop();
  }
}
