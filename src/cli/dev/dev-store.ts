import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { openReadOnlyStore } from "../../app-store.ts";
import { EngineError } from "../../core/base/errors.ts";
import { withStoreFile } from "../../core/base/store-url.ts";
import { readDevState } from "./dev-state.ts";

const DEFAULT_FILE = "./data/dev/heyrules.db";

/** URL of the store of `dev`, the same in every folder; null stands for the one it has by default. */
export function devStoreUrl(written: string | null): string {
  return withStoreFile(written ?? `sqlite:${DEFAULT_FILE}`, (path) => resolve(path));
}

/**
 * Deletes the default store of `dev` when it holds events of a later time than `now`, as after `--at`: before them, nothing
 * would happen as it does in life. Tells whether it did.
 */
export async function forgetLaterTime(now: number): Promise<boolean> {
  // Of a running one it is not ours.
  if (readDevState() !== null || !(await holdsLater(devStoreUrl(null), now))) return false;
  const path = resolve(DEFAULT_FILE);
  for (const ending of ["", "-wal", "-shm"]) await rm(`${path}${ending}`, { force: true });
  return true;
}

async function holdsLater(url: string, now: number): Promise<boolean> {
  try {
    const store = await openReadOnlyStore(url);
    const { rows } = await store.listEvents({ limit: 1 }).finally(() => store.close());
    const [newest] = rows;
    return newest !== undefined && newest.event.receivedAt > now;
  } catch (error) {
    // No store yet, or one that cannot be read: opening it for the engine says what is wrong.
    if (error instanceof EngineError) return false;
    throw error;
  }
}
