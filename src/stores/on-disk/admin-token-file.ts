import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import { PRIVATE_FILE, storePath } from "./store-file.ts";

/**
 * The digest of the admin token that is kept beside a store, or under `ownFiles` for one without a file; the first time
 * `create` says which. Nothing outlives a store in memory.
 *
 * @throws EngineError STORE_UNAVAILABLE when the file can be neither read nor written.
 */
export function keptTokenDigest(storeUrl: string, ownFiles: string | null, create: () => string): string {
  const store = parseStoreUrl(storeUrl);
  const hasFile = store.kind === "sqlite" || store.kind === "json";
  const base = hasFile ? storePath(store.path) : store.kind === "memory" ? null : ownFiles;
  if (base === null) return create();
  const path = `${base}.admin-token`;
  try {
    if (existsSync(path)) return readFileSync(path, "utf8").trim();
    const digest = create();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${digest}\n`, { mode: PRIVATE_FILE, flag: "wx" });
    return digest;
  } catch (error) {
    const message = `The digest of the admin token cannot be kept in ${path}: ${messageOf(error)}. Set HEYRULES_ADMIN_TOKEN, or HEYRULES_ADMIN_PORT=off for no dashboard.`;
    throw new EngineError("STORE_UNAVAILABLE", message, { cause: error });
  }
}
