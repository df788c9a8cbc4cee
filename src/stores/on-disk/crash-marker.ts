import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import type { CrashWatch } from "../../ports/system.ts";
import { PRIVATE_FILE, storePath } from "./store-file.ts";

/** Longer than every id of ours. */
const MARK_BYTES = 64;

/** A crash watch, and what ends it in good order. */
export interface OpenCrashWatch extends CrashWatch {
  readonly close: () => void;
}

/**
 * A crash watch that keeps what is being worked on in a small file, which outlives the process however that dies: the
 * system has what was written, synced or not. It stands beside the store's file; for a store without one it is `elsewhere`.
 * Null when there is no place for it.
 */
export function openCrashWatch(storeUrl: string, elsewhere: string | null): OpenCrashWatch | null {
  const path = markerPath(storeUrl, elsewhere);
  if (path === null) return null;
  mkdirSync(dirname(path), { recursive: true });
  const crashes = countCrash(path);
  const marker = openMarker(path);
  return {
    during: (id, work) => {
      marker.set(id);
      return work();
    },
    crashesOf: (id) => crashes.get(id) ?? 0,
    forgive: (id) => {
      if (crashes.delete(id)) writeCounts(path, crashes);
    },
    close: () => {
      marker.close();
      rmSync(path, { force: true });
    },
  };
}

/** What is being worked on, and nothing once the event loop has turned: who dies at rest dies of nothing known here. */
function openMarker(path: string): { readonly set: (id: string) => void; readonly close: () => void } {
  const bytes = Buffer.alloc(MARK_BYTES);
  const file = openSync(path, "w", PRIVATE_FILE);
  let marked = "";
  let isClosed = false;
  const write = (id: string): void => {
    if (id === marked || isClosed) return;
    bytes.fill(0);
    bytes.write(id);
    try {
      writeSync(file, bytes, 0, MARK_BYTES, 0);
      marked = id;
    } catch {
      // On a full disk the work goes on without its mark.
    }
  };
  return {
    set: (id) => {
      if (marked === "") setImmediate(write, "");
      write(id);
    },
    close: () => {
      isClosed = true;
      closeSync(file);
    },
  };
}

function markerPath(storeUrl: string, elsewhere: string | null): string | null {
  const store = parseStoreUrl(storeUrl);
  if (store.kind === "sqlite" || store.kind === "json") return `${storePath(store.path)}.working`;
  return store.kind === "postgres" ? elsewhere : null;
}

/** So many are remembered: who comes before was parked or is done. */
const REMEMBERED = 64;

/** How often the process ended in what, the last time included; kept for the next start. */
function countCrash(path: string): Map<string, number> {
  const counts = readCounts(`${path}.crashes`);
  const id = readMark(path);
  if (id === "") return counts;
  const count = (counts.get(id) ?? 0) + 1;
  counts.delete(id);
  counts.set(id, count);
  writeCounts(path, counts);
  return counts;
}

function writeCounts(path: string, counts: ReadonlyMap<string, number>): void {
  const kept = Object.fromEntries([...counts].slice(-REMEMBERED));
  writeFileSync(`${path}.crashes.next`, JSON.stringify(kept), { mode: PRIVATE_FILE });
  renameSync(`${path}.crashes.next`, `${path}.crashes`);
}

function readMark(path: string): string {
  return readIfThere(path).replaceAll("\0", "");
}

function readCounts(path: string): Map<string, number> {
  const counts = Object.entries(parseObject(readIfThere(path)));
  return new Map(counts.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function parseObject(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
