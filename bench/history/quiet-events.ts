import { DatabaseSync } from "@photostructure/sqlite";
import type { KeptEvent, StoreRecord } from "../../src/ports/store-upkeep.ts";
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
 * Copies a scene that is one event without a run into a SQLite file, evenly spread, of regulars in turn. In SQL, since it is
 * most of a history: a million take about a minute.
 */
export function addQuietEvents(
  path: string,
  records: readonly StoreRecord[],
  { events, startAt, endAt }: QuietEvents,
): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; CREATE TEMP TABLE history AS
    WITH RECURSIVE serial (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM serial WHERE i < ${events})
    SELECT i, printf('evt_h%018d', i) AS id, 'message_recieved:h' || i AS key,
      CASE i % ${BUSY_EVERY} WHEN 0 THEN '${BUSY_PHONE}'
        ELSE '${BUSY_PHONE.slice(0, -4)}' || printf('%04d', i % ${REGULARS}) END AS phone,
      ${startAt} + i * ${endAt - startAt} / ${events} AS at FROM serial; BEGIN`);
  const insert: Insert = (sql, ...values) => {
    database.prepare(sql).run(...values);
  };
  for (const record of records) insertCopies(insert, record);
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

type Insert = (sql: string, ...values: readonly (string | number)[]) => void;

function insertCopies(insert: Insert, [kind, record]: StoreRecord): void {
  if (kind === "event") insertEvents(insert, record);
  if (kind === "dedupe_key")
    insert("INSERT INTO dedupe_keys SELECT key, ?, ?, id, at FROM history", record.value, record.digest);
  if (kind === "contact")
    insert(
      `INSERT OR IGNORE INTO contacts SELECT '+' || phone, replace(?, '${SCENE_PHONE}', phone) FROM history`,
      JSON.stringify(record),
    );
  if (kind === "tally")
    insert(
      `INSERT INTO tallies SELECT at - at % 3600000, ?, ?, ?, count(*) FROM history GROUP BY 1
       ON CONFLICT DO UPDATE SET counted = counted + excluded.counted`,
      ...[record.what, record.subject, record.detail],
    );
}

function insertEvents(insert: Insert, { event, status, tokenLabel, body, evaluation }: KeptEvent): void {
  const { id, type, source, author } = event;
  /** A text of the scene with what the row has in place of what the scene has. */
  const ofRow = [
    [id, "id"],
    [SCENE_PHONE, "phone"],
    [String(SCENE_AT), "at"],
    [String(FIRST_ID), "7700000000 + i"],
  ].reduce((text, [name = "", value = ""]) => `replace(${text}, '${name}', ${value})`, "?");
  insert(
    `INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
       token_label, error, record, body)
     SELECT id, ?, ?, '+' || phone, '+' || phone, at, at, ?, ?, 0, 0, key, ?, NULL, ${ofRow}, ${ofRow} FROM history`,
    ...[type, source, status, author, tokenLabel, JSON.stringify(event), body],
  );
  insert(`INSERT INTO evaluations SELECT id, ${ofRow} FROM history`, JSON.stringify(evaluation));
}
