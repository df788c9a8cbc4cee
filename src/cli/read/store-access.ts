import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError } from "../../core/base/errors.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import type { Surroundings } from "../context.ts";
import { tellingWait } from "./store-wait.ts";

/** The sentence on why this user may not read the store at `url`, and who may; null when that is not what is wrong. */
function accessProblem(url: string): string | null {
  const store = parseStoreUrl(url);
  if (process.platform === "win32" || (store.kind !== "sqlite" && store.kind !== "json")) return null;
  const { kind, path } = store;
  const { R_OK, W_OK, X_OK } = constants;
  const folderMode = kind === "sqlite" ? W_OK | X_OK : X_OK;
  if (isAllowed(dirname(path), folderMode) && isAllowed(path, kind === "sqlite" ? R_OK | W_OK : R_OK)) return null;
  const owner = ownerOf(path) ?? ownerOf(dirname(path));
  if (owner === null) return null;
  const why = kind === "sqlite" ? "; SQLite writes beside the file even when it only reads" : "";
  const how = owner === 0 ? "sudo" : `sudo -u '#${owner}'`;
  return `The store ${path} may not be read by this user${why}. Run the command as the user of the engine: ${how} …`;
}

/** What is not there is no question of access. */
function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}

/** Id of the user who owns a file; null when it cannot be looked at. */
function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch {
    return null;
  }
}

/** What `work` on the store at `url` gives, as `tellingWait`; when it fails because this user may not read the store, that is the error. */
export async function tellingAccess<Result>(
  surroundings: Pick<Surroundings, "redraw">,
  url: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await tellingWait(surroundings, url, work);
  } catch (error) {
    const problem = error instanceof EngineError ? accessProblem(url) : null;
    if (problem === null) throw error;
    throw new EngineError("STORE_UNAVAILABLE", problem, { cause: error });
  }
}
