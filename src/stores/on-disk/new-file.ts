import { existsSync, rmSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "../../core/base/errors.ts";
import { systemCode, writeFault } from "./file-fault.ts";
import { lockPartial, removePartialLock } from "./partial-lock.ts";
import { PRIVATE_FILE } from "./store-file.ts";

/**
 * Makes a file that its owner alone may read and that has its name only once it is whole, checked and synced. Nothing is ever
 * overwritten. `write` fills an empty file, and `check` throws when it is not good. What one that was killed left behind is taken away.
 * @throws EngineError USAGE when there is such a file; FILE_UNUSABLE when none can be made; what `write` and `check` throw.
 */
export async function makeNewFile(
  file: string,
  {
    write,
    check,
  }: { readonly write: (path: string) => Promise<void>; readonly check: (path: string) => Promise<void> },
): Promise<void> {
  if (existsSync(file)) throw isThere(file);
  // The end of the name tells whether it is compressed.
  const partial = join(dirname(file), `.partial-${basename(file)}`);
  const lock = lockPartial(partial);
  if (lock === null) throw isUnderWay(file, partial);
  const forgetSignals = removeOnSignal(partial);
  try {
    if (lock.isLeftOver) removePartial(partial);
    await makeEmpty(partial, file);
    await fill({ partial, file }, { write, check });
  } finally {
    forgetSignals();
    lock.release();
  }
  if (process.platform !== "win32") await sync(dirname(file));
}

async function fill(
  { partial, file }: { readonly partial: string; readonly file: string },
  { write, check }: Parameters<typeof makeNewFile>[1],
): Promise<void> {
  try {
    await write(partial);
    await sync(partial);
    await check(partial);
    await giveName(partial, file);
  } catch (error) {
    throw error instanceof EngineError || systemCode(error) === null ? error : unwritable(file, error);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Has Ctrl-C and SIGTERM, which end the process, take a file away before; gives what ends that. */
function removeOnSignal(path: string): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const leave = (signal: NodeJS.Signals): void => {
    removePartial(path);
    removePartialLock(path);
    forget();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of signals) process.off(signal, leave);
  };
  for (const signal of signals) process.on(signal, leave);
  return forget;
}

function removePartial(path: string): void {
  for (const end of ["", ...SQLITE_BESIDE]) rmSync(`${path}${end}`, { force: true });
}

async function makeEmpty(partial: string, file: string): Promise<void> {
  try {
    await (await open(partial, "wx", PRIVATE_FILE)).close();
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw unwritable(file, error);
    const beside = SQLITE_BESIDE.map((end) => `${partial}${end}`).filter((path) => existsSync(path));
    const which = beside.length === 0 ? "delete it" : `delete it and ${beside.join(", ")}`;
    const why = `another copy is under way, or did not end; ${which} when none is`;
    throw new EngineError("FILE_UNUSABLE", `The file ${partial} is there already: ${why}.`, { cause: error });
  }
}

/** What SQLite has beside a file that it is at, and leaves there when it is killed. */
const SQLITE_BESIDE = ["-journal", "-wal", "-shm"];

async function giveName(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if (systemCode(error) === "EEXIST" || existsSync(file)) throw isThere(file);
    // Not every file system has links.
    await rename(partial, file);
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isUnderWay(file: string, partial: string): EngineError {
  const message = `Another process is about to make the file ${file}, in ${partial}: wait until it has ended, or name another file.`;
  return new EngineError("FILE_UNUSABLE", message);
}

function isThere(file: string): EngineError {
  return new EngineError("USAGE", `There is a file ${file} already: it is not overwritten. Name another one.`);
}

function unwritable(file: string, cause: unknown): EngineError {
  return new EngineError("FILE_UNUSABLE", `The file ${file} cannot be written: ${writeFault(cause, file)}.`, { cause });
}
