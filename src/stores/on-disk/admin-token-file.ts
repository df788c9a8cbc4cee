import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import { PRIVATE_FILE, storePath } from "./store-file.ts";

/**
 * The digest of the admin token that is kept beside a store, or under `ownFiles` for one without a file; where none is, `fresh` is
 * kept from now on. Nothing outlives a store in memory.
 *
 * @throws EngineError STORE_UNAVAILABLE when the file can be neither read nor written.
 */
export function keptTokenDigest(storeUrl: string, ownFiles: string | null, fresh: string): string {
  const store = parseStoreUrl(storeUrl);
  const hasFile = store.kind === "sqlite" || store.kind === "json";
  const base = hasFile ? storePath(store.path) : store.kind === "memory" ? null : ownFiles;
  if (base === null) return fresh;
  const path = `${base}.admin-token`;
  try {
    if (!existsSync(path)) keep(path, `${fresh}\n`);
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const message = `The digest of the admin token cannot be kept in ${path}: ${messageOf(error)}. Set HEYRULES_ADMIN_TOKEN, or HEYRULES_ADMIN_PORT=off for no dashboard.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}

/** Whole or not at all; what another engine that starts just now has kept stays. */
function keep(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, text, { mode: PRIVATE_FILE });
  try {
    linkSync(partial, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}
