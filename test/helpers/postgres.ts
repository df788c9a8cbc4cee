import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, onTestFinished } from "vitest";
import type { PostgresCluster } from "./postgres-cluster.ts";
import { executeSql, hasPostgresPrograms, startCluster } from "./postgres-cluster.ts";

/** Why tests against PostgreSQL are left out, or null when there is a server or the programs of one. */
const WITHOUT_POSTGRES =
  process.env["TEST_DATABASE_URL"] === undefined && !hasPostgresPrograms()
    ? "there is no PostgreSQL here: install its server, or name one in TEST_DATABASE_URL whose user may create databases"
    : null;

/** A server with a database for each test. */
export interface PostgresServer {
  /** Whether it was started for the tests, so that its settings may be changed. */
  readonly isOurs: boolean;
  /** Makes an empty database and gives its URL; dropped when the test ends. */
  createDatabase(options?: string): Promise<string>;
  /** A connection of somebody who is not the engine, ended with the test. */
  connect(url: string): Promise<Client>;
  /** Runs statements in a database as nobody of the engine. */
  execute(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A throw-away server for the tests of a file, or that of TEST_DATABASE_URL; without either the tests are skipped. */
export function usePostgres(): PostgresServer {
  beforeEach(({ skip }) => {
    skip(WITHOUT_POSTGRES !== null, WITHOUT_POSTGRES ?? undefined);
  });
  let base = process.env["TEST_DATABASE_URL"] ?? null;
  if (base === null && WITHOUT_POSTGRES === null) {
    let cluster: PostgresCluster | null = null;
    beforeAll(async () => {
      cluster = await startCluster();
      base = cluster.url;
    });
    afterAll(() => {
      cluster?.stop();
    });
  }
  let serial = 0;
  const admin = (sql: string) => executeSql(base ?? "", sql);
  return {
    isOurs: process.env["TEST_DATABASE_URL"] === undefined,
    connect: async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    },
    createDatabase: async (options = "ENCODING 'UTF8'") => {
      const name = `heyrules_test_${process.pid}_${(serial += 1)}`;
      await admin(`CREATE DATABASE ${name} TEMPLATE template0 ${options}`);
      onTestFinished(async () => {
        await admin(`DROP DATABASE ${name} WITH (FORCE)`);
      });
      const url = new URL(base ?? "");
      url.pathname = `/${name}`;
      return url.href;
    },
    execute: executeSql,
  };
}
