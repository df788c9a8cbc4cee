import { randomBytes } from "node:crypto";
import { open, rm, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { EngineError } from "../../core/base/errors.ts";
import { lowMark } from "../../core/alarm/low-mark.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import type { StoreRoom } from "../../ports/measures.ts";
import { PRIVATE_FILE, storePath } from "./store-file.ts";

/** Room on the disk of a store, bytes. */
export interface DiskRoom {
  readonly free: number;
  readonly total: number;
}

/** Who is told of what a watch sees. */
export interface StorageObserver {
  /** Once, when less than {@link lowMark} is left, and once when there is room again. */
  readonly onRoom: (room: DiskRoom & { readonly isLow: boolean }) => void;
  /** The file of the store, or of its lock, is another than the one that is open: whatever is written is lost. */
  readonly onReplaced: (error: EngineError) => void;
}

/** Looks after the file of a store and its disk. */
export interface StorageWatch {
  /** To be called once a second. Never rejects. */
  readonly look: () => Promise<void>;
  /** Whether so little room is left that nothing new may be taken in. */
  readonly isLow: () => boolean;
  /** What the store takes, and what is left to it. */
  readonly room: () => Promise<StoreRoom>;
  /** Frees the room that was kept back, for what is stored already to be ended. Never rejects. */
  readonly releaseBallast: () => Promise<void>;
}

const MEGABYTE = 1_048_576;
const BALLAST_BYTES = 64 * MEGABYTE;
/** An engine that is about to end soon needs none. */
const LOOKS_BEFORE_BALLAST = 10;

/**
 * A watch over a store in a file, or null for one without. On a full disk nothing can be deleted either, so it keeps some room
 * back in a file of its own, `<store>.ballast`, that can be given up (SQLite writes its log before it frees a page).
 */
export async function createStorageWatch(
  storeUrl: string,
  {
    onRoom,
    onReplaced,
    readRoom = readDiskRoom,
  }: StorageObserver & { readonly readRoom?: (folder: string) => Promise<DiskRoom> },
): Promise<StorageWatch | null> {
  const store = parseStoreUrl(storeUrl);
  if (store.kind !== "sqlite" && store.kind !== "json") return null;
  const path = storePath(store.path);
  const ballast = `${path}.ballast`;
  // A JSON file is replaced at every write.
  const files = await Promise.all([...(store.kind === "sqlite" ? [path] : []), `${path}.lock`].map(identify));
  let isLow = false;
  let looks = 0;
  let isFilling = false;

  async function lookAtRoom(): Promise<void> {
    const room = await readRoom(dirname(path));
    const mark = lowMark(room.total);
    const isLowNow = room.free < (isLow ? mark * 1.25 : mark);
    if (isLowNow !== isLow) {
      isLow = isLowNow;
      onRoom({ ...room, isLow });
    }
    const bytes = Math.floor(Math.min(BALLAST_BYTES, room.total / 100));
    if (isFilling || looks < LOOKS_BEFORE_BALLAST || room.free <= mark * 1.25 + bytes) return;
    isFilling = true;
    await keepBack(ballast, bytes).finally(() => {
      isFilling = false;
    });
  }

  async function lookAtFiles(): Promise<void> {
    for (const { name, inode } of files) {
      if (inode === null || (await identify(name)).inode === inode) continue;
      const message =
        `The file ${name} was removed or replaced while the engine has it open: nothing written since is in the file of ` +
        "that name. The engine ends; bring the file back, or a copy of it, and start again.";
      onReplaced(new EngineError("STORE_BROKEN", message));
    }
  }

  return {
    look: async () => {
      looks += 1;
      // What cannot be looked at now is at the next look; a write tells of worse.
      await Promise.all([lookAtRoom(), lookAtFiles()]).catch(() => undefined);
    },
    isLow: () => isLow,
    room: async () => {
      const [{ free }, ...sizes] = await Promise.all([readRoom(dirname(path)), sizeOf(path), sizeOf(`${path}-wal`)]);
      return { stored: sizes.reduce((sum, size) => sum + size, 0), free };
    },
    releaseBallast: async () => {
      looks = 0;
      await rm(ballast, { force: true }).catch(() => undefined);
    },
  };
}

async function readDiskRoom(folder: string): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

async function sizeOf(name: string): Promise<number> {
  return (await stat(name).catch(() => null))?.size ?? 0;
}

/** Windows does not let go of a file that is open, and tells no inode. */
async function identify(name: string): Promise<{ readonly name: string; readonly inode: number | null }> {
  if (process.platform === "win32") return { name, inode: null };
  try {
    return { name, inode: (await stat(name)).ino };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { name, inode: -1 };
    throw error;
  }
}

/** Fills a file with what no file system makes smaller. */
async function keepBack(path: string, bytes: number): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.size === bytes) return;
  const block = randomBytes(Math.min(MEGABYTE, bytes));
  const file = await open(path, "w", PRIVATE_FILE);
  try {
    for (let left = bytes; left > 0; left -= block.length) await file.write(block, 0, Math.min(left, block.length));
  } finally {
    await file.close();
  }
}
