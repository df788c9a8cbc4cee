import type { EventChange } from "../../core/model/changes.ts";
import type { Author, Event } from "../../core/model/event.ts";
import type { Evaluation } from "../../core/model/trace.ts";
import type { EventQuery, EventRecord, EventStatus } from "../../ports/store.ts";
import type { Connection, Row, SqlValue } from "./connection.ts";
import { integerOf, recordOf, textOf, textOrNullOf } from "./rows.ts";

/** Events that are in the inbox. Writes belong in a transaction of the caller. */
export interface Inbox {
  /** Marks an event of the lane as evaluated; false when it is not an unevaluated event of that lane. */
  readonly settle: (lane: string, change: EventChange) => boolean;
  readonly saveEvaluation: (evaluation: Evaluation) => void;
  readonly nextEvent: (lane: string) => Event | null;
  readonly history: (lane: string, types: readonly string[], since: number) => readonly Event[];
  readonly list: (query: EventQuery) => readonly EventRecord[];
  readonly get: (id: string) => EventRecord | null;
  /** Lanes with events not yet evaluated, longest waiting first. */
  readonly waitingLanes: () => readonly { readonly lane: string; readonly events: number }[];
}

const EVENT = "events.record, events.author, events.late";
const HISTORY = `
  SELECT ${EVENT} FROM events
  WHERE lane = ? AND type IN (SELECT value FROM json_each(?)) AND at >= ? AND status = 'done'
  ORDER BY at DESC, seq DESC LIMIT 500`;
const RECORD = `
  SELECT ${EVENT}, events.id, status, duplicates, dedupe_key, token_label, error, body, evaluations.record AS evaluation
  FROM events LEFT JOIN evaluations ON evaluations.event_id = events.id`;

/** The inbox of a SQLite store. */
export function createInbox({ statement }: Connection): Inbox {
  const settle = statement(
    "UPDATE events SET status = ?, author = ?, late = ?, error = ? WHERE id = ? AND lane = ? AND status = 'new'",
  );
  const saveEvaluation = statement("REPLACE INTO evaluations (event_id, record) VALUES (?, ?)");
  const nextEvent = statement(`SELECT ${EVENT} FROM events WHERE lane = ? AND status = 'new' ORDER BY seq LIMIT 1`);
  const history = statement(HISTORY);
  const record = statement(`${RECORD} WHERE events.id = ?`);
  const variants = statement("SELECT received_at, body FROM event_variants WHERE event_id = ? ORDER BY rowid DESC");
  const waitingLanes = statement(
    "SELECT lane, count(*) AS events FROM events WHERE status = 'new' GROUP BY lane ORDER BY min(seq)",
  );

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
    settle: (lane, { id, status, author, late, error }) =>
      settle.run(status, author, late ? 1 : 0, error, id, lane) === 1,
    saveEvaluation: (evaluation) => saveEvaluation.run(evaluation.eventId, JSON.stringify(evaluation)),
    nextEvent: (lane) => {
      const row = nextEvent.get(lane);
      return row === null ? null : readEvent(row);
    },
    history: (lane, types, since) => history.all(lane, JSON.stringify(types), since).map(readEvent),
    list: (query) => {
      const { where, values } = conditionsOf(query);
      const sql = `${RECORD} ${where} ORDER BY events.received_at DESC, events.seq DESC LIMIT ?`;
      return statement(sql)
        .all(...values, query.limit)
        .map(readRecord);
    },
    get: (id) => {
      const row = record.get(id);
      return row === null ? null : readRecord(row);
    },
    waitingLanes: () =>
      waitingLanes.all().map((row) => ({ lane: textOf(row, "lane"), events: integerOf(row, "events") })),
  };
}

function readEvent(row: Row): Event {
  const event = recordOf(row) as Event;
  return { ...event, author: textOf(row, "author") as Author, late: row["late"] === 1 };
}

function conditionsOf(query: EventQuery): { readonly where: string; readonly values: readonly SqlValue[] } {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("events.type = ?", query.type);
  // An event with a number is in the lane of that number.
  add("events.lane = ?", query.phone);
  add("events.received_at >= ?", query.since);
  // A partial index is only used when the status is written out.
  if (query.status !== undefined) conditions.push(`events.status = ${STATUS_LITERALS[query.status]}`);
  return { where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`, values };
}

const STATUS_LITERALS: Readonly<Record<EventStatus, string>> = { new: "'new'", done: "'done'", parked: "'parked'" };
