import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openReadOnlyStore } from "../../app/store/kept-store.ts";
import { EngineError } from "../../core/base/errors.ts";
import { withStoreFile } from "../../core/base/store-url.ts";
import type { GlobalOptions } from "../context.ts";
import { devFolderOf, readDevState } from "./dev-state.ts";

/** URL of the store of `dev`, the same in every folder; null stands for the one beside the configuration. */
export function devStoreUrl(place: Pick<GlobalOptions, "config">, written: string | null): string {
  return withStoreFile(written ?? `sqlite:${defaultFile(place)}`, (path) => resolve(path));
}

/**
 * Deletes the default store of `dev` when it holds events of a later time than `now`, as after `--at`: before them, nothing
 * would happen as it does in life. Tells whether it did.
 */
export async function forgetLaterTime(place: Pick<GlobalOptions, "config">, now: number): Promise<boolean> {
  // Of a running one it is not ours.
  if (readDevState(place) !== null || !(await holdsLater(devStoreUrl(place, null), now))) return false;
  for (const ending of ["", "-wal", "-shm"]) await rm(`${defaultFile(place)}${ending}`, { force: true });
  return true;
}

function defaultFile(place: Pick<GlobalOptions, "config">): string {
  return join(devFolderOf(place), "heyrules.db");
}

async function holdsLater(url: string, now: number): Promise<boolean> {
  try {
    const store = await openReadOnlyStore(url);
    try {
      const [newest] = (await store.listEvents({ limit: 1 })).rows;
      return newest !== undefined && newest.event.receivedAt > now;
    } finally {
      await store.close();
    }
  } catch (error) {
    // No store yet, or one that cannot be read: opening it for the engine says what is wrong.
    if (error instanceof EngineError) return false;
    throw error;
  }
}
