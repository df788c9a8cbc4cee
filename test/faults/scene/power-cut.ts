import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Of what had not been synced when the power went: nothing, everything, or some of it is on the disk. */
export type Kept = "nothing" | "everything" | "some";

/** One thing that was done to a file, as `recorder.c` wrote it down. */
export interface Operation {
  /** Write, truncate, sync, rename, link, unlink. */
  readonly what: "w" | "t" | "s" | "r" | "l" | "u";
  readonly path: string;
  readonly offset: number;
  /** What was written, or the new path of a rename or a link. */
  readonly bytes: Buffer;
  /** Where its record ends in the recording. */
  readonly end: number;
}

const HEADER = 25;

/** What was done to the files of a database, in the order it was done. */
export function readRecording(path: string): readonly Operation[] {
  const recording = readFileSync(path);
  const operations: Operation[] = [];
  for (let at = 0; at + HEADER <= recording.length;) {
    const [offset, pathLength, length] = [1, 9, 17].map((place) => Number(recording.readBigUInt64LE(at + place)));
    const bytesAt = at + HEADER + (pathLength ?? 0);
    const end = bytesAt + (length ?? 0);
    operations.push({
      what: String.fromCharCode(recording[at] ?? 0) as Operation["what"],
      path: recording.toString("utf8", at + HEADER, bytesAt),
      offset: offset ?? 0,
      bytes: recording.subarray(bytesAt, end),
      end,
    });
    at = end;
  }
  return operations;
}

/** The bytes of a file that is written to. */
class Content {
  #bytes: Buffer;
  #length: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  apply({ what, offset, bytes }: Operation): void {
    const end = what === "t" ? offset : offset + bytes.length;
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(end)]);
    if (what === "w") bytes.copy(this.#bytes, offset);
    if (what === "t") this.#bytes.fill(0, end);
    this.#length = what === "t" ? end : Math.max(this.#length, end);
  }

  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}

/** A file as it is on the disk for good, and what is only in memory. */
class CutFile {
  readonly #durable: Content;
  #pending: Operation[] = [];

  constructor(initial: Buffer) {
    this.#durable = new Content(initial);
  }

  add(operation: Operation): void {
    if (operation.what !== "s") {
      this.#pending.push(operation);
      return;
    }
    for (const pending of this.#pending) this.#durable.apply(pending);
    this.#pending = [];
  }

  /** As it is found after the cut. */
  after(kept: Kept, random: () => number): Buffer {
    const found = new Content(this.#durable.copy());
    for (const pending of this.#pending) {
      if (kept === "everything" || (kept === "some" && random() < 0.5)) found.apply(pending);
    }
    return found.copy();
  }
}

/**
 * The files below a folder. What they are called is on the disk at once, as on a file system that keeps a journal of names; what is in
 * them only by a sync. `initial` is the folder as it was before the recording, null for an empty one.
 */
class CutFolder {
  readonly #files = new Map<string, CutFile>();
  readonly #gone = new Set<string>();

  readonly #initial: string | null;

  constructor(initial: string | null) {
    this.#initial = initial;
  }

  add(operation: Operation, nameOf: (path: string) => string): void {
    const { what, path, bytes } = operation;
    const name = nameOf(path);
    if (what === "r" || what === "l") {
      const to = nameOf(bytes.toString("utf8"));
      this.#files.set(to, this.#fileOf(name));
      this.#gone.delete(to);
    }
    if (what === "r" || what === "u") {
      this.#files.delete(name);
      this.#gone.add(name);
    }
    if (what === "w" || what === "t" || what === "s") this.#fileOf(name).add(operation);
  }

  /** Writes the folder as it is found after the cut. */
  write(folder: string, kept: Kept, random: () => number): void {
    rmSync(folder, { recursive: true, force: true });
    if (this.#initial === null) mkdirSync(folder, { recursive: true });
    else cpSync(this.#initial, folder, { recursive: true, preserveTimestamps: true });
    for (const name of this.#gone) rmSync(join(folder, name), { force: true });
    for (const [name, file] of this.#files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), file.after(kept, random));
    }
  }

  #fileOf(name: string): CutFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const path = this.#initial === null || this.#gone.has(name) ? null : join(this.#initial, name);
    const file = new CutFile(path !== null && existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
    this.#gone.delete(name);
    this.#files.set(name, file);
    return file;
  }
}

/**
 * Cuts the power at each of the places, which ascend, and each time gives the place once what is found after the cut has been written to
 * `folder`. `of` is the folder that was recorded.
 */
export function* cutAt(
  operations: readonly Operation[],
  {
    places,
    kept,
    random,
    of,
    initial = null,
    folder,
  }: {
    readonly places: readonly number[];
    readonly kept: Kept;
    readonly random: () => number;
    readonly of: string;
    readonly initial?: string | null;
    readonly folder: string;
  },
): Generator<number> {
  const disk = new CutFolder(initial);
  let next = 0;
  for (const place of places) {
    for (
      let operation = operations[next];
      operation !== undefined && operation.end <= place;
      operation = operations[next]
    ) {
      disk.add(operation, (path) => relative(of, path));
      next += 1;
    }
    disk.write(folder, kept, random);
    yield place;
  }
}
