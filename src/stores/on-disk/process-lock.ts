import { statSync } from "node:fs";
import { DatabaseSync } from "@photostructure/sqlite";
import { EngineError } from "../../core/base/errors.ts";
import { writeFault } from "./file-fault.ts";
import { makePrivateFile } from "./store-file.ts";
import { systemReason } from "./system-reason.ts";

/** Holds a store for one process. */
export interface ProcessLock {
  readonly release: () => void;
}

/**
 * Takes the store for this process by an exclusive transaction on the empty database `<path>.lock`. The operating system
 * ends it with the process, however that dies, so no lock is ever left behind.
 * @throws EngineError STORE_LOCKED when another process, or another store of this one, has it; STORE_UNAVAILABLE when
 *   there can be no such lock, or the file has a second name by which another process could have it open.
 */
export function lockForProcess(path: string): ProcessLock {
  refuseSecondName(path);
  const lockPath = `${path}.lock`;
  const fault = makePrivateFile(lockPath);
  try {
    return openLock(lockPath);
  } catch (error) {
    throw lockError({ path, lockPath, fault }, error);
  }
}

/** An exclusive transaction on an empty database, which ends with the process. @throws what SQLite says. */
export function openLock(lockPath: string): ProcessLock {
  const database = new DatabaseSync(lockPath, { open: false, timeout: 0 });
  try {
    database.open();
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

/** Whether SQLite says that somebody else has a lock. */
export function isHeld(error: unknown): boolean {
  return resultCodeOf(error) === HELD;
}

function resultCodeOf(error: unknown): unknown {
  return error instanceof Error && "errcode" in error ? error.errcode : null;
}

function refuseSecondName(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.nlink ?? 1) <= 1) return;
  const message = `The store ${path} has another name on this disk (a hard link), by which a second engine could have it open: remove that name.`;
  throw new EngineError("STORE_UNAVAILABLE", message);
}

/** SQLITE_BUSY, SQLITE_FULL and SQLITE_NOTADB. */
const HELD = 5;
const FULL = 13;
const NO_DATABASE = 26;
/** As the system words what SQLite calls full. */
const NO_SPACE = Object.assign(new Error("no space"), { code: "ENOSPC" });

function lockError(
  {
    path,
    lockPath,
    fault,
  }: {
    readonly path: string;
    readonly lockPath: string;
    /** Why the file could not be made, of which SQLite says only that it is not there. */
    readonly fault: Error | null;
  },
  cause: unknown,
): EngineError {
  const code = resultCodeOf(cause);
  if (code === HELD) {
    const message = `Another process has the store ${path} open. Stop it first, or point this one at another file.`;
    return new EngineError("STORE_LOCKED", message, { cause });
  }
  const known = code === FULL ? NO_SPACE : fault;
  const why = known === null ? systemReason(cause) : `: ${writeFault(known, lockPath)}`;
  const message =
    code === NO_DATABASE
      ? `The lock file ${lockPath} is none of this release. An older heyrules may have left it: when none runs, delete it.`
      : `The lock file ${lockPath} cannot be opened${why}.`;
  return new EngineError("STORE_UNAVAILABLE", message, { cause });
}
