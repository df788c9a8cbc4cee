import { DatabaseSync } from "@photostructure/sqlite";
import { EngineError } from "../../core/base/errors.ts";
import { systemReason } from "./system-reason.ts";

/** Holds a store for one process. */
export interface ProcessLock {
  readonly release: () => void;
}

/**
 * Takes the store for this process by an exclusive transaction on the empty database `<path>.lock`. The operating system
 * ends it with the process, however that dies, so no lock is ever left behind.
 * @throws EngineError STORE_LOCKED when another process, or another store of this one, has it.
 */
export function lockForProcess(path: string): ProcessLock {
  const lockPath = `${path}.lock`;
  const database = new DatabaseSync(lockPath, { open: false, timeout: 0 });
  try {
    database.open();
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    if (database.isOpen) database.close();
    const isHeld = error instanceof Error && "errcode" in error && error.errcode === 5;
    throw isHeld
      ? new EngineError(
          "STORE_LOCKED",
          `Another process has the store ${path} open. Stop it first, or point this one at another file.`,
          { cause: error },
        )
      : new EngineError("STORE_UNAVAILABLE", `The lock file ${lockPath} cannot be opened${systemReason(error)}.`, {
          cause: error,
        });
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
