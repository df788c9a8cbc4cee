import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import { PRIVATE_FILE, storePath } from "./store-file.ts";

/** Where the engine that has a store open takes operations; only the owner of the store may read it. */
export interface ControlFile {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

/** Whether a store has a file beside which its engine can say where it takes operations. */
export function hasControlFile(storeUrl: string): boolean {
  return controlPath(storeUrl) !== null;
}

/**
 * Says beside a store's file where its engine takes operations, and gives what takes the file away again. Null for a store
 * without a file: one in memory is nobody else's, and one that several processes share takes operations from all of them.
 */
export function writeControlFile(storeUrl: string, control: ControlFile): (() => void) | null {
  const path = controlPath(storeUrl);
  if (path === null) return null;
  const next = `${path}.next`;
  writeFileSync(next, `${JSON.stringify(control)}\n`, { mode: PRIVATE_FILE });
  // A file that was there keeps its mode.
  chmodSync(next, PRIVATE_FILE);
  renameSync(next, path);
  return () => {
    try {
      rmSync(path, { force: true });
    } catch {
      // Left behind it harms nobody: its engine does not answer.
    }
  };
}

/** What the engine of a store said of itself, or null when there is nothing to read. */
export function readControlFile(storeUrl: string): ControlFile | null {
  const path = controlPath(storeUrl);
  if (path === null) return null;
  try {
    const value = JSON.parse(readFileSync(path, "utf8")) as JsonValue;
    if (!isJsonObject(value)) return null;
    const { url, token, pid } = value;
    const isWhole = typeof url === "string" && typeof token === "string" && typeof pid === "number";
    return isWhole ? { url, token, pid } : null;
  } catch {
    return null;
  }
}

function controlPath(storeUrl: string): string | null {
  const store = parseStoreUrl(storeUrl);
  return store.kind === "sqlite" || store.kind === "json" ? `${storePath(store.path)}.control` : null;
}
