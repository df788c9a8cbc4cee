import type { FileHandle } from "node:fs/promises";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Adapter } from "lowdb";
import { EngineError } from "../../../core/base/errors.ts";
import { syncFailure } from "../../health.ts";
import { PRIVATE_FILE } from "../../on-disk/store-file.ts";
import { formatState, parseState } from "./file-format.ts";
import type { State } from "./state.ts";

/**
 * A lowdb adapter whose file is at every instant wholly the old or wholly the new state: a second file is written and
 * synced, takes the name of the first, and the folder is synced. What the file holds is remembered, since a process that cannot
 * write it, having no more open files, cannot read it either. Rejects with `EngineError` `STORE_UNAVAILABLE` or
 * `STORE_VERSION`, and with `STORE_BROKEN` when a sync fails.
 */
export function createDurableFile(path: string): Adapter<State> {
  let held: string | null = null;
  return {
    read: async () => {
      const text = held ?? (await readIfThere(path));
      return text === null ? null : parseState(text, path);
    },
    write: async (state) => {
      const temporaryPath = `${path}.new`;
      try {
        const text = formatState(state);
        // First: once the file has its name, nothing may fail any more but the sync.
        const folder = await openFolder(dirname(path));
        try {
          await writeSynced(temporaryPath, text);
          await rename(temporaryPath, path);
          held = text;
          if (folder !== null) await sync(folder);
        } finally {
          await folder?.close();
        }
      } catch (error) {
        // Half a file would hold the room that a full disk lacks.
        await rm(temporaryPath, { force: true }).catch(() => undefined);
        throw error instanceof SyncError ? syncFailure(path, error.cause) : unavailable(path, error);
      }
    },
  };
}

/** A sync that failed; never leaves this file. */
class SyncError extends Error {}

async function sync(file: FileHandle): Promise<void> {
  await file.sync().catch((cause: unknown) => {
    throw new SyncError("the sync failed", { cause });
  });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw unavailable(path, error);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, "w", PRIVATE_FILE);
  try {
    await file.writeFile(text);
    await sync(file);
  } finally {
    await file.close();
  }
}

/** A folder whose names are to be synced; null on Windows, which opens none, and writes a rename to its own journal. */
async function openFolder(path: string): Promise<FileHandle | null> {
  return process.platform === "win32" ? null : open(path, "r");
}

function unavailable(path: string, cause: unknown): EngineError {
  const problem = cause instanceof Error ? cause.message : "not known why";
  return new EngineError("STORE_UNAVAILABLE", `The store ${path} cannot be read or written: ${problem}.`, { cause });
}
