import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseStoreUrl } from "../../../src/core/base/store-url.ts";
import { readLedger } from "../../e2e/ledger.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import type { FaultPlan } from "../fault.ts";

/** An empty store of the kind a plan asks for: its URL, given the folder of the project. */
export async function makeStoreUrl({ store, cluster, atEnd }: FaultPlan): Promise<(folder: string) => string> {
  if (store === "sqlite") return (folder) => `sqlite:${join(folder, "heyrules.db")}`;
  if (store === "json") return (folder) => `json:${join(folder, "state.json")}`;
  if (store === "none") throw new Error("this fault has no store");
  const url = await makeDatabase((await cluster()).url, atEnd);
  return () => url;
}

let lastDatabase = 0;

async function makeDatabase(server: string, atEnd: FaultPlan["atEnd"]): Promise<string> {
  const name = `fault_${(lastDatabase += 1)}`;
  await executeSql(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  atEnd(() => executeSql(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** What is wrong with a store; null when nothing is. One of JSON is checked by being read. */
export async function findStoreDamage(url: string, { cluster }: Pick<FaultPlan, "cluster">): Promise<string | null> {
  const store = parseStoreUrl(url);
  if (store.kind === "postgres") return (await cluster()).findDamage(url);
  if (store.kind !== "sqlite" || !existsSync(store.path)) return null;
  const found = readLedger(store.path, (ledger) => ledger.integrity());
  return found === "ok" ? null : found;
}

/** Lets every lease of a PostgreSQL store run out now, as if those who hold them had been away for longer. */
export async function endLeases(url: string): Promise<void> {
  const past = "SET lease_until = lease_until - interval '16 seconds' WHERE lease_until IS NOT NULL";
  await executeSql(url, `UPDATE heyrules.lanes ${past}; UPDATE heyrules.lines ${past}`);
}
