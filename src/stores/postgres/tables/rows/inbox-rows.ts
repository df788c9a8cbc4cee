import type { DedupeRow } from "../../../../core/event/judge-delivery.ts";
import type { EventChange } from "../../../../core/model/changes.ts";
import type { NewEvent } from "../../../../core/model/event.ts";
import type { Evaluation } from "../../../../core/model/trace.ts";
import type { EventStatus } from "../../../../ports/store/lists.ts";
import type { Query, Row } from "../../server/connection.ts";
import { integerOf, textOf, textOrNullOf } from "../../../sql/sql-rows.ts";
import { columnsOf } from "./rows.ts";

/** What has to be known of an event to settle it. */
export interface KnownEvent {
  readonly lane: string;
  readonly status: EventStatus;
}

/** A delivery with the key of a stored event and other bytes. */
export interface NewVariant {
  readonly eventId: string;
  readonly digest: string;
  readonly receivedAt: number;
  readonly body: string;
}

const LOCK_KEYS = `
  INSERT INTO dedupe_keys (key, value, digest, event_id, at)
  SELECT DISTINCT key, '', '', '', 0 FROM unnest($1::text[]) AS asked (key) ORDER BY key
  ON CONFLICT (key) DO UPDATE SET key = excluded.key
  RETURNING key, value, digest, event_id, at`;

/**
 * Locks dedupe keys until the end of the transaction and gives what is known of them. Of two processes with one key the
 * second waits here, and then sees what the first has made of it. A key that is new gets a row without event, which the
 * delivery that brought it fills.
 */
export async function lockDedupeKeys(query: Query, keys: readonly string[]): Promise<ReadonlyMap<string, DedupeRow>> {
  if (keys.length === 0) return new Map();
  return dedupeRowsOf(await query(LOCK_KEYS, [keys]));
}

/** What is known of dedupe keys, which are not locked. */
export async function readDedupeRows(query: Query, keys: readonly string[]): Promise<ReadonlyMap<string, DedupeRow>> {
  if (keys.length === 0) return new Map();
  const columns = "key, value, digest, event_id, at";
  return dedupeRowsOf(await query(`SELECT ${columns} FROM dedupe_keys WHERE key = ANY($1)`, [keys]));
}

function dedupeRowsOf(rows: readonly Row[]): ReadonlyMap<string, DedupeRow> {
  const known = rows.filter((row) => row["event_id"] !== "");
  return new Map(
    known.map((row) => [
      textOf(row, "key"),
      {
        value: textOf(row, "value"),
        digest: textOf(row, "digest"),
        eventId: textOf(row, "event_id"),
        at: integerOf(row, "at"),
      },
    ]),
  );
}

/** Fills the rows of keys that are locked. */
export async function saveDedupeKeys(query: Query, rows: ReadonlyMap<string, DedupeRow>): Promise<void> {
  if (rows.size === 0) return;
  await query(
    `UPDATE dedupe_keys SET value = taken.value, digest = taken.digest, event_id = taken.event_id, at = taken.at
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS taken (key, value, digest, event_id, at)
     WHERE dedupe_keys.key = taken.key`,
    columnsOf([...rows], ([key, { value, digest, eventId, at }]) => [key, value, digest, eventId, at]),
  );
}

const SAVE_EVENTS = `
  INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
    token_label, record, body)
  SELECT id, type, source, lane, phone, at, received_at, 'new', author, late, 0, dedupe_key, token_label, record, body
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
    $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[]) WITH ORDINALITY AS event (id, type, source, lane, phone,
    at, received_at, author, late, dedupe_key, token_label, record, body, place)
  ORDER BY place`;

