import type { Connection } from "./connection.ts";
import { integerOf, textOf } from "../sql/sql-rows.ts";

const OLD_EVENTS = `
  SELECT seq, id, dedupe_key FROM events
  WHERE received_at < ? AND status <> 'new' AND NOT EXISTS (
    SELECT 1 FROM runs WHERE event_id = events.id AND status NOT IN ('done', 'failed', 'stopped'))
  ORDER BY received_at LIMIT 64`;

/**
 * Forgets up to 64 finished events received before an instant, with their runs, effects and dedupe keys, and
 * reservations that ran out. Called inside transactions that add events, so that the file stops growing without any of
 * them becoming long. Gives how many events and reservations that were.
 */
export function createForgetting({ statement }: Connection): (eventsBefore: number, now: number) => number {
  const oldEvents = statement(OLD_EVENTS);
  const deletions = [
    "DELETE FROM effects WHERE run_id IN (SELECT id FROM runs WHERE event_id = ?)",
    "DELETE FROM runs WHERE event_id = ?",
    "DELETE FROM evaluations WHERE event_id = ?",
    "DELETE FROM event_variants WHERE event_id = ?",
  ].map((sql) => statement(sql));
  const deleteKey = statement("DELETE FROM dedupe_keys WHERE key = ? AND event_id = ?");
  const deleteEvent = statement("DELETE FROM events WHERE seq = ?");
  const deleteReservations = statement(
    "DELETE FROM reservations WHERE key IN (SELECT key FROM reservations WHERE expires_at < ? LIMIT 64)",
  );
  return (eventsBefore, now) => {
    const events = oldEvents.all(eventsBefore);
    for (const row of events) {
      const id = textOf(row, "id");
      for (const deletion of deletions) deletion.run(id);
      deleteKey.run(textOf(row, "dedupe_key"), id);
      deleteEvent.run(integerOf(row, "seq"));
    }
    return events.length + deleteReservations.run(now);
  };
}
