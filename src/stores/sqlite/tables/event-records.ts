import type { EventRecord } from "../../../ports/store.ts";
import type { Counts, EventFilter, EventStatus, ListEventsOptions, Page } from "../../../ports/store-lists.ts";
import { NO_EVENTS, pageOf, parseCursor } from "../../lists.ts";
import { eventRecordOf, variantOf } from "../../sql/sql-records.ts";
import type { Connection, Row } from "../connection.ts";
import type { Selection } from "./counts.ts";
import { countByStatus, selectionFrom } from "./counts.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

/** Events as people look at them. */
export interface EventRecords {
  readonly get: (id: string) => EventRecord | null;
  readonly list: (options: ListEventsOptions) => Page<EventRecord>;
  readonly count: (filter: EventFilter) => Counts<EventStatus>;
}

/** The columns an event is read from. */
export const EVENT_COLUMNS = "events.record, events.author, events.late";
const RECORD_COLUMNS = `${EVENT_COLUMNS}, events.id, events.seq, received_at, status, duplicates, dedupe_key, token_label,
  error, body, (SELECT record FROM evaluations WHERE event_id = events.id) AS evaluation`;
const VARIANTS = "SELECT received_at, body FROM event_variants WHERE event_id = ? ORDER BY rowid DESC";

/** The events of a SQLite store. */
export function createEventRecords(connection: Connection): EventRecords {
  const { statement } = connection;
  const record = statement(`SELECT ${RECORD_COLUMNS} FROM events WHERE events.id = ?`);
  const variants = statement(VARIANTS);

  function readRecord(row: Row): EventRecord {
    return eventRecordOf(row, variants.all(textOf(row, "id")).map(variantOf));
  }

  return {
    get: (id) => {
      const row = record.get(id);
      return row === null ? null : readRecord(row);
    },
    list: ({ limit, ...options }) => {
      const { from, values } = selectionOf(options);
      const sql = `SELECT ${RECORD_COLUMNS} FROM ${from} ORDER BY events.received_at DESC, events.seq DESC LIMIT ?`;
      const endAt = (row: Row) => ({ instant: integerOf(row, "received_at"), key: String(integerOf(row, "seq")) });
      return pageOf(statement(sql).all(...values, limit + 1), { limit, endAt, read: readRecord });
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
    ["events.source = ?", source],
    // An event with a number is in the lane of that number.
    ["events.lane = ?", phone],
    ["events.received_at >= ?", since],
  ]);
  if (after === undefined) return { from, values };
  const { instant, key } = parseCursor(after, /^\d+$/);
  return { from: `${from} AND (events.received_at, events.seq) < (?, ?)`, values: [...values, instant, Number(key)] };
}

/** Events of a status. By itself SQLite looks for the few that are new or parked among all the others. */
const EVENTS_OF: Readonly<Record<EventStatus, string>> = {
  new: "events INDEXED BY events_new WHERE status = 'new'",
  parked: "events INDEXED BY events_parked WHERE status = 'parked'",
  done: "events WHERE status = 'done'",
};
