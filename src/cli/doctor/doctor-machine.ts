import { existsSync, mkdtempSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { probeStore, tryStore } from "../../app/doctor/questions.ts";
import type { StoreState } from "../../app/doctor/questions.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { keepsRecords, storeFile, storeName, withStoreFile } from "../../core/base/store-url.ts";
import type { Check } from "../../doctor/check.ts";
import { found, good, skipped } from "../../doctor/check.ts";
import { lowMark } from "../../core/alarm/low-mark.ts";
import { describeRoom } from "../../doctor/machine.ts";

/** Whether others on this machine may read the secrets in the `.env` beside the configuration. */
export function checkEnvFile(configFile: string): Check {
  const file = join(dirname(configFile), ".env");
  if (!existsSync(file)) return good("env-file", `no ${file}: the environment alone counts`);
  if (process.platform === "win32") return skipped("env-file", "file modes say nothing on Windows");
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return good("env-file", `${file} is for its owner only`);
  return found("warning", {
    name: "env-file",
    message: `${file} has mode ${mode.toString(8).padStart(3, "0")}: other users of this machine may read its secrets`,
    next: `chmod 600 ${file}`,
  });
}

/** Whether the store can be worked on, and whether there is room for it. Null when it is not known which it is. */
export async function checkStore(url: string | null): Promise<readonly Check[]> {
  if (url === null) return [skipped("store", "not known which, as long as the configuration has errors")];
  const path = storeFile(url);
  const store = await probe(url);
  return path === null ? [store] : [store, checkDisk(nearestFolder(resolve(path)))];
}

async function probe(url: string): Promise<Check> {
  try {
    const state = await probeStore(url);
    return state === "absent" ? await describeAbsent(url) : describeStore(state, url);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const next = `see docs/errors.md#${error.code.toLowerCase()}`;
    return found("failed", { name: "store", message: error.message, next });
  }
}

function describeStore(state: Exclude<StoreState, "absent">, url: string): Check {
  const name = storeName(url);
  switch (state) {
    case "writable":
      if (keepsRecords(url) === false) {
        const message = `${name} keeps nothing: events and runs end with the engine`;
        return found("warning", { name: "store", message, next: "set HEYRULES_STORE=sqlite:./data/heyrules.db" });
      }
      return good("store", `${name} can be read and written`);
    case "held":
      return good("store", `${name} is held by a running engine`);
    case "outdated":
      return found("warning", {
        name: "store",
        message: `${name} was written by an older heyrules; the next start brings it up to date, and there is no way back`,
        next: "back it up before the next start",
      });
  }
}

/** In a database the first start makes its tables; whether it may, only making them would tell. */
function describeAbsent(url: string): Promise<Check> {
  if (storeFile(url) !== null) return tryToMake(url);
  const message = `${storeName(url)} can be reached and has no tables yet; the first start makes them`;
  return Promise.resolve(good("store", message));
}

/**
 * Whether the first start could make a store: one like it is made in a folder of its own, in the folder the first start
 * would begin in, and taken away again. One of the right name might be found by an engine that starts meanwhile.
 */
async function tryToMake(url: string): Promise<Check> {
  const path = resolve(storeFile(url) ?? "");
  const folder = nearestFolder(path);
  let trial: string | null = null;
  try {
    const made = mkdtempSync(join(folder, ".heyrules-doctor-"));
    trial = made;
    await tryStore(withStoreFile(url, () => join(made, relative(folder, path))));
    return good("store", `${url} does not exist yet; the first start makes it`);
  } catch (error) {
    const reason =
      trial === null ? `${folder} takes no new file${reasonOf(error)}` : messageOf(error).replaceAll(trial, folder);
    return found("failed", {
      name: "store",
      message: `${url} does not exist yet, and cannot be made: ${reason}`,
      next: `let this user write to ${folder}, or set HEYRULES_STORE to a place on a disk`,
    });
  } finally {
    if (trial !== null) rmSync(trial, { recursive: true, force: true });
  }
}

function checkDisk(folder: string): Check {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return describeRoom({ free, isLow: free < lowMark(blocks * bsize) }, folder);
}

/** The folder of a file, or that of the folders above it which exists. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}

/** The system's own word for why a call failed, in brackets. */
function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
}
