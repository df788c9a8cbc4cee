import { existsSync } from "node:fs";
import { readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { EngineError } from "../core/base/errors.ts";
import { MAXIMUM_CHARACTERS } from "./yaml/document.ts";
import type { ErrorCode } from "../core/base/errors.ts";

/** A rule file as read from disk. */
export interface RuleSource {
  /** As shown in diagnostics: the folder as it was given, and the name in it. */
  readonly file: string;
  readonly text: string;
}

/**
 * The `*.yaml` and `*.yml` files of a folder and of the folders in it, by path.
 *
 * @throws EngineError RULES_INVALID when a folder or a file cannot be read, or a file is larger than 1 MB.
 */
export async function loadRuleSources(folder: string): Promise<readonly RuleSource[]> {
  return loadRuleFiles(await ruleFilesIn(folder));
}

/**
 * Paths of the `*.yaml` and `*.yml` files of a folder and of the folders in it, by path. Hidden folders and files are left out,
 * and so is a folder with a `heyrules.yaml` of its own: that is another project.
 *
 * @throws EngineError RULES_INVALID when a folder cannot be read.
 */
export async function ruleFilesIn(folder: string): Promise<readonly string[]> {
  return (await filesBelow(folder)).toSorted();
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable("RULES_INVALID", `The rules folder ${folder}`, error);
  });
  const files = entries.filter((entry) => !entry.isDirectory() && isRuleFile(entry.name));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const below = await Promise.all(folders.filter(holdsRules).map(filesBelow));
  return [...files.map(({ name }) => join(folder, name)), ...below.flat()];
}

/** Whether rule files are looked for in a folder below the rules folder. */
export function holdsRules(folder: string): boolean {
  return !basename(folder).startsWith(".") && !existsSync(join(folder, CONFIG_NAME));
}

const CONFIG_NAME = "heyrules.yaml";

/**
 * Rule files by their paths, in the order given.
 *
 * @throws EngineError RULES_INVALID when one cannot be read or is larger than 1 MB.
 */
export async function loadRuleFiles(files: readonly string[]): Promise<readonly RuleSource[]> {
  const sources: RuleSource[] = [];
  for (const file of files) sources.push({ file, text: await readText(file, "RULES_INVALID") });
  return sources;
}

/** Whether the name is one the rules folder is searched for; hidden files are an editor's own. */
export function isRuleFile(name: string): boolean {
  return /^[^.].*\.ya?ml$/.test(name);
}

/**
 * The text of a configuration file; `ifMissing` continues the sentence on one that is not there.
 *
 * @throws EngineError CONFIG_INVALID when it cannot be read or is larger than 1 MB.
 */
export async function loadText(file: string, ifMissing: string = IF_MISSING): Promise<string> {
  return readText(file, "CONFIG_INVALID", ifMissing);
}

async function readText(file: string, code: ErrorCode, ifMissing: string = IF_MISSING): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAXIMUM_CHARACTERS) throw new EngineError(code, `${file} is larger than 1 MB; split it.`);
    // What is no UTF-8 is a finding with its place.
    return new TextDecoder("utf-8").decode(await readFile(file));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw unreadable(code, file, error, ifMissing);
  }
}

function unreadable(code: ErrorCode, what: string, cause: unknown, ifMissing: string = IF_MISSING): EngineError {
  const errno = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const sentence = errno === "ENOENT" ? ifMissing : (ERRNO_SENTENCES[errno] ?? `cannot be read (${errno})`);
  return new EngineError(code, `${what} ${sentence}.`, { cause });
}

const IF_MISSING = "does not exist; create it or give another path";
const ERRNO_SENTENCES: Readonly<Record<string, string>> = {
  ENOTDIR: "is not a folder",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read by this user",
};
