import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "./free-port.ts";

/** Where the programs of a PostgreSQL server are, the newest first. */
const PROGRAMS = "/usr/lib/postgresql";
const MEMORY = "/dev/shm";
const USER = "heyrules";
const PASSWORD = "s3cret-of-the-test";

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** A PostgreSQL server that was started to be thrown away. */
export interface PostgresCluster {
  /** Where its data and its log are. */
  readonly folder: string;
  /** Its database `postgres`, for a user who may do everything. */
  readonly url: string;
  /** Ends it as a crash would, and starts it again. */
  readonly crash: () => Promise<void>;
  /** Ends it in good order, does something with its folder of data, and starts it again in the environment that this gives. */
  readonly restart: (meanwhile: (data: string) => Readonly<Record<string, string>>) => Promise<void>;
  /** Starts it when it has ended by itself, and tells whether it had. */
  readonly restartIfEnded: () => Promise<boolean>;
  /** The path of another program of the server, such as `pgbench`; null when it is not here. */
  readonly programPath: (name: string) => string | null;
  /** What is wrong with the tables and indexes of a database; null when nothing is, or when nothing here can tell. */
  readonly findDamage: (url: string) => string | null;
  readonly stop: () => void;
}

/** Gives a file or folder, with all that is in it, to the user a server runs as. */
export function giveToServer(path: string): void {
  const owner = serverUser();
  if (owner === null) return;
  for (const entry of ["", ...(lstatSync(path).isDirectory() ? readdirSync(path, { recursive: true }) : [])]) {
    lchownSync(join(path, String(entry)), owner.uid, owner.gid);
  }
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
  giveToServer(folder);
  const options = ["-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-sync"];
  run(folder, "initdb", ["-D", join(folder, "data"), ...options]);
  return serveCluster(folder);
}

/** Starts a server, on a free port of the loopback, on what is in `data` of a folder; `stop` removes the folder. */
export async function serveCluster(folder: string): Promise<PostgresCluster> {
  const owner = serverUser();
  const data = join(folder, "data");
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300`;
  const start = ["start", "-w", "-D", data, "-l", join(folder, "log"), "-o", options];
  const end = endOf(folder);
  const control = async (parameters: readonly string[], environment = {}): Promise<void> => {
    const env = { ...process.env, ...environment };
    const child = spawn(join(programs() ?? "", "pg_ctl"), parameters, { cwd: folder, stdio: "ignore", env, ...owner });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`pg_ctl ${parameters[0] ?? ""} failed`);
  };
  run(folder, "pg_ctl", start);
  return {
    folder,
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    crash: async () => {
      await control(end);
      await control(start);
    },
    restart: async (meanwhile) => {
      await control(["stop", "-D", data, "-m", "fast"]);
      await control(start, meanwhile(data));
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
      stopClusterIn(folder);
    },
  };
}

/** Ends the server of a folder, and removes the folder. */
export function stopClusterIn(folder: string): void {
  run(folder, "pg_ctl", endOf(folder));
  rmSync(folder, { recursive: true, force: true });
}

function endOf(folder: string): readonly string[] {
  return ["stop", "-D", join(folder, "data"), "-m", "immediate"];
}

function run(folder: string, program: string, options: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(join(programs() ?? "", program), options, {
    cwd: folder,
    // Its log must not keep our pipes open.
    stdio: program === "pg_ctl" ? "ignore" : "pipe",
    ...serverUser(),
  });
  if (status !== 0) throw new Error(`${program} failed: ${String(stderr)} ${String(stdout)}`);
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

/** The user `postgres`, or nobody, since a server refuses to run as root; null when we are not root. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
