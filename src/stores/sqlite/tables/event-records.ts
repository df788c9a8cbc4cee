import type { EventRecord } from "../../../ports/store/store.ts";
import type { Counts, EventFilter, EventStatus, ListEventsOptions, Page } from "../../../ports/store/lists.ts";
import { NO_EVENTS, pageOf, parseCursor } from "../../lists.ts";
import { firstOf } from "../../../core/model/event.ts";
import type { Event } from "../../../core/model/event.ts";
import { eventOf, eventRecordOf, replayKeys, variantOf } from "../../sql/sql-records.ts";
import type { Connection, Row } from "../connection.ts";
import type { Selection } from "./counts.ts";
import { countByStatus, selectionFrom } from "./counts.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

/** Events as people look at them. */
export interface EventRecords {
  readonly get: (id: string) => EventRecord | null;
  /** Replays of an event, or of the one that it is a replay of, newest first. */
  readonly replaysOf: (eventId: string, limit: number) => readonly Event[];
  readonly list: (options: ListEventsOptions) => Page<EventRecord>;
  readonly count: (filter: EventFilter) => Counts<EventStatus>;
}

/** The columns an event is read from. */
export const EVENT_COLUMNS = "events.id, events.record, events.author, events.late";
const RECORD_COLUMNS = `${EVENT_COLUMNS}, events.seq, received_at, status, duplicates, dedupe_key, token_label,
  error, body, (SELECT record FROM evaluations WHERE event_id = events.id) AS evaluation`;
const VARIANTS = `SELECT event_id, received_at, body FROM event_variants
  WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC`;

const REPLAYS = `SELECT ${EVENT_COLUMNS} FROM events INDEXED BY events_of_lane
  WHERE lane = ? AND type = ? AND at = ? AND dedupe_key >= ? AND dedupe_key < ?
  ORDER BY received_at DESC, seq DESC LIMIT ?`;

/** The events of a SQLite store. */
export function createEventRecords(connection: Connection): EventRecords {
  const { statement } = connection;
  const record = statement(`SELECT ${RECORD_COLUMNS} FROM events WHERE events.id = ?`);
  const variants = statement(VARIANTS);
  const eventById = statement(`SELECT ${EVENT_COLUMNS} FROM events WHERE id = ?`);
  const replays = statement(REPLAYS);

  /** What reads each of these rows: the variants of all of them are found by one statement. */
  function reading(rows: readonly Row[]): (row: Row) => EventRecord {
    const found = new Map<string, EventRecord["variants"][number][]>(rows.map((row) => [textOf(row, "id"), []]));
    for (const row of variants.all(JSON.stringify([...found.keys()]))) {
      found.get(textOf(row, "event_id"))?.push(variantOf(row));
    }
    return (row) => eventRecordOf(row, found.get(textOf(row, "id")) ?? []);
  }

  return {
    get: (id) => {
      const row = record.get(id);
      return row === null ? null : reading([row])(row);
    },
    replaysOf: (eventId, limit) => {
      const row = eventById.get(eventId);
      if (row === null) return [];
      const event = eventOf(row);
      const { lane, type, at } = event;
      return replays.all(lane, type, at, ...replayKeys(firstOf(event)), limit).map(eventOf);
    },
    list: ({ limit, damaged, ...options }) => {
      const { from, values } = selectionOf(options);
      const sql = `SELECT ${RECORD_COLUMNS} FROM ${from} ORDER BY events.received_at DESC, events.seq DESC LIMIT ?`;
      const endAt = (row: Row) => ({ instant: integerOf(row, "received_at"), key: String(integerOf(row, "seq")) });
      const found = statement(sql).all(...values, limit + 1);
      return pageOf(found, { list: "event", limit, damaged, endAt, read: reading(found.slice(0, limit)) });
    },
    count: ({ status, ...filter }) => {
      const counts = countByStatus(connection, {
        none: NO_EVENTS,
        selectionOf: (one) => selectionOf({ ...filter, status: one }),
      });
      return status === undefined ? counts : { ...NO_EVENTS, [status]: counts[status] };
    },
  };
}

interface EventSelection extends Omit<EventFilter, "status"> {
  readonly status?: EventStatus | undefined;
  readonly after?: string;
  readonly source?: string;
}

function selectionOf({ type, source, phone, since, status, after }: EventSelection): Selection {
  const { from, values } = selectionFrom(status === undefined ? "events WHERE true" : EVENTS_OF[status], [
    ["events.type = ?", type],
    // Of a contact there are fewer events than of a source.
    [phone === undefined ? "events.source = ?" : "+events.source = ?", source],
    // An event with a number is in the lane of that number.
    ["events.lane = ?", phone],
    ["events.received_at >= ?", since],
  ]);
  if (after === undefined) return { from, values };
  const { instant, key } = parseCursor(after, { list: "event", keyForm: /^\d+$/ });
  return { from: `${from} AND (events.received_at, events.seq) < (?, ?)`, values: [...values, instant, Number(key)] };
}

/** Events of a status. By itself SQLite looks for the few that are new or parked among all the others. */
const EVENTS_OF: Readonly<Record<EventStatus, string>> = {
  new: "events INDEXED BY events_new WHERE status = 'new'",
  parked: "events INDEXED BY events_parked WHERE status = 'parked'",
  done: "events WHERE status = 'done'",
};
