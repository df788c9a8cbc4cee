import type { Tally } from "../../../core/model/tally.ts";
import { mergedTallies } from "../../../core/model/tally.ts";
import type { TallyOptions } from "../../../ports/store/lists.ts";
import { TALLY_COLUMNS, TALLY_GROUP, tallyOfRow } from "../../sql/sql-tallies.ts";
import type { Query } from "../server/connection.ts";
import { columnsOf } from "./rows/rows.ts";

/** Each connection counts in rows of its own: no transaction waits for another one to end that counts the same. */
const SAVE = `
  INSERT INTO tallies AS known (hour_at, what, subject, detail, writer, counted)
  SELECT hour_at, what, subject, detail, pg_backend_pid(), counted
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])
    AS tally (hour_at, what, subject, detail, counted)
  ON CONFLICT (hour_at, what, subject, detail, writer) DO UPDATE SET counted = known.counted + excluded.counted`;

const LIST = `
  SELECT ${TALLY_COLUMNS} FROM tallies WHERE hour_at >= $1 AND hour_at < $2
    AND ($3::text[] IS NULL OR what = ANY($3)) AND ($4::text IS NULL OR subject = $4)
  GROUP BY ${TALLY_GROUP} ORDER BY ${TALLY_GROUP}`;

/** Counts in the transaction of a query. */
export async function saveTallies(query: Query, tallies: Iterable<Tally>): Promise<void> {
  const merged = mergedTallies(tallies);
  if (merged.length === 0) return;
  await query(
    SAVE,
    columnsOf(merged, ({ hourAt, what, subject, detail, count }) => [hourAt, what, subject, detail, count]),
  );
}

/** The tallies asked for, oldest first. */
export async function readTallies(
  query: Query,
  { since, until, what, subject }: TallyOptions,
): Promise<readonly Tally[]> {
  return (await query(LIST, [since, until, what ?? null, subject ?? null])).map(tallyOfRow);
}
