import type { TestProject } from "vitest/node";
import type { PostgresCluster } from "../helpers/postgres-cluster.ts";
import { hasPostgresPrograms, startCluster } from "../helpers/postgres-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the PostgreSQL server of this run; absent outside the project that has one. */
    readonly postgresServer: string | undefined;
  }
}

let cluster: PostgresCluster | null = null;

/** Starts one PostgreSQL server for all files that use one; none where none can be started, or one is named. */
export async function setup({ provide }: TestProject): Promise<void> {
  if (process.env["TEST_DATABASE_URL"] !== undefined || !hasPostgresPrograms()) return;
  cluster = await startCluster();
  provide("postgresServer", cluster.url);
}

/** Ends it. */
export function teardown(): void {
  cluster?.stop();
}