/** Writes events of lanes that the transaction has locked, in this order. */
export async function saveEvents(query: Query, deliveries: readonly NewEvent[]): Promise<void> {
  if (deliveries.length === 0) return;
  await query(
    SAVE_EVENTS,
    columnsOf(deliveries, ({ event, dedupe, tokenLabel, body }) => [
      event.id,
      event.type,
      event.source,
      event.lane,
      event.phone,
      event.at,
      event.receivedAt,
      event.author,
      event.late,
      dedupe.key,
      tokenLabel,
      JSON.stringify(event),
      body,
    ]),
  );
}

/** Counts repeats of events. */
export async function addDuplicates(query: Query, duplicates: ReadonlyMap<string, number>): Promise<void> {
  if (duplicates.size === 0) return;
  await query(
    `UPDATE events SET duplicates = duplicates + more
     FROM unnest($1::text[], $2::integer[]) AS repeated (id, more) WHERE events.id = repeated.id`,
    columnsOf([...duplicates], (counted) => counted),
  );
}

/** Digests of the variants that events have, by event; of an event that is gone or without its text there is none. */
export async function readVariantDigests(query: Query, eventIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const digests = new Map<string, Set<string>>();
  if (eventIds.length === 0) return digests;
  const rows = await query(
    `SELECT events.id, digest FROM events LEFT JOIN event_variants ON event_variants.event_id = events.id
     WHERE events.id = ANY($1) AND redacted_at IS NULL`,
    [eventIds],
  );
  for (const row of rows) {
    const eventId = textOf(row, "id");
    const known = digests.get(eventId) ?? new Set();
    const digest = textOrNullOf(row, "digest");
    digests.set(eventId, digest === null ? known : known.add(digest));
  }
  return digests;
}

const SAVE_VARIANTS = `
  INSERT INTO event_variants (event_id, digest, received_at, body)
  SELECT event_id, digest, received_at, body FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
    WITH ORDINALITY AS variant (event_id, digest, received_at, body, place)
  ORDER BY place`;

const KEEP_NEWEST_VARIANTS = `
  DELETE FROM event_variants WHERE seq IN (
    SELECT seq FROM (
      SELECT seq, row_number() OVER (PARTITION BY event_id ORDER BY seq DESC) AS place FROM event_variants
      WHERE event_id = ANY($1)) AS numbered
    WHERE place > 10)`;

/** Writes variants that are new, and keeps the newest ten of each event. */
export async function saveVariants(query: Query, variants: readonly NewVariant[]): Promise<void> {
  if (variants.length === 0) return;
  await query(
    SAVE_VARIANTS,
    columnsOf(variants, ({ eventId, digest, receivedAt, body }) => [eventId, digest, receivedAt, body]),
  );
  await query(KEEP_NEWEST_VARIANTS, [variants.map(({ eventId }) => eventId)]);
}

/** What is known of events, by id. */
export async function readKnownEvents(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, KnownEvent>> {
  if (ids.length === 0) return new Map();
  const rows = await query("SELECT id, lane, status FROM events WHERE id = ANY($1)", [ids]);
  return new Map(
    rows.map((row) => [textOf(row, "id"), { lane: textOf(row, "lane"), status: textOf(row, "status") as EventStatus }]),
  );
}

/** Marks events as evaluated. */
export async function settleEvents(query: Query, changes: readonly EventChange[]): Promise<void> {
  if (changes.length === 0) return;
  await query(
    `UPDATE events SET status = settled.status, author = settled.author, late = settled.late, error = settled.error
     FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[]) AS settled (id, status, author, late, error)
     WHERE events.id = settled.id`,
    columnsOf(changes, ({ id, status, author, late, error }) => [id, status, author, late, error]),
  );
}

/** Writes what evaluations came to. */
export async function saveEvaluations(query: Query, evaluations: readonly Evaluation[]): Promise<void> {
  if (evaluations.length === 0) return;
  await query(
    `INSERT INTO evaluations (event_id, record) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (event_id) DO UPDATE SET record = excluded.record`,
    columnsOf(evaluations, (evaluation) => [evaluation.eventId, JSON.stringify(evaluation)]),
  );
}
