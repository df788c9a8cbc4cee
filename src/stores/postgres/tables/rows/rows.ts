import type { RecordName, SqlRow } from "../../../sql/sql-rows.ts";
import { parseRecord } from "../../../sql/sql-rows.ts";

/** The JSON records of a column that holds many. @throws UnreadableRecordError when one of them is damaged. */
export function recordsOf(row: SqlRow, name: RecordName, column: string): readonly unknown[] {
  const value = row[column];
  if (!Array.isArray(value)) throw new TypeError(`column ${column} holds no list`);
  return value.map((text) => parseRecord(text, row, name));
}

/** Values of rows as columns, each an array for the server. */
export function columnsOf<Item>(
  items: readonly Item[],
  cellsOf: (item: Item) => readonly (string | number | boolean | null)[],
): readonly (readonly (string | number | boolean | null)[])[] {
  const rows = items.map(cellsOf);
  return (rows[0] ?? []).map((_, column) => rows.map((cells) => cells[column] ?? null));
}
