import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { GlobalOptions } from "../context.ts";

/** How other commands of the same project reach a running `heyrules dev`. */
export interface DevState {
  readonly pid: number;
  /** Address of the engine, without path. */
  readonly url: string;
  /** Address of its dashboard, without path; null when it has none, absent in what an earlier release wrote. */
  readonly adminUrl?: string | null;
  /** A verification token it accepts; good for its sandbox only. */
  readonly token: string;
  /** Name of its first webhook source. */
  readonly source: string;
  /** URL of its store. */
  readonly store: string;
  readonly heymarketUrl: string;
  readonly crmUrl: string;
  /** Addresses of the fakes of vendors, by connection; absent in what an earlier release wrote. */
  readonly vendorUrls?: Readonly<Record<string, string>>;
  /** Inboxes of its fake Heymarket, ids by name. */
  readonly inboxes: Settings["inboxes"];
  /** Versions of the rules in force; its store has them. */
  readonly ruleVersions: readonly string[];
  readonly settings: Settings;
}

/** What finds the `dev` of a project: it lives beside the configuration, wherever it was started. */
type ProjectPlace = Pick<GlobalOptions, "config">;

const RUNNING_FILE = "dev.json";
/** What the last `dev` that ended in good order said of itself. */
const ENDED_FILE = "ended.json";

/** Folder of what the `dev` of a project keeps. */
export function devFolderOf({ config }: ProjectPlace): string {
  return join(dirname(config), "data", "dev");
}

/** The `heyrules dev` of the project that runs, or null: none was started, or its process is gone. */
export function readDevState(place: ProjectPlace): DevState | null {
  const state = readState(join(devFolderOf(place), RUNNING_FILE));
  return state !== null && isAlive(state.pid) ? state : null;
}

/** URL of the store that the last `heyrules dev` of the project left, or null when there was none. */
export function readEndedDevStore(place: ProjectPlace): string | null {
  const folder = devFolderOf(place);
  const state = readState(join(folder, RUNNING_FILE)) ?? readState(join(folder, ENDED_FILE));
  return state === null || isAlive(state.pid) ? null : state.store;
}

/**
 * Says where this process is to be reached; readers see the old file or the new one, never half of one.
 *
 * @throws EngineError STORE_UNAVAILABLE when the folder cannot be written to.
 */
export function writeDevState(place: ProjectPlace, state: DevState): void {
  const folder = devFolderOf(place);
  const file = join(folder, RUNNING_FILE);
  const temporary = `${file}.${state.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    throw new EngineError("STORE_UNAVAILABLE", `${file} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

/** Takes the file of this process away; it need not be there. Where its store is stays known. */
export function removeDevState(place: ProjectPlace): void {
  const folder = devFolderOf(place);
  if (readDevState(place)?.pid === process.pid) renameSync(join(folder, RUNNING_FILE), join(folder, ENDED_FILE));
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
