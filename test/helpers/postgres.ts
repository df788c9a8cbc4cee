import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, onTestFinished } from "vitest";

/** Where the programs of a PostgreSQL server are, the newest first. */
const PROGRAMS = "/usr/lib/postgresql";
const MEMORY = "/dev/shm";
const USER = "heyrules";
const PASSWORD = "s3cret-of-the-test";

/** Why tests against PostgreSQL are left out, or null when there is a server or the programs of one. */
const WITHOUT_POSTGRES =
  process.env["TEST_DATABASE_URL"] === undefined && programs() === null
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
    let cluster: Cluster | null = null;
    beforeAll(async () => {
      cluster = await startCluster();
      base = cluster.url;
    });
    afterAll(() => {
      cluster?.stop();
    });
  }
  let serial = 0;
  const admin = (sql: string) => execute(base ?? "", sql);
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
    execute,
  };
}

async function execute(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

interface Cluster {
  readonly url: string;
  readonly stop: () => void;
}

async function startCluster(): Promise<Cluster> {
  // Every test makes a database, and the server syncs: in memory that takes no time.
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "heyrules-postgres-"));
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, PASSWORD);
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? unprivileged() : null;
  if (owner !== null) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const data = join(folder, "data");
  const run = (program: string, ...options: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(join(programs() ?? "", program), options, {
      cwd: folder,
      // Its log must not keep our pipes open.
      stdio: program === "pg_ctl" ? "ignore" : "pipe",
      ...owner,
    });
    if (status !== 0) throw new Error(`${program} failed: ${String(stderr)} ${String(stdout)}`);
  };
  const port = await freePort();
  run("initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-sync");
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;
  run("pg_ctl", "start", "-w", "-D", data, "-l", join(folder, "log"), "-o", options);
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    stop: () => {
      run("pg_ctl", "stop", "-D", data, "-m", "immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programs(): string | null {
  if (!existsSync(PROGRAMS)) return null;
  const versions = readdirSync(PROGRAMS).toSorted((one, other) => Number(other) - Number(one));
  return (
    versions.map((version) => join(PROGRAMS, version, "bin")).find((path) => existsSync(join(path, "initdb"))) ?? null
  );
}

/** The user `postgres`, or nobody. */
function unprivileged(): { readonly uid: number; readonly gid: number } {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no port is free"));
        else resolve(address.port);
      });
    });
  });
}
