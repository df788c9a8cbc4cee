import { DatabaseSync } from "@photostructure/sqlite";
import { EngineError } from "../../core/base/errors.ts";
import { syncFailure } from "../health.ts";
import { systemReason } from "../on-disk/system-reason.ts";
import { refuseLeftOverLog } from "./left-over-log.ts";

/** A value as SQLite stores it here. */
export type SqlValue = string | number | null;

/** A row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** A prepared statement. */
export interface Statement {
  /** Gives the number of rows changed. */
  run(...parameters: readonly SqlValue[]): number;
  get(...parameters: readonly SqlValue[]): Row | null;
  all(...parameters: readonly SqlValue[]): readonly Row[];
}

/** One open database file. Failures of the storage come as `EngineError` `STORE_UNAVAILABLE`, faults of ours as they are. */
export interface Connection {
  readonly path: string;
  /** Whether the file was in rollback mode when it was opened, as a copy is that no engine has had open. */
  readonly wasCopy: boolean;
  /** The prepared form of a statement; prepared once. */
  readonly statement: (sql: string) => Statement;
  /** Runs statements that give no rows. */
  readonly execute: (sql: string) => void;
  /** Runs `work` in one transaction, wholly or not at all; durable when it returns. */
  readonly transaction: (work: () => void) => void;
  readonly close: () => void;
}

/**
 * Opens a file in WAL mode with full sync. The level of sync belongs to a connection, not to the file, and drivers are
 * built with other defaults, so it is set and read back at every opening.
 * @throws EngineError STORE_UNAVAILABLE when it cannot be opened or does not sync fully, or has the log of another store beside it.
 */
export function openConnection({ path, readOnly }: { readonly path: string; readonly readOnly: boolean }): Connection {
  refuseLeftOverLog(path);
  const wrap = wrapper(path);
  const database = wrap(() => new DatabaseSync(path, { readOnly, timeout: 2_000 }));
  const statements = new Map<string, Statement>();
  let broken: EngineError | null = null;

  function statement(sql: string): Statement {
    let found = statements.get(sql);
    if (found === undefined) {
      const prepared = wrap(() => database.prepare(sql));
      found = {
        run: (...parameters) => wrap(() => prepared.run(...parameters).changes),
        get: (...parameters) => wrap(() => (prepared.get(...parameters) as Row | undefined) ?? null),
        all: (...parameters) => wrap(() => prepared.all(...parameters) as readonly Row[]),
      };
      statements.set(sql, found);
    }
    return found;
  }

  function transaction(work: () => void): void {
    if (broken !== null) throw broken;
    try {
      statement("BEGIN IMMEDIATE").run();
      work();
      statement("COMMIT").run();
    } catch (error) {
      if (isSyncFailure(error)) broken = syncFailure(path, error.cause);
      if (database.isOpen && database.isTransaction) statement("ROLLBACK").run();
      throw broken ?? error;
    }
  }

  const execute = (sql: string) => {
    wrap(() => {
      database.exec(sql);
    });
  };
  let wasCopy = false;
  try {
    wasCopy = statement("PRAGMA journal_mode").get()?.["journal_mode"] === "delete";
    configure({ statement, execute, path, readOnly });
  } catch (error) {
    database.close();
    throw error;
  }
  const close = () => {
    if (database.isOpen) database.close();
  };
  return { path, wasCopy, statement, execute, transaction, close };
}

/**
 * What `make` gives for an open connection, which is closed when it throws. The driver lets go of the file itself when the
 * statements that were prepared are freed; it has no way to end them.
 */
export function usingConnection<Made>(connection: Connection, make: (connection: Connection) => Made): Made {
  try {
    return make(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function configure(connection: Pick<Connection, "statement" | "execute" | "path"> & { readonly readOnly: boolean }) {
  const { statement, execute, path, readOnly } = connection;
  if (!readOnly) statement("PRAGMA journal_mode = WAL").get();
  execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -16000");
  // What is freed is overwritten, in whatever transaction: what is erased later may have stood there before.
  if (!readOnly) execute("PRAGMA secure_delete = ON");
  // A reader that stays long keeps the log from being used anew, and it grows; after that it is cut.
  execute(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
  const journal = statement("PRAGMA journal_mode").get()?.["journal_mode"];
  const synchronous = statement("PRAGMA synchronous").get()?.["synchronous"];
  if (synchronous !== 2 || (journal !== "wal" && !readOnly)) {
    throw new EngineError(
      "STORE_UNAVAILABLE",
      `The store ${path} cannot be made durable: journal mode is ${journal ?? "not known"} (wanted wal), synchronous is ` +
        `${synchronous ?? "not known"} (wanted 2). Put the file on a local disk.`,
    );
  }
}

/** So large the write-ahead log may stay. */
const LOG_BYTES = 33_554_432;

/** Primary result codes that speak of the disk or the file and not of the statement. */
const STORAGE_CODES = new Map([
  [5, "another program holds it locked"],
  [7, "out of memory"],
  [8, "it cannot be written to"],
  [10, "reading or writing the disk failed"],
  [11, "the file is damaged"],
  [13, "the disk is full"],
  [14, "the file cannot be opened"],
  [26, "the file is no SQLite database"],
]);

/** Whether an extended result code is SQLITE_IOERR_FSYNC or SQLITE_IOERR_DIR_FSYNC. */
export function isSyncCode(code: number): boolean {
  return code === 1034 || code === 1290;
}

function wrapper(path: string) {
  return <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      const problem = STORAGE_CODES.get(resultCodeOf(error) & 0xff) ?? (isClosed(error) ? "it is closed" : null);
      if (problem === null) throw error;
      throw new EngineError(
        "STORE_UNAVAILABLE",
        `The store ${path} is not available: ${problem}${systemReason(error)}.`,
        { cause: error },
      );
    }
  };
}

function isSyncFailure(error: unknown): error is EngineError {
  return error instanceof EngineError && isSyncCode(resultCodeOf(error.cause));
}

/** What SQLite says of these codes (sqlite3_errstr): the driver gives no code with what a statement of many rows fails with. */
const CODES_TOLD: Readonly<Record<string, number>> = {
  "database is locked": 5,
  "out of memory": 7,
  "attempt to write a readonly database": 8,
  "disk I/O error": 10,
  "database disk image is malformed": 11,
  "database or disk is full": 13,
  "unable to open database file": 14,
  "file is not a database": 26,
};

function resultCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode : (CODES_TOLD[error.message] ?? 0);
}

/** Whether something failed since the file is damaged. */
export function isDamage(error: unknown): error is EngineError {
  return error instanceof EngineError && DAMAGED.includes(resultCodeOf(error.cause) & 0xff);
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED: readonly number[] = [11, 26];

function isClosed(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_INVALID_STATE";
}
