import type { Reservation } from "../../../core/model/changes.ts";
import type { Query } from "../server/connection.ts";
import { reservationOf } from "../../sql/sql-records.ts";
import { textOf } from "../../sql/sql-rows.ts";
import { columnsOf } from "./rows/rows.ts";

/** Reservations by key, those that exist. */
export async function readReservations(
  query: Query,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Reservation>> {
  if (keys.length === 0) return new Map();
  const rows = await query("SELECT key, run_id, state, at, expires_at FROM reservations WHERE key = ANY($1)", [keys]);
  return new Map(rows.map((row) => [textOf(row, "key"), reservationOf(row)]));
}

const SAVE = `
  INSERT INTO reservations (key, run_id, state, at, expires_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
  ON CONFLICT (key) DO UPDATE SET run_id = excluded.run_id, state = excluded.state, at = excluded.at,
    expires_at = excluded.expires_at`;

/** Writes reservations whose keys the transaction has locked; null for one that is gone. */
export async function saveReservations(
  query: Query,
  reservations: ReadonlyMap<string, Reservation | null>,
): Promise<void> {
  const gone = [...reservations].flatMap(([key, reservation]) => (reservation === null ? [key] : []));
  const kept = [...reservations.values()].flatMap((reservation) => reservation ?? []);
  if (gone.length > 0) await query("DELETE FROM reservations WHERE key = ANY($1)", [gone]);
  if (kept.length === 0) return;
  await query(
    SAVE,
    columnsOf(kept, ({ key, runId, state, at, expiresAt }) => [key, runId, state, at, expiresAt]),
  );
}
