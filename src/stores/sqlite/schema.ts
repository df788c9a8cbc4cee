import { randomBytes } from "node:crypto";
import { EngineError, OutdatedStoreError } from "../../core/base/errors.ts";
import { halfImported, IMPORT_MARK } from "../copies/import-mark.ts";
import type { Connection } from "./connection.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createSeal } from "../seal.ts";
import { integerOf, textOf } from "../sql/sql-rows.ts";

/**
 * Brings a file to the newest schema and gives its deployment key, made at the first opening. An empty file is there in one
 * transaction, since each waits for the disk; where there is data each version has its own.
 * @throws EngineError STORE_VERSION when a newer engine has written it, STORE_INCOMPLETE after half an import.
 */
export function migrate(connection: Connection): string {
  const version = checkVersion(connection);
  const steps = MIGRATIONS.slice(version).map((migration, index) => () => {
    const next = version + index + 1;
    connection.execute(migration);
    if (next === SEALED) sealKeys(connection, keepDeploymentKey(connection));
    connection.execute(`PRAGMA user_version = ${next}`);
  });
  const transactions = version === 0 ? [steps] : steps.map((step) => [step]);
  for (const together of transactions) {
    connection.transaction(() => {
      for (const step of together) step();
    });
  }
  return keepDeploymentKey(connection);
}

/** The deployment key of a file, made where there is none. */
function keepDeploymentKey(connection: Connection): string {
  connection
    .statement("INSERT OR IGNORE INTO meta (key, value) VALUES ('deployment_key', ?)")
    .run(randomBytes(32).toString("hex"));
  return readDeploymentKey(connection);
}

/** The first version of which no dedupe key holds a number. */
const SEALED = 4;

/** Replaces the numbers in dedupe keys, inside a transaction of the caller. Safe to repeat. */
export function sealKeys({ statement }: Connection, deploymentKey: string): void {
  const { key: sealed } = createSeal(deploymentKey);
  const rename = statement("UPDATE OR REPLACE dedupe_keys SET key = ? WHERE key = ?");
  for (const row of statement("SELECT key FROM dedupe_keys WHERE key LIKE '%:+%'").all()) {
    const key = textOf(row, "key");
    rename.run(sealed(key), key);
  }
}

/**
 * Checks a file that is only read and gives its deployment key.
 * @throws EngineError STORE_VERSION when its schema is not exactly the newest; OutdatedStoreError when it is older.
 */
export function checkSchema(connection: Connection): string {
  if (checkVersion(connection) < MIGRATIONS.length) {
    throw new OutdatedStoreError(`The store ${connection.path} is older than this engine; start the engine once.`);
  }
  return readDeploymentKey(connection);
}

/**
 * The schema version of a file, 0 for an empty one.
 * @throws EngineError STORE_VERSION when it is none that this release knows, STORE_INCOMPLETE after half an import.
 */
export function checkVersion(connection: Connection): number {
  const { path, statement } = connection;
  const row = statement("PRAGMA user_version").get();
  const version = row === null ? 0 : integerOf(row, "user_version");
  if (version > 0 && isHalfImported(connection)) throw halfImported(path);
  if (version < 0) {
    throw new EngineError(
      "STORE_VERSION",
      `The file ${path} has schema version ${version}: it is no store of heyrules.`,
    );
  }
  if (version <= MIGRATIONS.length) return version;
  throw new EngineError(
    "STORE_VERSION",
    `The store ${path} has schema version ${version}, this engine knows up to ${MIGRATIONS.length}. ` +
      "It was written by a newer engine: run that one, or restore the copy made before the upgrade.",
  );
}

function isHalfImported({ statement }: Connection): boolean {
  return statement("SELECT 1 FROM meta WHERE key = ?").get(IMPORT_MARK) !== null;
}

function readDeploymentKey({ statement, path }: Connection): string {
  const row = statement("SELECT value FROM meta WHERE key = 'deployment_key'").get();
  if (row === null) throw new EngineError("STORE_UNAVAILABLE", `The store ${path} holds no deployment key.`);
  return textOf(row, "value");
}
