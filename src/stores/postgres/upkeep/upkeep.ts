import { storeName } from "../../../core/base/store-url.ts";
import { missingStore } from "../../missing-store.ts";
import type { Pruned, StoreCondition, StoreUpkeep } from "../../../ports/store/upkeep.ts";
import { forgetAll } from "../../forget-all.ts";
import { exportStore } from "../../copies/export-file.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";
import { countOld, readContents } from "../../sql/sql-upkeep.ts";
import { saveAudit } from "../tables/rows/decision-rows.ts";
import type { Connection, Query } from "../server/connection.ts";
import { createConnection, usingConnection } from "../server/connection.ts";
import { MIGRATIONS } from "../server/migrations.ts";
import { forget } from "../writes/retention.ts";
import { checkSchema, checkVersion, migrate } from "../server/schema.ts";
import { openFilling } from "./filling.ts";
import { openSnapshot } from "./snapshot.ts";

/** Counting and vacuuming a large store take their time. */
const STATEMENT_MS = 3_600_000;
/** Nobody tries again for the person who asked, and a server that has just started takes its time. */
const CONNECT_MS = 30_000;
const TABLES = [
  "audit",
  "contacts",
  "dedupe_keys",
  "effects",
  "evaluations",
  "event_variants",
  "events",
  "lanes",
  "lines",
  "meta",
  "opt_states",
  "pauses",
  "reservations",
  "rule_loads",
  "rule_versions",
  "run_holds",
  "runs",
  "tallies",
];

/** What a person does with a PostgreSQL store. */
export function createPostgresUpkeep(url: string): StoreUpkeep {
  const name = storeName(url);
  const times = { statementMs: STATEMENT_MS, connectMs: CONNECT_MS };
  const connect = (readOnly: boolean) => createConnection({ url, name, readOnly, ...times, size: 3 });
  const using = <Result>(readOnly: boolean, work: (connection: Connection) => Promise<Result>) =>
    usingConnection(connect(readOnly), async (connection) => {
      const result = await work(connection);
      await connection.close();
      return result;
    });
  const upkeep: StoreUpkeep = {
    check: () => using(true, ({ query }) => conditionOf(name, query)),
    migrate: () =>
      using(false, async (connection) => {
        if ((await checkVersion(name, connection.query)) === 0) throw missingStore(name);
        return migrate(connection);
      }),
    planPrune: (age) =>
      using(true, async (connection) => {
        await checkSchema(connection);
        return countOld(connection.query, age);
      }),
    prune: (age, entryOf) =>
      using(false, async (connection) => {
        const { query } = connection;
        await checkSchema(connection);
        const before = await countOld(query, age);
        await forgetAll(age, (passage) => forget(connection, passage));
        const pruned = differenceOf(before, await countOld(query, age));
        await saveAudit(query, [entryOf(pruned)]);
        for (const table of TABLES) await query(`VACUUM (ANALYZE) heyrules.${table}`);
        return pruned;
      }),
    // What is filled from an export gets its marks then.
    backUp: (copy) => exportStore(upkeep, copy),
    openSnapshot: () => usingConnection(connect(true), openSnapshot),
    openFilling: () => usingConnection(connect(false), openFilling),
  };
  return upkeep;
}

async function conditionOf(name: string, query: Query): Promise<StoreCondition> {
  const version = await checkVersion(name, query);
  if (version === 0) throw missingStore(name);
  const found = await query(
    `SELECT relname AS name, pg_total_relation_size(oid)::bigint AS bytes FROM pg_class
     WHERE relnamespace = 'heyrules'::regnamespace AND relkind = 'r' ORDER BY relname`,
  );
  const sizes = found.map((row) => ({ name: textOf(row, "name"), bytes: integerOf(row, "bytes") }));
  const missing = TABLES.filter((table) => !sizes.some(({ name: there }) => there === table));
  const invalid = await query(
    `SELECT indexrelid::regclass::text AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE relnamespace = 'heyrules'::regnamespace AND NOT (indisvalid AND indisready)
     UNION ALL SELECT conname::text FROM pg_constraint WHERE connamespace = 'heyrules'::regnamespace AND NOT convalidated`,
  );
  const faults = [
    ...missing.map((table) => `The table ${table} is missing.`),
    ...invalid.map((row) => `${textOf(row, "name")} is not valid: make it anew with REINDEX or VALIDATE CONSTRAINT.`),
  ];
  const contents =
    missing.length > 0
      ? { events: {}, runs: {}, oldestEventAt: null, faults: [] }
      : await readContents(query, { isNewest: version === MIGRATIONS.length });
  return { version, newestVersion: MIGRATIONS.length, sizes, ...contents, faults: [...faults, ...contents.faults] };
}

function differenceOf(before: Pruned, left: Pruned): Pruned {
  const kinds = Object.keys(before) as (keyof Pruned)[];
  return Object.fromEntries(kinds.map((kind) => [kind, before[kind] - left[kind]])) as unknown as Pruned;
}
