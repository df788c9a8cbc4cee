import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { hasPostgresPrograms } from "../helpers/postgres-cluster.ts";
import { stopSharedCluster } from "../helpers/shared-cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the PostgreSQL server of this run, which the first test that needs one starts; absent where none can be started. */
    readonly postgresFolder: string | undefined;
  }
}

let folder: string | null = null;

/** Makes a place for one PostgreSQL server for all files that use one; none where none can be started, or one is named. */
export function setup({ provide }: TestProject): void {
  if (process.env["TEST_DATABASE_URL"] !== undefined || !hasPostgresPrograms()) return;
  folder = mkdtempSync(join(tmpdir(), "heyrules-shared-"));
  provide("postgresFolder", folder);
}

/** Ends it when it was started. */
export function teardown(): void {
  if (folder === null) return;
  stopSharedCluster(folder);
  rmSync(folder, { recursive: true, force: true });
}
