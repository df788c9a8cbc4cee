import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, inject, onTestFinished } from "vitest";
import type { PostgresCluster } from "./postgres-cluster.ts";
import { executeSql, hasPostgresPrograms, startCluster } from "./postgres-cluster.ts";
import { sharedClusterUrl } from "./shared-cluster.ts";

/** Why tests against PostgreSQL are left out, or null when there is a server or the programs of one. */
const WITHOUT_POSTGRES =
  process.env["TEST_DATABASE_URL"] === undefined && !hasPostgresPrograms()
    ? "there is no PostgreSQL here: install its server, or name one in TEST_DATABASE_URL whose user may create databases"
    : null;

/** A server with a database for each test. */
export interface PostgresServer {
  /** Whether it was started for this file, so that its settings may be changed. */
  readonly isOurs: boolean;
  /** Makes an empty database and gives its URL; dropped when the test ends. */
  createDatabase(options?: string): Promise<string>;
  /** Gives the URL of a database that the tests of a file share and find empty: to make and drop one takes longer than a short test. */
  emptyDatabase(): Promise<string>;
  /** A connection of somebody who is not the engine, ended with the test. */
  connect(url: string): Promise<Client>;
  /** Runs statements in a database as nobody of the engine. */
  execute(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const UTF8 = "ENCODING 'UTF8'";
/** Ends whoever is still there, and leaves of what a store made the empty tables and their version: to make them takes longer than most tests. */
const EMPTIED = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
  DO $$
    DECLARE name text;
    BEGIN
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'heyrules' AND tablename <> 'meta' LOOP
        EXECUTE format('DELETE FROM heyrules.%I', name);
      END LOOP;
      DELETE FROM heyrules.meta WHERE key NOT IN ('schema_version', 'minimum_version');
    END
  $$`;

let serial = 0;

/**
 * The server that the tests of this run share, or that of TEST_DATABASE_URL; without any the tests are skipped. One that `isAlone`
 * is started for the tests of a file, and serves nobody else.
 */
export function usePostgres({ isAlone = false }: { readonly isAlone?: boolean } = {}): PostgresServer {
  beforeEach(({ skip }) => {
    skip(WITHOUT_POSTGRES !== null, WITHOUT_POSTGRES ?? undefined);
  });
  let base = process.env["TEST_DATABASE_URL"] ?? null;
  const isOurs = base === null && isAlone;
  const folder = inject("postgresFolder");
  if (base === null && WITHOUT_POSTGRES === null) {
    let own: PostgresCluster | null = null;
    beforeAll(async () => {
      if (isAlone || folder === undefined) base = (own = await startCluster()).url;
      else base = await sharedClusterUrl(folder);
    });
    afterAll(() => {
      own?.stop();
    });
  }
  const admin = (sql: string) => executeSql(base ?? "", sql);
  const makeDatabase = async (
    options: string,
  ): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
    const name = `heyrules_test_${process.pid}_${(serial += 1)}`;
    await admin(`CREATE DATABASE ${name} TEMPLATE template0 ${options}`);
    const url = new URL(base ?? "");
    url.pathname = `/${name}`;
    return {
      url: url.href,
      drop: async () => {
        await admin(`DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  };
  let shared: Awaited<ReturnType<typeof makeDatabase>> | null = null;
  afterAll(() => shared?.drop());
  return {
    isOurs,
    connect: async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    },
    createDatabase: async (options = UTF8) => {
      const { url, drop } = await makeDatabase(options);
      onTestFinished(drop);
      return url;
    },
    emptyDatabase: async () => {
      const { url } = (shared ??= await makeDatabase(UTF8));
      onTestFinished(async () => {
        await executeSql(url, EMPTIED);
      });
      return url;
    },
    execute: executeSql,
  };
}
