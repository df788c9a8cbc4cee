import { createHash } from "node:crypto";
import { constants, existsSync } from "node:fs";
import type { Stats } from "node:fs";
import { access, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { EngineError, messageOf } from "../core/base/errors.ts";

/** The bytes of a file as somebody looked at it. */
export interface SeenText {
  /** Without the mark that some editors put before it. */
  readonly text: string;
  /** SHA-256 of its bytes, hex. */
  readonly seen: string;
}

/** Reads a file to replace it later. @throws EngineError FILE_UNUSABLE. */
export async function readSeenText(file: string): Promise<SeenText> {
  try {
    const bytes = await readFile(file);
    return { text: new TextDecoder("utf-8").decode(bytes), seen: digestOf(bytes) };
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/**
 * Puts another text in place of that of a file, wholly or not at all: it is written beside it, synced, and takes its name. Mode, owner
 * and the mark of some editors stay; a link is followed to the file it stands for. Where its folder cannot be synced, a power cut soon
 * after may bring the text of before back.
 *
 * @throws EngineError FILE_UNUSABLE, and the file is as it was: it may not be written, is not as it was `seen`, or is not `within` that folder.
 */
export async function replaceText(
  file: string,
  {
    text,
    seen = null,
    within = null,
  }: { readonly text: string; readonly seen?: string | null; readonly within?: string | null },
): Promise<void> {
  try {
    const { target, stats } = await replaceable(file, within);
    await replace(target, stats, (bytes) => {
      if (seen !== null && digestOf(bytes) !== seen)
        throw unusable(file, "it has changed since it was looked at; look at it again");
      return Buffer.concat([bytes.subarray(0, MARK.length).equals(MARK) ? MARK : Buffer.of(), Buffer.from(text)]);
    });
  } catch (error) {
    throw error instanceof EngineError ? error : unwritable(file, error);
  }
}

/**
 * Looks whether {@link replaceText} could replace a file as things are, and touches nothing.
 *
 * @throws EngineError FILE_UNUSABLE when it could not.
 */
export async function checkReplaceable(
  file: string,
  { within = null }: { readonly within?: string | null } = {},
): Promise<void> {
  try {
    const { target, stats } = await replaceable(file, within);
    await access(dirname(target), constants.W_OK | constants.X_OK);
    const beside = besideOf(target);
    if (existsSync(beside)) throw underWay(target, beside);
    const own = process.getuid?.() ?? stats.uid;
    if (own !== 0 && own !== stats.uid) throw ofAnother(target, stats, own);
  } catch (error) {
    throw error instanceof EngineError ? error : unwritable(file, error);
  }
}

async function replaceable(
  file: string,
  within: string | null,
): Promise<{ readonly target: string; readonly stats: Stats }> {
  const target = await realpath(file);
  if (within !== null && !target.startsWith(`${await realpath(within)}${sep}`))
    throw unusable(file, `it is a link to ${target}, which is not in ${within}; change it there`);
  const stats = await stat(target);
  await checkWritable(file, target, stats);
  return { target, stats };
}

/** What some editors put before a text in UTF-8. */
const MARK = Buffer.from("\u{FEFF}");
const PERMISSIONS = 0o7777;
const WRITABLE_BY_ANYBODY = 0o222;

async function checkWritable(file: string, target: string, { mode, nlink }: Stats): Promise<void> {
  if ((mode & WRITABLE_BY_ANYBODY) === 0)
    throw unusable(file, `it may only be read; make it writable first: chmod u+w ${target}`);
  if (nlink > 1)
    throw unusable(file, "it has several names (hard links), which would no longer be one file; leave it one");
  await access(target, constants.W_OK);
}

/** Nobody else who goes by this replaces the file meanwhile: only one can make the file beside it. */
async function replace(target: string, stats: Stats, next: (bytes: Buffer) => Buffer): Promise<void> {
  const beside = besideOf(target);
  const handle = await openNew(beside, target);
  try {
    try {
      await fill(handle, next(await readFile(target)), { target, stats });
    } finally {
      await handle.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  // Its text is changed by now, whatever becomes of this: not every system lets a folder be opened and synced.
  await syncFolder(dirname(target)).catch(() => undefined);
}

function besideOf(target: string): string {
  return join(dirname(target), `.partial-${basename(target)}`);
}

async function openNew(beside: string, target: string): Promise<FileHandle> {
  try {
    return await open(beside, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    throw underWay(target, beside);
  }
}

function underWay(target: string, beside: string): EngineError {
  const why = `${beside} is there already: another change is under way, or did not end; delete it when none is`;
  return unusable(target, why);
}

function ofAnother(target: string, { uid, gid }: Stats, own: number, cause?: unknown): EngineError {
  const message = `it belongs to user ${uid}, group ${gid}, and this user (${own}) cannot leave it so; change it as user ${uid}`;
  return new EngineError("FILE_UNUSABLE", `${target} is not changed: ${message}.`, { cause });
}

async function fill(
  handle: FileHandle,
  bytes: Buffer,
  { target, stats }: { readonly target: string; readonly stats: Stats },
): Promise<void> {
  await handle.writeFile(bytes);
  const own = await handle.stat();
  if (own.uid !== stats.uid || own.gid !== stats.gid) {
    await handle.chown(stats.uid, stats.gid).catch((cause: unknown) => {
      throw ofAnother(target, stats, own.uid, cause);
    });
  }
  await handle.chmod(stats.mode & PERMISSIONS);
  await handle.sync();
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function unusable(file: string, why: string): EngineError {
  return new EngineError("FILE_UNUSABLE", `${file} is not changed: ${why}.`);
}

function unwritable(file: string, cause: unknown): EngineError {
  const why = (FAULTS[codeOf(cause)] ?? (() => messageOf(cause)))(dirname(file));
  return new EngineError("FILE_UNUSABLE", `${file} is not changed: ${why}.`, { cause });
}

/** What the system says, and what to do. */
const FAULTS: Readonly<Record<string, (folder: string) => string>> = {
  ENOENT: () => "it is not there any more",
  EISDIR: () => "it is a folder",
  EACCES: (folder) =>
    `this user may not write it, or not in ${folder}; give it both rights, or change the file as one who has them`,
  EPERM: (folder) =>
    `this user may not write it, or not in ${folder}; give it both rights, or change the file as one who has them`,
  EROFS: (folder) => `${folder} may only be read, as it is mounted; change the file where it comes from`,
  EBUSY: (folder) => `it is mounted by itself; mount its folder instead, or change it where it comes from (${folder})`,
  ENOSPC: (folder) => `the disk of ${folder} is full; make room`,
  EDQUOT: (folder) => `the disk of ${folder} is full for this user; make room`,
};
