import { accessSync, constants, existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EngineError, messageOf } from "../core/base/errors.ts";

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
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    const message = `The folder of the store ${path} cannot be made: ${messageOf(error)}.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}

/**
 * Checks that there is a file to read.
 * @throws EngineError NOT_FOUND when there is none yet, STORE_UNAVAILABLE when it may not or cannot be read.
 */
export function checkStoreFile(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : null;
    if (reason === "ENOENT") {
      throw new EngineError("NOT_FOUND", `There is no store ${path} to read yet; start the engine.`, { cause: error });
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
