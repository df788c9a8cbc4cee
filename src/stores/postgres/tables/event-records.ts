import type { EventRecord } from "../../../ports/store/store.ts";
import type { Counts, EventFilter, EventStatus, ListEventsOptions, Page } from "../../../ports/store/lists.ts";
import { NO_EVENTS, pageOf, parseCursor } from "../../lists.ts";
import { firstOf } from "../../../core/model/event.ts";
import type { Event } from "../../../core/model/event.ts";
import { eventOf, eventRecordOf, replayKeys, variantOf } from "../../sql/sql-records.ts";
import type { Query, Row, SqlValue } from "../server/connection.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";
import type { Selection } from "./selection.ts";
import { countByStatus, createSelection } from "./selection.ts";

/** The columns an event is read from. */
export const EVENT_COLUMNS = "events.id, events.record, events.author, events.late";
const RECORD_COLUMNS = `${EVENT_COLUMNS}, events.seq, received_at, status, duplicates, dedupe_key, token_label,
  error, body, (SELECT record FROM evaluations WHERE event_id = events.id) AS evaluation`;

/** Events as people look at them, in the order asked, null where there is none. */
export async function readEventRecords(query: Query, ids: readonly string[]): Promise<readonly (EventRecord | null)[]> {
  const rows = await query(`SELECT ${RECORD_COLUMNS} FROM events WHERE events.id = ANY($1)`, [ids]);
  const records = rows.map(await reading(query, rows));
  const found = new Map(records.map((record) => [record.event.id, record]));
  return ids.map((id) => found.get(id) ?? null);
}

/** Put into order apart: for a short page PostgreSQL would walk all events of the type from the newest on. */
const REPLAYS = `
  WITH replays AS MATERIALIZED (SELECT ${EVENT_COLUMNS}, received_at, seq FROM events
    WHERE lane = $1 AND type = $2 AND at = $3 AND dedupe_key >= $4 AND dedupe_key < $5)
  SELECT id, record, author, late FROM replays ORDER BY received_at DESC, seq DESC LIMIT $6`;

/** Replays of an event, or of the one that it is a replay of, newest first. */
export async function readReplays(query: Query, eventId: string, limit: number): Promise<readonly Event[]> {
  const [row] = await query(`SELECT ${EVENT_COLUMNS} FROM events WHERE id = $1`, [eventId]);
  if (row === undefined) return [];
  const event = eventOf(row);
  const { lane, type, at } = event;
  return (await query(REPLAYS, [lane, type, at, ...replayKeys(firstOf(event)), limit])).map(eventOf);
}

/** A page of events. @throws EngineError USAGE when `after` is no cursor. */
export async function listEventRecords(
  query: Query,
  { limit, damaged, ...options }: ListEventsOptions,
): Promise<Page<EventRecord>> {
  const { condition, values } = selectionOf(options);
  const sql = `SELECT ${RECORD_COLUMNS} FROM events WHERE ${condition}
    ORDER BY events.received_at DESC, events.seq DESC LIMIT $${values.length + 1}`;
  const found = await query(sql, [...values, limit + 1]);
  const endAt = (row: Row) => ({ instant: integerOf(row, "received_at"), key: String(integerOf(row, "seq")) });
  return pageOf(found, { list: "event", limit, damaged, endAt, read: await reading(query, found.slice(0, limit)) });
}

/** How many events there are of each status. */
export async function countEventRecords(
  query: Query,
  { status, ...filter }: EventFilter,
): Promise<Counts<EventStatus>> {
  return countByStatus(query, { table: "events", none: NO_EVENTS, selection: selectionOf(filter), status });
}

type Variant = EventRecord["variants"][number];

/** What reads each of these rows: the variants of all of them are found by one statement. */
async function reading(query: Query, rows: readonly Row[]): Promise<(row: Row) => EventRecord> {
  const variants = new Map<string, Variant[]>(rows.map((row) => [textOf(row, "id"), []]));
  const found =
    rows.length === 0
      ? []
      : await query(
          "SELECT event_id, received_at, body FROM event_variants WHERE event_id = ANY($1) ORDER BY seq DESC",
          [[...variants.keys()]],
        );
  for (const row of found) {
    variants.get(textOf(row, "event_id"))?.push(variantOf(row));
  }
  return (row) => eventRecordOf(row, variants.get(textOf(row, "id")) ?? []);
}

function selectionOf({
  type,
  source,
  phone,
  since,
  status,
  after,
}: EventFilter & Pick<ListEventsOptions, "after" | "source">): Selection {
  const end = after === undefined ? undefined : parseCursor(after, { list: "event", keyForm: /^\d+$/ });
  const conditions: readonly (readonly [string, ...(SqlValue | undefined)[]])[] = [
    ["events.type = ?", type],
    ["events.source = ?", source],
    // An event with a number is in the lane of that number.
    ["events.lane = ?", phone],
    ["events.received_at >= ?", since],
    ["events.status = ?", status],
    ["(events.received_at, events.seq) < (?, ?)", end?.instant, end === undefined ? undefined : Number(end.key)],
  ];
  return createSelection(conditions);
}
