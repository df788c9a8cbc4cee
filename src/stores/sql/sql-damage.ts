import { UnreadableRecordError } from "../../core/base/errors.ts";
import type { RecordName, SqlRow } from "./sql-rows.ts";
import { recordOf } from "./sql-rows.ts";
import type { SnapshotQuery } from "./sql-snapshot.ts";

interface Kept {
  readonly table: string;
  /** The unique column it is read in the order of, and what stands before all values of it. */
  readonly order: "seq" | "event_id" | "lane" | "version" | "phone" | "key";
  /** Columns that tell which record one is. */
  readonly ids: string;
  readonly name: RecordName;
  /** Columns that hold JSON. */
  readonly records: readonly string[];
}

const RECORD = ["record"];

/** What any schema keeps as JSON. */
const KEPT: readonly Kept[] = [
  { table: "rule_versions", order: "version", ids: "version", name: "rule version", records: RECORD },
  { table: "contacts", order: "lane", ids: "lane", name: "contact", records: RECORD },
  { table: "events", order: "seq", ids: "seq, id", name: "event", records: RECORD },
  { table: "evaluations", order: "event_id", ids: "event_id", name: "evaluation of event", records: RECORD },
  { table: "runs", order: "seq", ids: "seq, id", name: "run", records: RECORD },
  { table: "effects", order: "seq", ids: "seq, id", name: "effect", records: RECORD },
];

/** What the newest schema keeps besides. */
const KEPT_LATER: readonly Kept[] = [
  { table: "opt_states", order: "phone", ids: "phone", name: "opt state of", records: ["undated_opt_ins", "history"] },
  { table: "pauses", order: "key", ids: "key", name: "pause of", records: RECORD },
  { table: "audit", order: "seq", ids: "seq", name: "row of the audit", records: RECORD },
];

/** So many are in memory at once. */
const AT_ONCE = 200;
/** Whoever has more of them has lost the store. */
const MOST_NAMED = 50;

/** A sentence on each record of a SQL store that cannot be read; all are read, page by page. */
export async function readDamage(
  query: SnapshotQuery,
  { isNewest }: { readonly isNewest: boolean },
): Promise<readonly string[]> {
  const faults: string[] = [];
  let more = 0;
  for (const kept of isNewest ? [...KEPT, ...KEPT_LATER] : KEPT) {
    for await (const row of rowsOf(query, kept)) {
      const fault = faultOf(row, kept);
      if (fault === null) continue;
      if (faults.length < MOST_NAMED) faults.push(fault);
      else more += 1;
    }
  }
  return more === 0 ? faults : [...faults, `${more} more records cannot be read.`];
}

async function* rowsOf(query: SnapshotQuery, { table, order, ids, records }: Kept): AsyncGenerator<SqlRow> {
  const columns = `${ids}, ${records.join(", ")}`;
  const sql = `SELECT ${columns} FROM ${table} WHERE ${order} > $1 ORDER BY ${order} LIMIT ${AT_ONCE}`;
  let after: string | number = order === "seq" ? 0 : "";
  for (;;) {
    const rows = await query(sql, [after]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield* rows;
    after = last[order] as string | number;
  }
}

function faultOf(row: SqlRow, { name, records }: Kept): string | null {
  try {
    for (const column of records) recordOf(row, name, column);
    return null;
  } catch (error) {
    if (!(error instanceof UnreadableRecordError)) throw error;
    return `The ${error.kind} ${error.id} cannot be read [${error.code}].`;
  }
}
