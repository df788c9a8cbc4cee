import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger } from "../../e2e/ledger.ts";

/** Of what had not been synced when the power went: nothing, everything, or some of it is on the disk. */
export type Kept = "nothing" | "everything" | "some";

/** What a database holds after a power cut, opened again. */
export interface AfterCut {
  /** Null when it could not be read at all. */
  readonly deliveries: ReadonlySet<number | string> | null;
  /** What is wrong with the file; null when nothing is. */
  readonly damage: string | null;
}

interface Operation {
  readonly what: "w" | "t" | "s";
  /** Last letter of the file's path: `b` for the database, `l` for its log, or another. */
  readonly file: string;
  readonly offset: number;
  readonly bytes: Buffer;
  /** Where its record ends in the recording. */
  readonly end: number;
}

const HEADER = 18;
const FILES = { b: "heyrules.db", l: "heyrules.db-wal" };

/** What was done to a database, in the order it was done, as `recorder.c` wrote it down. */
export function readRecording(path: string): readonly Operation[] {
  const recording = readFileSync(path);
  const operations: Operation[] = [];
  for (let at = 0; at + HEADER <= recording.length;) {
    const what = String.fromCharCode(recording[at] ?? 0) as Operation["what"];
    const length = Number(recording.readBigUInt64LE(at + 10));
    const end = at + HEADER + length;
    operations.push({
      what,
      file: String.fromCharCode(recording[at + 1] ?? 0),
      offset: Number(recording.readBigUInt64LE(at + 2)),
      bytes: recording.subarray(at + HEADER, end),
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
  readonly #durable = new Content();
  #pending: Operation[] = [];

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

/** Cuts the power at each of the places, which ascend, and tells what is found after it. */
export function* cutAt(
  operations: readonly Operation[],
  {
    places,
    kept,
    random,
    folder,
  }: {
    readonly places: readonly number[];
    readonly kept: Kept;
    readonly random: () => number;
    readonly folder: string;
  },
): Generator<AfterCut & { readonly place: number }> {
  const files = { b: new CutFile(), l: new CutFile() };
  let next = 0;
  for (const place of places) {
    for (
      let operation = operations[next];
      operation !== undefined && operation.end <= place;
      operation = operations[next]
    ) {
      if (operation.file === "b" || operation.file === "l") files[operation.file].add(operation);
      next += 1;
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const name of ["b", "l"] as const) writeFileSync(join(folder, FILES[name]), files[name].after(kept, random));
    yield { place, ...openAgain(join(folder, FILES.b)) };
  }
}

function openAgain(path: string): AfterCut {
  try {
    return readLedger(path, (ledger) => {
      const integrity = ledger.integrity();
      const deliveries = new Set(ledger.events().map(({ delivery }) => delivery));
      return { deliveries, damage: integrity === "ok" ? null : integrity };
    });
  } catch (error) {
    return { deliveries: null, damage: error instanceof Error ? error.message : String(error) };
  }
}
