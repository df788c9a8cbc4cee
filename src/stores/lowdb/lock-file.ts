import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { EngineError, messageOf } from "../../core/base/errors.ts";

/** Holds a store for one process. */
export interface LockFile {
  readonly release: () => void;
}

/**
 * Takes the store for this process by the file `<path>.lock`, which names the process and when it started. The lock of
 * a process that is gone is taken over: a process id alone may have been given to another process since.
 * @throws EngineError STORE_LOCKED when a living process has it, STORE_UNAVAILABLE when the file cannot be written.
 */
export function takeLockFile(path: string): LockFile {
  const lockPath = `${path}.lock`;
  const mine = describeProcess(process.pid);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    if (createFile(lockPath, mine))
      return {
        release: () => {
          rmSync(lockPath, { force: true });
        },
      };
    const owner = readText(lockPath);
    if (owner !== null && owner === describeProcess(Number.parseInt(owner, 10))) break;
    removeDeadLock(lockPath, owner);
  }
  throw new EngineError(
    "STORE_LOCKED",
    `Another process has the store ${path} open. Stop it first, or point this one at another file.`,
  );
}

/** `<pid> <start>`; the start is in clock ticks since boot (proc(5), field 22), or empty where that is not to be had. */
function describeProcess(pid: number): string {
  if (!Number.isInteger(pid)) return "no process";
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, "EPERM")) return "no process";
  }
  const stat = readText(`/proc/${pid}/stat`) ?? "";
  // The second field is the program's name in parentheses and may hold anything; the third is Z for one that has died.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "no process" : `${pid} ${fields[19] ?? ""}`;
}

function createFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    const message = `The lock file ${path} cannot be written: ${messageOf(error)}.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Moves the lock before it deletes it, and puts it back when another process has taken it over meanwhile. */
function removeDeadLock(path: string, owner: string | null): void {
  const moved = `${path}.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if (readText(moved) === owner) rmSync(moved, { force: true });
  else renameSync(moved, path);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
