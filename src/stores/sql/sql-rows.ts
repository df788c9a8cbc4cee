/** A row of a SQL store by column, whichever values its driver gives. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** A text column that is never null. */
export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** An integer column that is never null. */
export function integerOf(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} holds no integer`);
  return value;
}

/** An integer column that may be null. */
export function integerOrNullOf(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : integerOf(row, column);
}

/** A text column that may be null. */
export function textOrNullOf(row: SqlRow, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

/** The JSON record of a row, as this store wrote it. */
export function recordOf(row: SqlRow, column = "record"): unknown {
  return JSON.parse(textOf(row, column));
}
