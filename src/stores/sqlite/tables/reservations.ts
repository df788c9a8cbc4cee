import type { Reservation, ReservationChange } from "../../../core/model/changes.ts";
import { keyOf, reservationAfter } from "../../reservation-rules.ts";
import type { Connection } from "../connection.ts";
import { reservationOf } from "../../sql/sql-records.ts";

/** What `limits.once_per` holds. Writes belong in a transaction of the caller. */
export interface Reservations {
  readonly get: (key: string) => Reservation | null;
  readonly apply: (change: ReservationChange) => void;
}

/** The reservations of a SQLite store. */
export function createReservations({ statement }: Connection): Reservations {
  const select = statement("SELECT * FROM reservations WHERE key = ?");
  const replace = statement("REPLACE INTO reservations (key, run_id, state, at, expires_at) VALUES (?, ?, ?, ?, ?)");
  const remove = statement("DELETE FROM reservations WHERE key = ?");
  const get = (key: string): Reservation | null => {
    const row = select.get(key);
    return row === null ? null : reservationOf(row);
  };
  return {
    get,
    apply: (change) => {
      const key = keyOf(change);
      const next = reservationAfter(change, get(key));
      if (next === null) remove.run(key);
      else replace.run(key, next.runId, next.state, next.at, next.expiresAt);
    },
  };
}
