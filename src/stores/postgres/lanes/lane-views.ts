import type { Contact } from "../../../core/model/contact.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { LaneView } from "../../../ports/store/store.ts";
import { completeContact } from "../../older-records.ts";
import type { Seal } from "../../seal.ts";
import { eventOf, storedOptStateOf } from "../../sql/sql-records.ts";
import { parseRecord } from "../../sql/sql-rows.ts";
import type { Query } from "../server/connection.ts";
import { EVENT_COLUMNS } from "../tables/event-records.ts";
import { OPT_STATE_COLUMNS, optStateOf } from "../tables/opt-states.ts";
import { readDueRuns, readHeededRuns } from "../tables/run-records.ts";
import { columnsOf } from "../tables/rows/rows.ts";

/** A lane, and the instant at which it is looked at. */
export interface AskedLane {
  readonly lane: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const VIEWS = `
  SELECT asked.lane, contacts.record AS contact, opt_states.*, event.*
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (lane, number, sealed, place)
  LEFT JOIN contacts ON contacts.lane = asked.lane
  LEFT JOIN LATERAL (SELECT ${OPT_STATE_COLUMNS} FROM opt_states
    WHERE opt_states.phone IN (asked.number, asked.sealed)) AS opt_states ON true
  LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM events
    WHERE events.lane = asked.lane AND status = 'new' ORDER BY seq LIMIT 1) AS event ON true
  ORDER BY asked.place`;

/** Lanes as they stand, in the order asked. */
export async function viewLanes(query: Query, asked: readonly AskedLane[], seal: Seal): Promise<readonly LaneView[]> {
  const phones = asked.map(({ lane }) => phoneOfLane(lane) ?? lane);
  const columns = columnsOf(
    asked.map(({ lane }, index) => ({ lane, phone: phones[index] ?? lane })),
    (one) => [one.lane, one.phone, seal.phone(one.phone)],
  );
  const lanes = asked.map(({ lane }) => lane);
  const [rows, dueRuns, heeded] = await Promise.all([
    query(VIEWS, columns),
    readDueRuns(query, asked),
    readHeededRuns(query, lanes),
  ]);
  return rows.map((row, index) => ({
    contact:
      row["contact"] === null
        ? null
        : completeContact(parseRecord(row["contact"], { lane: row["lane"] }, "contact") as Contact),
    optState: row["phone"] === null ? null : optStateOf({ ...storedOptStateOf(row), phone: phones[index] ?? "" }),
    nextEvent: row["record"] === null ? null : eventOf(row),
    heededRuns: row["record"] === null ? [] : (heeded[index] ?? []),
    dueRuns: dueRuns[index] ?? [],
  }));
}
