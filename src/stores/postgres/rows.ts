import type { Row } from "./connection.ts";

/** A text column that is never null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** An integer column that is never null. */
export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds no integer`);
  return value;
}

/** An integer column that may be null. */
export function integerOrNullOf(row: Row, column: string): number | null {
  return row[column] === null ? null : integerOf(row, column);
}

/** A text column that may be null. */
export function textOrNullOf(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

/** The JSON record of a row, as this store wrote it. */
export function recordOf(row: Row, column = "record"): unknown {
  return JSON.parse(textOf(row, column));
}

/** The JSON records of a column that holds many. */
export function recordsOf(row: Row, column: string): readonly unknown[] {
  const value = row[column];
  if (!Array.isArray(value)) throw new TypeError(`column ${column} holds no list`);
  return value.map((text) => JSON.parse(String(text)) as unknown);
}

/** Values of rows as columns, each an array for the server. */
export function columnsOf<Item>(
  items: readonly Item[],
  cellsOf: (item: Item) => readonly (string | number | boolean | null)[],
): readonly (readonly (string | number | boolean | null)[])[] {
  const rows = items.map(cellsOf);
  return (rows[0] ?? []).map((_, column) => rows.map((cells) => cells[column] ?? null));
}
