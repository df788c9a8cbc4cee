import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";

/** Where the programs of a PostgreSQL server are, the newest first. */
const PROGRAMS = "/usr/lib/postgresql";
const MEMORY = "/dev/shm";
const USER = "heyrules";
const PASSWORD = "s3cret-of-the-test";

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** A PostgreSQL server that was started to be thrown away. */
export interface PostgresCluster {
  /** Its database `postgres`, for a user who may do everything. */
  readonly url: string;
  /** Ends it as a crash would, and starts it again. */
  readonly crash: () => Promise<void>;
  /** Starts it when it has ended by itself, and tells whether it had. */
  readonly restartIfEnded: () => Promise<boolean>;
  /** The path of another program of the server, such as `pgbench`; null when it is not here. */
  readonly programPath: (name: string) => string | null;
  /** What is wrong with the tables and indexes of a database; null when nothing is, or when nothing here can tell. */
  readonly findDamage: (url: string) => string | null;
  readonly stop: () => void;
}

/** Whether the programs of a server are here. */
export function hasPostgresPrograms(): boolean {
  return programs() !== null;
}

/** Runs statements on a connection of their own. */
export async function executeSql(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * Starts a server on a free port of the loopback. `parent` is the folder for its own; default one in memory, where syncs
 * take no time: every test makes a database.
 */
export async function startCluster(parent = existsSync(MEMORY) ? MEMORY : tmpdir()): Promise<PostgresCluster> {
  const folder = mkdtempSync(join(parent, "heyrules-postgres-"));
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
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300`;
  const start = ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", options];
  const end = ["stop", "-D", data, "-m", "immediate"];
  const control = async (parameters: readonly string[]): Promise<void> => {
    const child = spawn(join(programs() ?? "", "pg_ctl"), parameters, { cwd: folder, stdio: "ignore", ...owner });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`pg_ctl ${parameters[0] ?? ""} failed`);
  };
  run("pg_ctl", ...start);
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    crash: async () => {
      await control(end);
      await control(start);
    },
    restartIfEnded: async () => {
      const { status } = spawnSync(join(programs() ?? "", "pg_ctl"), ["status", "-D", data], {
        stdio: "ignore",
        ...owner,
      });
      if (status === 0) return false;
      await control(start);
      return true;
    },
    programPath: (name) => {
      const path = join(programs() ?? "", name);
      return existsSync(path) ? path : null;
    },
    findDamage: (url) => findDamage(url),
    stop: () => {
      run("pg_ctl", ...end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findDamage(url: string): string | null {
  const program = join(programs() ?? "", "pg_amcheck");
  if (!existsSync(program)) return null;
  const options = ["--install-missing", "--heapallindexed", "--no-password", url];
  const { status, stdout, stderr } = spawnSync(program, options, { encoding: "utf8" });
  return status === 0 ? null : `${stdout}${stderr}`.trim();
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
