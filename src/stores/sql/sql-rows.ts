import { UnreadableRecordError } from "../../core/base/errors.ts";
import { maskedLane } from "../../core/model/source.ts";

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

/** What a record is called in errors, behind which its id stands. */
export type RecordName =
  | "run"
  | "event"
  | "evaluation of event"
  | "effect"
  | "effect of run"
  | "contact"
  | "opt state of"
  | "rule version"
  | "pause of"
  | "row of the audit";

/**
 * The JSON record of a row, as this store wrote it; the row has a column that tells which one it is.
 * @throws UnreadableRecordError when it is damaged.
 */
export function recordOf(row: SqlRow, name: RecordName, column = "record"): unknown {
  return parseRecord(row[column], row, name);
}

/** As {@link recordOf}, of a record that a row holds in any other way. */
export function parseRecord(text: unknown, row: SqlRow, name: RecordName): unknown {
  const record = typeof text === "string" ? parsed(text) : null;
  if (typeof record === "object" && record !== null && hasOwnId(record, name)) return record;
  throw new UnreadableRecordError(name, idOf(row));
}

/**
 * What is written in the place of a record that is old, as JSON. One that is damaged still holds words: of it nothing stays, and it goes
 * with its event.
 */
export function redactedJson(
  row: SqlRow,
  name: RecordName,
  redacted: (record: unknown) => object,
  column?: string,
): string {
  try {
    return JSON.stringify(redacted(recordOf(row, name, column)));
  } catch (error) {
    if (error instanceof UnreadableRecordError) return "null";
    throw error;
  }
}

/** Whether a record has the id without which nothing can be done with it, if such records have one; a list is a part of one. */
function hasOwnId(record: object, name: RecordName): boolean {
  return Array.isArray(record) || !WITH_ID.has(name) || ("id" in record && typeof record.id === "string");
}

const WITH_ID: ReadonlySet<RecordName> = new Set<RecordName>(["run", "event", "effect", "effect of run"]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Columns by which a table is read, the one that tells most first. */
const ID_COLUMNS = ["id", "event_id", "lane", "phone", "version", "key", "seq"];

function idOf(row: SqlRow): string {
  const id = ID_COLUMNS.map((column) => row[column]).find(
    (value) => typeof value === "string" || typeof value === "number",
  );
  return id === undefined ? "of an unknown id" : maskedLane(String(id));
}
