import type { EventChange } from "../../../core/model/changes.ts";
import type { DedupeRow } from "../../../core/event/judge-delivery.ts";
import type { Event } from "../../../core/model/event.ts";
import type { Evaluation } from "../../../core/model/trace.ts";
import type { Connection, Row } from "../connection.ts";
import { eventOf } from "../../sql/sql-records.ts";
import { EVENT_COLUMNS } from "./event-records.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

/** Events that are in the inbox. Writes belong in a transaction of the caller. */
export interface Inbox {
  /** Marks an event of the lane as evaluated; false when it is not an unevaluated event of that lane. */
  readonly settle: (lane: string, change: EventChange) => boolean;
  readonly saveEvaluation: (evaluation: Evaluation) => void;
  readonly nextEvent: (lane: string) => Event | null;
  readonly dedupeRow: (key: string) => DedupeRow | null;
  readonly history: (lane: string, types: readonly string[], since: number) => readonly Event[];
  /** Lanes with events not yet evaluated, longest waiting first. */
  readonly waitingLanes: () => readonly { readonly lane: string; readonly events: number }[];
}

const HISTORY = `
  SELECT ${EVENT_COLUMNS} FROM events
  WHERE lane = ? AND type IN (SELECT value FROM json_each(?)) AND at >= ? AND status = 'done'
  ORDER BY at DESC, seq DESC LIMIT 500`;

/** The inbox of a SQLite store. */
export function createInbox({ statement }: Connection): Inbox {
  const settle = statement(
    "UPDATE events SET status = ?, author = ?, late = ?, error = ? WHERE id = ? AND lane = ? AND status = 'new'",
  );
  const saveEvaluation = statement("REPLACE INTO evaluations (event_id, record) VALUES (?, ?)");
  const nextEvent = statement(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE lane = ? AND status = 'new' ORDER BY seq LIMIT 1`,
  );
  const history = statement(HISTORY);
  const dedupeRow = statement("SELECT value, digest, event_id, at FROM dedupe_keys WHERE key = ?");
  const waitingLanes = statement(
    "SELECT lane, count(*) AS events FROM events WHERE status = 'new' GROUP BY lane ORDER BY min(seq)",
  );

  return {
    settle: (lane, { id, status, author, late, error }) =>
      settle.run(status, author, late ? 1 : 0, error, id, lane) === 1,
    saveEvaluation: (evaluation) => saveEvaluation.run(evaluation.eventId, JSON.stringify(evaluation)),
    nextEvent: (lane) => {
      const row = nextEvent.get(lane);
      return row === null ? null : eventOf(row);
    },
    dedupeRow: (key) => {
      const row = dedupeRow.get(key);
      return row === null ? null : readDedupeRow(row);
    },
    history: (lane, types, since) => history.all(lane, JSON.stringify(types), since).map(eventOf),
    waitingLanes: () =>
      waitingLanes.all().map((row) => ({ lane: textOf(row, "lane"), events: integerOf(row, "events") })),
  };
}

function readDedupeRow(row: Row): DedupeRow {
  return {
    value: textOf(row, "value"),
    digest: textOf(row, "digest"),
    eventId: textOf(row, "event_id"),
    at: integerOf(row, "at"),
  };
}
