import type { Author, Event } from "../../core/model/event.ts";
import type { Evaluation } from "../../core/model/trace.ts";
import type { Counts, EventFilter, EventRecord, EventStatus, ListEventsOptions, Page } from "../../ports/store.ts";
import { NO_EVENTS, pageOf, parseCursor } from "../lists.ts";
import { completeEvent } from "../older-records.ts";
import type { Connection, Row, SqlValue } from "./connection.ts";
import { integerOf, recordOf, textOf, textOrNullOf } from "./rows.ts";

/** Events as people look at them. */
export interface EventRecords {
  readonly get: (id: string) => EventRecord | null;
  readonly list: (options: ListEventsOptions) => Page<EventRecord>;
  readonly count: (filter: EventFilter) => Counts<EventStatus>;
}

/** The columns an event is read from. */
export const EVENT_COLUMNS = "events.record, events.author, events.late";
const RECORD = `
  SELECT ${EVENT_COLUMNS}, events.id, events.seq, received_at, status, duplicates, dedupe_key, token_label, error, body,
    evaluations.record AS evaluation
  FROM events LEFT JOIN evaluations ON evaluations.event_id = events.id`;
const VARIANTS = "SELECT received_at, body FROM event_variants WHERE event_id = ? ORDER BY rowid DESC";

/** The events of a SQLite store. */
export function createEventRecords({ statement }: Connection): EventRecords {
  const record = statement(`${RECORD} WHERE events.id = ?`);
  const variants = statement(VARIANTS);

  function readRecord(row: Row): EventRecord {
    return {
      event: readEvent(row),
      status: textOf(row, "status") as EventStatus,
      error: textOrNullOf(row, "error"),
      body: textOf(row, "body"),
      tokenLabel: textOf(row, "token_label"),
      dedupeKey: textOf(row, "dedupe_key"),
      duplicates: integerOf(row, "duplicates"),
      variants: variants
        .all(textOf(row, "id"))
        .map((variant) => ({ receivedAt: integerOf(variant, "received_at"), body: textOf(variant, "body") })),
      evaluation: row["evaluation"] === null ? null : (recordOf(row, "evaluation") as Evaluation),
    };
  }

  return {
    get: (id) => {
      const row = record.get(id);
      return row === null ? null : readRecord(row);
    },
    list: ({ limit, ...options }) => {
      const { where, values } = selectionOf(options);
      const sql = `${RECORD} WHERE ${where} ORDER BY events.received_at DESC, events.seq DESC LIMIT ?`;
      const endAt = (row: Row) => ({ instant: integerOf(row, "received_at"), key: String(integerOf(row, "seq")) });
      return pageOf(statement(sql).all(...values, limit + 1), { limit, endAt, read: readRecord });
    },
    count: (filter) => {
      const { where, values } = selectionOf(filter);
      const rows = statement(`SELECT status, count(*) AS events FROM events WHERE ${where} GROUP BY status`);
      const counted = rows.all(...values).map((row) => [textOf(row, "status"), integerOf(row, "events")] as const);
      return { ...NO_EVENTS, ...Object.fromEntries(counted) };
    },
  };
}

/** The event of a row that has the columns of an event. */
export function readEvent(row: Row): Event {
  const event = completeEvent(recordOf(row) as Event);
  return { ...event, author: textOf(row, "author") as Author, late: row["late"] === 1 };
}

function selectionOf({ type, phone, since, status, after }: Omit<ListEventsOptions, "limit">): {
  readonly where: string;
  readonly values: readonly SqlValue[];
} {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("events.type = ?", type);
  // An event with a number is in the lane of that number.
  add("events.lane = ?", phone);
  add("events.received_at >= ?", since);
  // A partial index is only used when the status is written out.
  if (status !== undefined) conditions.push(`events.status = ${STATUS_LITERALS[status]}`);
  if (after !== undefined) {
    const { instant, key } = parseCursor(after, /^\d+$/);
    conditions.push("(events.received_at, events.seq) < (?, ?)");
    values.push(instant, Number(key));
  }
  return { where: conditions.length === 0 ? "true" : conditions.join(" AND "), values };
}

const STATUS_LITERALS: Readonly<Record<EventStatus, string>> = { new: "'new'", done: "'done'", parked: "'parked'" };
