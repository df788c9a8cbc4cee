import { existsSync, rmSync, statSync } from "node:fs";
import type { ProcessLock } from "./process-lock.ts";
import { isHeld, openLock } from "./process-lock.ts";
import { makePrivateFile } from "./store-file.ts";

/** Keeps a file that is not whole yet for the process that makes it. */
export interface PartialLock extends ProcessLock {
  /** Whether such a file, if there is one, is of a process that is gone: nobody else has the lock it had. */
  readonly isLeftOver: boolean;
}

const LOCK_END = ".lock";

const NO_LOCK: PartialLock = { isLeftOver: false, release: () => undefined };

/**
 * The lock of a partial file, or null when another process has it, which is at that file. The operating system ends it with the
 * process; to end it takes its file away. Where the file system knows no locks there is none, and nothing counts as left over.
 */
export function lockPartial(partial: string): PartialLock | null {
  const path = `${partial}${LOCK_END}`;
  const isLeftOver = existsSync(path);
  if (makePrivateFile(path) !== null) return NO_LOCK;
  const inode = inodeOf(path);
  try {
    const lock = openLock(path);
    // Whoever had it has ended meanwhile and took its file away: what is locked has no name any more.
    if (inodeOf(path) === inode) return { isLeftOver, release: releaseOf(lock, partial) };
    lock.release();
    return null;
  } catch (error) {
    if (isHeld(error)) return null;
    if (!isLeftOver) rmSync(path, { force: true });
    return NO_LOCK;
  }
}

/** While it is held, so that nobody locks the name of a file that is about to go; Windows lets go of none that is open. */
function releaseOf(lock: ProcessLock, partial: string): () => void {
  const removes = (): void => {
    removePartialLock(partial);
  };
  const steps = process.platform === "win32" ? [lock.release, removes] : [removes, lock.release];
  return () => {
    for (const step of steps) step();
  };
}

/** Takes the files of a lock away, which ends with this process. */
export function removePartialLock(partial: string): void {
  // SQLite has a journal beside what it has a transaction on.
  for (const end of ["", "-journal"]) rmSync(`${partial}${LOCK_END}${end}`, { force: true });
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}
