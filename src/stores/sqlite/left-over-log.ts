import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { EngineError } from "../../core/base/errors.ts";

/**
 * Refuses a copy of a store that has the log of another store beside it, before SQLite opens it: SQLite would take that log for
 * one of the copy, and bring back what was written after the copy was made, without the pause that a copy carries, or damage it.
 * `store backup` leaves a copy in rollback mode, which the head of the file tells. The first opening for writing sets WAL mode, and
 * that is on the disk before there is a log (https://sqlite.org/fileformat.html, section 1.3.3): no file in rollback mode has one.
 * @throws EngineError STORE_UNAVAILABLE
 */
export function refuseLeftOverLog(path: string): void {
  if (!isBesideForeignLog(path)) return;
  const names = [`${path}-wal`, `${path}-shm`].filter((name) => existsSync(name));
  const message =
    `The store ${path} is a copy that no engine has had open yet, and beside it is the log of the store that stood there before, ` +
    `with which it would be another store, or a damaged one. Stop the engine, if one runs, and delete ${names.join(" and ")}, ` +
    "or put the log and the store that it is of somewhere else; the copy is as it was.";
  throw new EngineError("STORE_UNAVAILABLE", message);
}

/** Files that this process has looked at and may have open. On POSIX systems, to close one ends all locks that it has on it. */
const seen = new Set<string>();

function isBesideForeignLog(path: string): boolean {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    const identity = `${dev}:${ino}:${birthtimeMs}`;
    if (seen.has(identity)) return false;
    // An empty log brings nothing back.
    if (sizeOf(`${path}-wal`) > 0 && isInRollbackMode(path)) return true;
    seen.add(identity);
    return false;
  } catch {
    // There is none yet, or it cannot be read, and SQLite says why.
    return false;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** What byte 19 says, the version for those who read: 1 for rollback, 2 for WAL. */
function isInRollbackMode(path: string): boolean {
  const head = Buffer.alloc(20);
  const file = openSync(path, "r");
  try {
    return readSync(file, head, 0, head.length, 0) === head.length && head[19] === 1;
  } finally {
    closeSync(file);
  }
}
