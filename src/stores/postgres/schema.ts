import { randomBytes } from "node:crypto";
import { EngineError, OutdatedStoreError } from "../../core/base/errors.ts";
import type { Connection, Query } from "./connection.ts";
import { MIGRATIONS } from "./migrations.ts";
import { textOf } from "../sql-rows.ts";

/** Names the lock under which one process at a time changes the schema: "heyr" in ASCII. */
const SCHEMA_LOCK = 0x68657972;

/**
 * Brings a database to the newest schema and gives its deployment key, made at the first opening. Of processes that start
 * together one does it, the others wait.
 * @throws EngineError STORE_VERSION when a newer engine has written it.
 */
export async function migrate(connection: Connection): Promise<string> {
  const { name, transaction } = connection;
  return transaction(async (query) => {
    await query("SELECT pg_advisory_xact_lock($1)", [SCHEMA_LOCK]);
    const version = checkVersion(name, await readVersion(query));
    if (version === 0) await query("CREATE SCHEMA IF NOT EXISTS heyrules");
    for (const migration of MIGRATIONS.slice(version)) await query(migration);
    if (version < MIGRATIONS.length) await saveVersion(query);
    await query("INSERT INTO meta (key, value) VALUES ('deployment_key', $1) ON CONFLICT DO NOTHING", [
      randomBytes(32).toString("hex"),
    ]);
    return readDeploymentKey(name, query);
  });
}

/**
 * Checks a database that is only read and gives its deployment key.
 * @throws EngineError NOT_FOUND when no engine has made its tables yet; STORE_VERSION when its schema is not exactly the
 *   newest; OutdatedStoreError when it is older.
 */
export async function checkSchema({ name, query }: Connection): Promise<string> {
  const version = checkVersion(name, await readVersion(query));
  if (version === 0) throw new EngineError("NOT_FOUND", `There is no store ${name} to read yet; start the engine.`);
  if (version < MIGRATIONS.length) {
    throw new OutdatedStoreError(`The store ${name} is older than this engine; start the engine once.`);
  }
  return readDeploymentKey(name, query);
}

/** 0 for a database without our tables. */
async function readVersion(query: Query): Promise<number> {
  const [found] = await query("SELECT to_regclass('heyrules.meta')::text AS meta");
  if (found === undefined || found["meta"] === null) return 0;
  const [row] = await query("SELECT value FROM meta WHERE key = 'schema_version'");
  return row === undefined ? 0 : Number(textOf(row, "value"));
}

async function saveVersion(query: Query): Promise<void> {
  await query(
    `INSERT INTO meta (key, value) VALUES ('schema_version', $1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [String(MIGRATIONS.length)],
  );
}

function checkVersion(name: string, version: number): number {
  if (version <= MIGRATIONS.length) return version;
  throw new EngineError(
    "STORE_VERSION",
    `The store ${name} has schema version ${version}, this engine knows up to ${MIGRATIONS.length}. ` +
      "It was written by a newer engine: run that one, or restore the copy made before the upgrade.",
  );
}

async function readDeploymentKey(name: string, query: Query): Promise<string> {
  const [row] = await query("SELECT value FROM meta WHERE key = 'deployment_key'");
  if (row === undefined) throw new EngineError("STORE_UNAVAILABLE", `The store ${name} holds no deployment key.`);
  return textOf(row, "value");
}
