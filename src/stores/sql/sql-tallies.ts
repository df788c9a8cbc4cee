import type { Tally, TallyKind } from "../../core/model/tally.ts";
import type { SqlRow } from "./sql-rows.ts";
import { integerOf, textOf } from "./sql-rows.ts";

/** What is behind SELECT to read tallies, however many rows are one; their rows are grouped by {@link TALLY_GROUP}. */
export const TALLY_COLUMNS = "hour_at, what, subject, detail, CAST(sum(counted) AS bigint) AS counted";

/** By what the rows of one tally are grouped, and the order in which tallies are given. */
export const TALLY_GROUP = "hour_at, what, subject, detail";

/** A tally as it was read. */
export function tallyOfRow(row: SqlRow): Tally {
  return {
    hourAt: integerOf(row, "hour_at"),
    what: textOf(row, "what") as TallyKind,
    subject: textOf(row, "subject"),
    detail: textOf(row, "detail"),
    count: integerOf(row, "counted"),
  };
}
