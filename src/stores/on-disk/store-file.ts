import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { missingStore } from "../missing-store.ts";
import { systemCode, writeFault } from "./file-fault.ts";

/** The path of a store's file, the same however it is written: two ways to one file are one store. */
export function storePath(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

/**
 * Makes the folder of a store's file.
 * @throws EngineError STORE_UNAVAILABLE when it cannot be made.
 */
export function makeStoreFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  } catch (error) {
    const message = `The folder of the store ${path} cannot be made: ${writeFault(error, dirname(path))}.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}

/**
 * Makes an empty file that its owner alone may read, where there is none: it is to hold numbers and texts of customers.
 * What SQLite puts beside it has the same mode. Gives why it cannot be made, which whoever opens it tells; null when it is there.
 * One that is there is not touched: on POSIX systems, to close a file ends all locks that the process has on it
 * (https://sqlite.org/howtocorrupt.html, section 2.2).
 */
export function makePrivateFile(path: string): Error | null {
  try {
    closeSync(openSync(path, "ax", PRIVATE_FILE));
    return null;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return null;
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** Modes of what a store makes; what is there already keeps its own. */
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Checks that there is a file to read.
 * @throws EngineError STORE_MISSING when there is none yet, STORE_UNAVAILABLE when it may not or cannot be read.
 */
export function checkStoreFile(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : null;
    if (reason === "ENOENT") {
      throw missingStore(path, error);
    }
    const fault =
      reason === "EACCES" || reason === "EPERM"
        ? "may not be read by this user: read it as the one the engine runs as"
        : `cannot be read: ${reason === "ENOTDIR" ? "what its path goes through is not a folder" : messageOf(error)}`;
    throw new EngineError("STORE_UNAVAILABLE", `The store ${path} ${fault}.`, { cause: error });
  }
}

/** Why a store opened for reading takes no write. */
export function readingOnly(path: string): EngineError {
  return new EngineError("STORE_UNAVAILABLE", `The store ${path} is open for reading only.`);
}
