import { join } from "node:path";
import type { Store } from "../../src/ports/store/store.ts";
import { openStore } from "../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../src/system.ts";
import { endLeases } from "../faults/scene/store.ts";
import { executeSql } from "../helpers/postgres-cluster.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

/** Of those that F71 wants on a PostgreSQL server: the database that stands for a path. */
const databases = new Map<string, string>();

/**
 * A store that is there again when its path is opened again, not closed with the test: a SQLite file, or what
 * HEYRULES_MODEL_STORE says, which is `json` or the URL of a PostgreSQL server (fault F71).
 */
export async function openKeptStore(path = join(makeTemporaryFolder(), "heyrules.db")): Promise<Store> {
  const kind = process.env["HEYRULES_MODEL_STORE"] ?? "sqlite";
  const url = kind.startsWith("postgres:") ? await databaseFor(path, kind) : `${kind}:${path}`;
  return openStore(url, { random: SYSTEM_RANDOM });
}

async function databaseFor(path: string, server: string): Promise<string> {
  const known = databases.get(path);
  if (known !== undefined) {
    // Whoever had it has died, and is not waited for.
    await endLeases(known);
    return known;
  }
  const url = new URL(server);
  url.pathname = `/model_${process.pid}_${databases.size}`;
  await executeSql(server, `CREATE DATABASE ${url.pathname.slice(1)} TEMPLATE template0 ENCODING 'UTF8'`);
  databases.set(path, url.href);
  return url.href;
}
