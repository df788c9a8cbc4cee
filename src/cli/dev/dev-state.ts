import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { Settings } from "../../core/model/settings.ts";

/** How other commands in the same folder reach a running `heyrules dev`. */
export interface DevState {
  readonly pid: number;
  /** Address of the engine, without path. */
  readonly url: string;
  /** A verification token it accepts; good for its sandbox only. */
  readonly token: string;
  /** Name of its first webhook source. */
  readonly source: string;
  /** URL of its store. */
  readonly store: string;
  readonly heymarketUrl: string;
  readonly crmUrl: string;
  /** Inboxes of its fake Heymarket, ids by name. */
  readonly inboxes: Settings["inboxes"];
  /** Versions of the rules in force; its store has them. */
  readonly ruleVersions: readonly string[];
  readonly settings: Settings;
}

const DEV_STATE_FILE = join("data", "dev", "dev.json");
/** What the last `dev` that ended in good order said of itself. */
const ENDED_STATE_FILE = join("data", "dev", "ended.json");

/** The `heyrules dev` that runs in this folder, or null: none was started, or its process is gone. */
export function readDevState(): DevState | null {
  const state = readState(DEV_STATE_FILE);
  return state !== null && isAlive(state.pid) ? state : null;
}

/** URL of the store that the last `heyrules dev` of this folder left, or null when there was none. */
export function readEndedDevStore(): string | null {
  const state = readState(DEV_STATE_FILE) ?? readState(ENDED_STATE_FILE);
  return state === null || isAlive(state.pid) ? null : state.store;
}

/**
 * Says where this process is to be reached; readers see the old file or the new one, never half of one.
 *
 * @throws EngineError STORE_UNAVAILABLE when the folder cannot be written to.
 */
export function writeDevState(state: DevState): void {
  const temporary = `${DEV_STATE_FILE}.${state.pid}`;
  try {
    mkdirSync(dirname(DEV_STATE_FILE), { recursive: true });
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, DEV_STATE_FILE);
  } catch (error) {
    throw new EngineError("STORE_UNAVAILABLE", `${DEV_STATE_FILE} cannot be written.`, { cause: error });
  }
}

/** Takes the file of this process away; it need not be there. Where its store is stays known. */
export function removeDevState(): void {
  if (readDevState()?.pid === process.pid) renameSync(DEV_STATE_FILE, ENDED_STATE_FILE);
}

function readState(file: string): DevState | null {
  try {
    return parseState(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function parseState(text: string): DevState | null {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
  if (!isJsonObject(value) || !Number.isSafeInteger(value["pid"])) return null;
  const names = ["url", "token", "source", "store", "heymarketUrl", "crmUrl"];
  const isWhole =
    names.every((name) => typeof value[name] === "string") &&
    ["inboxes", "settings"].every((name) => isJsonObject(value[name]));
  return isWhole && Array.isArray(value["ruleVersions"]) ? (value as unknown as DevState) : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
