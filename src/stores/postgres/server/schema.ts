import { randomBytes } from "node:crypto";
import { EngineError, OutdatedStoreError } from "../../../core/base/errors.ts";
import { missingStore } from "../../missing-store.ts";
import { halfImported, IMPORT_MARK } from "../../copies/import-mark.ts";
import { createSeal } from "../../seal.ts";
import { textOf } from "../../sql/sql-rows.ts";
import type { Connection, Query } from "./connection.ts";
import { MIGRATIONS, MINIMUM_VERSION } from "./migrations.ts";
import { lockEnginesOut } from "./peer-line.ts";

/** The first version of which no dedupe key holds a number. */
const SEALED = 4;

/** Names the lock under which one process at a time changes the schema: "heyr" in ASCII. */
const SCHEMA_LOCK = 0x68657972;

/** What a release knows of the schema. */
export interface Release {
  readonly migrations: readonly string[];
  /** The oldest schema version whose release can work on the schema that these migrations give. */
  readonly minimumVersion: number;
}

const THIS_RELEASE: Release = { migrations: MIGRATIONS, minimumVersion: MINIMUM_VERSION };

/** What a migration found and made. */
export interface Migrated {
  readonly deploymentKey: string;
  /** Schema versions before and after; 0 before the first opening. */
  readonly from: number;
  readonly to: number;
}

/**
 * Brings a database to the newest schema, with a deployment key made at the first opening. Of processes that start together
 * one does it, the others wait. A schema that is newer stays as it is, when this release can work on it.
 * @throws EngineError STORE_VERSION when it cannot; STORE_LOCKED when engines have the store open that could not work on the
 *   newest schema.
 */
export async function migrate(connection: Connection, release: Release = THIS_RELEASE): Promise<Migrated> {
  const { name, transaction } = connection;
  return transaction(async (query) => {
    await query("SELECT pg_advisory_xact_lock($1)", [SCHEMA_LOCK]);
    const newest = release.migrations.length;
    const from = await checkVersion(name, query, release);
    if (from === 0) await query("CREATE SCHEMA IF NOT EXISTS heyrules");
    if (from > 0 && from < release.minimumVersion) {
      const why = " of an older release, which cannot go on when its tables are changed. Stop all engines first.";
      await lockEnginesOut(query, { name, lock: "transaction", why });
    }
    for (const migration of release.migrations.slice(from)) await query(migration);
    if (from < newest) await saveVersion(query, release);
    await query("INSERT INTO meta (key, value) VALUES ('deployment_key', $1) ON CONFLICT DO NOTHING", [
      randomBytes(32).toString("hex"),
    ]);
    const deploymentKey = await readDeploymentKey(name, query);
    if (from < SEALED) await sealKeys(query, deploymentKey);
    return { deploymentKey, from, to: Math.max(from, newest) };
  });
}

/** Replaces the numbers in dedupe keys. Safe to repeat. */
export async function sealKeys(query: Query, deploymentKey: string): Promise<void> {
  const keys = (await query("SELECT key FROM dedupe_keys WHERE key LIKE '%:+%'")).map((row) => textOf(row, "key"));
  if (keys.length === 0) return;
  await query(
    `UPDATE dedupe_keys SET key = renamed.sealed FROM unnest($1::text[], $2::text[]) AS renamed (key, sealed)
     WHERE dedupe_keys.key = renamed.key`,
    [keys, keys.map(createSeal(deploymentKey).key)],
  );
}

/**
 * Checks a database that is only read and gives its deployment key.
 * @throws EngineError STORE_MISSING when no engine has made its tables yet; STORE_VERSION when this release cannot work on its
 *   schema; OutdatedStoreError when it is older.
 */
export async function checkSchema({ name, query }: Connection): Promise<string> {
  const version = await checkVersion(name, query);
  if (version === 0) throw missingStore(name);
  if (version < MIGRATIONS.length) {
    throw new OutdatedStoreError(`The store ${name} is older than this engine; start the engine once.`);
  }
  return readDeploymentKey(name, query);
}

/**
 * The schema version of a database, 0 for one without our tables.
 * @throws EngineError STORE_VERSION when it is newer than what this release can work on, STORE_INCOMPLETE after half an import.
 */
export async function checkVersion(name: string, query: Query, release: Release = THIS_RELEASE): Promise<number> {
  const { version, minimum, isHalfImported } = await readVersions(query);
  if (isHalfImported) throw halfImported(name);
  const newest = release.migrations.length;
  if (minimum <= newest) return version;
  throw new EngineError(
    "STORE_VERSION",
    `The store ${name} has schema version ${version}, this engine knows up to ${newest}. ` +
      "It was written by a newer engine: run that one, or restore the copy made before the upgrade.",
  );
}

interface Versions {
  readonly version: number;
  /** The oldest version whose release can work on it. */
  readonly minimum: number;
  readonly isHalfImported: boolean;
}

async function readVersions(query: Query): Promise<Versions> {
  const [found] = await query("SELECT to_regclass('heyrules.meta')::text AS meta");
  if (found === undefined || found["meta"] === null) return { version: 0, minimum: 0, isHalfImported: false };
  const rows = await query("SELECT key, value FROM meta WHERE key = ANY($1)", [
    ["schema_version", "minimum_version", IMPORT_MARK],
  ]);
  const values = new Map(rows.map((row) => [textOf(row, "key"), Number(textOf(row, "value"))]));
  const version = values.get("schema_version") ?? 0;
  return { version, minimum: values.get("minimum_version") ?? version, isHalfImported: values.has(IMPORT_MARK) };
}

async function saveVersion(query: Query, { migrations, minimumVersion }: Release): Promise<void> {
  await query(
    `INSERT INTO meta (key, value) VALUES ('schema_version', $1), ('minimum_version', $2)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [String(migrations.length), String(minimumVersion)],
  );
}

async function readDeploymentKey(name: string, query: Query): Promise<string> {
  const [row] = await query("SELECT value FROM meta WHERE key = 'deployment_key'");
  if (row === undefined) throw new EngineError("STORE_UNAVAILABLE", `The store ${name} holds no deployment key.`);
  return textOf(row, "value");
}
