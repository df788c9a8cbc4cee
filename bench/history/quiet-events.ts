import { closeSync, fsyncSync, openSync } from "node:fs";
import { DatabaseSync } from "@photostructure/sqlite";
import { Client } from "pg";
import { parseStoreUrl } from "../../src/core/base/store-url.ts";
import type { KeptEvent, StoreRecord } from "../../src/ports/store/upkeep.ts";
import { BUSY_PHONE, REGULARS } from "../webhook.ts";
import { FIRST_ID, SCENE_AT, SCENE_PHONE } from "./scenes.ts";

/** How many events, and between which instants. */
export interface QuietEvents {
  readonly events: number;
  readonly startAt: number;
  readonly endAt: number;
}

/** Every so manieth event is of one and the same contact. */
const BUSY_EVERY = 40;

/**
 * Copies a scene that is one event without a run into a store of SQLite or PostgreSQL, evenly spread, of regulars in turn. In
 * SQL, since it is most of a history: a million take a few minutes.
 */
export async function addQuietEvents(url: string, records: readonly StoreRecord[], span: QuietEvents): Promise<void> {
  const database = await openDatabase(url);
  await database.run(`CREATE TEMP TABLE history AS ${historyOf(database.serials(span.events), span)}`);
  await database.run("BEGIN");
  for (const record of records) await insertCopies(database, record);
  await database.run("COMMIT");
  await database.finish();
}

/** Where copies are inserted, and what its SQL has of its own. */
interface Database {
  /** Runs a statement with values for `$1` and on. */
  readonly run: (sql: string, ...values: readonly (string | number)[]) => Promise<unknown>;
  /** A query for the numbers `i` from 1 on. */
  readonly serials: (most: number) => string;
  readonly no: string;
  /** How columns of tallies that only this database has are named and filled, each with a comma in front. */
  readonly writer: readonly [column: string, value: string];
  /** Whether lanes have rows. */
  readonly hasLanes: boolean;
  /** Makes what was inserted as quick to read as it ever gets, and closes it. */
  readonly finish: () => Promise<void>;
}

async function openDatabase(url: string): Promise<Database> {
  const store = parseStoreUrl(url);
  if (store.kind === "sqlite") return openSqlite(store.path);
  if (store.kind === "postgres") return openPostgres(url);
  throw new Error(`${store.kind} is no store for a long history`);
}

function openSqlite(path: string): Database {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
  return {
    run: (sql, ...values) => Promise.resolve(database.prepare(sql.replaceAll(/\$(?=\d)/g, "?")).run(...values)),
    serials: (most) =>
      `WITH RECURSIVE serial (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM serial WHERE i < ${most}) SELECT i FROM serial`,
    no: "0",
    writer: ["", ""],
    hasLanes: false,
    finish: () => {
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
      syncFile(path);
      return Promise.resolve();
    },
  };
}

/** So that what is measured next does not wait for the disk to take a history. */
function syncFile(path: string): void {
  const file = openSync(path, "r+");
  fsyncSync(file);
  closeSync(file);
}

async function openPostgres(url: string): Promise<Database> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("SET search_path = heyrules; SET synchronous_commit = off; SET work_mem = '256MB'");
  return {
    run: (sql, ...values) => client.query(sql, [...values]),
    serials: (most) => `SELECT i FROM generate_series(1::bigint, ${most}) AS serial (i)`,
    no: "FALSE",
    writer: [", writer", ", 0"],
    hasLanes: true,
    finish: async () => {
      await client.query("VACUUM ANALYZE");
      await client.end();
    },
  };
}

function historyOf(serials: string, { events, startAt, endAt }: QuietEvents): string {
  const numbered = (digits: number, value: string): string => `substr(CAST(${10 ** digits} + ${value} AS TEXT), 2)`;
  return `SELECT i, 'evt_h' || ${numbered(18, "i")} AS id, 'message_recieved:h' || i AS key,
      CASE i % ${BUSY_EVERY} WHEN 0 THEN '${BUSY_PHONE}'
        ELSE '${BUSY_PHONE.slice(0, -4)}' || ${numbered(4, `i % ${REGULARS}`)} END AS phone,
      ${startAt} + i * ${endAt - startAt} / ${events} AS at FROM (${serials}) AS serials`;
}

async function insertCopies(database: Database, [kind, record]: StoreRecord): Promise<void> {
  const { run } = database;
  if (kind === "event") await insertEvents(database, record);
  if (kind === "dedupe_key")
    await run(
      "INSERT INTO dedupe_keys SELECT key, CAST($1 AS TEXT), CAST($2 AS TEXT), id, at FROM history",
      ...[record.value, record.digest],
    );
  if (kind === "contact")
    await run(
      `INSERT INTO contacts SELECT DISTINCT '+' || phone, replace(CAST($1 AS TEXT), '${SCENE_PHONE}', phone)
       FROM history WHERE true ON CONFLICT DO NOTHING`,
      JSON.stringify(record),
    );
  const { what, subject, detail } = kind === "tally" ? record : { what: "", subject: "", detail: "" };
  const [column, value] = database.writer;
  if (kind === "tally")
    await run(
      `INSERT INTO tallies AS known (hour_at, what, subject, detail, counted${column})
       SELECT at - at % 3600000, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), count(*)${value} FROM history
       WHERE true GROUP BY 1
       ON CONFLICT (hour_at, what, subject, detail${column}) DO UPDATE SET counted = known.counted + excluded.counted`,
      ...[what, subject, detail],
    );
}

async function insertEvents(
  { run, no, hasLanes }: Database,
  { event, status, tokenLabel, body, evaluation }: KeptEvent,
): Promise<void> {
  const { id, type, source, author } = event;
  /** A text of the scene with what the row has in place of what the scene has. */
  const ofRow = (text: string): string =>
    [
      [id, "id"],
      [SCENE_PHONE, "phone"],
      [String(SCENE_AT), "CAST(at AS TEXT)"],
      [String(FIRST_ID), "CAST(7700000000 + i AS TEXT)"],
    ].reduce((sql, [name = "", value = ""]) => `replace(${sql}, '${name}', ${value})`, `CAST(${text} AS TEXT)`);
  const [typed, sourced, settled, written, label] = [1, 2, 3, 4, 5].map((place) => `CAST($${place} AS TEXT)`);
  await run(
    `INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
       token_label, error, record, body)
     SELECT id, ${typed}, ${sourced}, '+' || phone, '+' || phone, at, at, ${settled}, ${written}, ${no}, 0, key,
       ${label}, NULL, ${ofRow("$6")}, ${ofRow("$7")} FROM history ORDER BY i`,
    ...[type, source, status, author, tokenLabel, JSON.stringify(event), body],
  );
  await run(`INSERT INTO evaluations SELECT id, ${ofRow("$1")} FROM history`, JSON.stringify(evaluation));
  if (hasLanes)
    await run("INSERT INTO lanes (lane) SELECT DISTINCT '+' || phone FROM history WHERE true ON CONFLICT DO NOTHING");
}
