import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { EngineError } from "../../core/base/errors.ts";
import { readFault } from "../on-disk/file-fault.ts";
import type { RecordKind, StoreRecord, StoreUpkeep } from "../../ports/store/upkeep.ts";

/** Version of the file's layout; another one is refused. */
const FORMAT = "heyrules/export/1";
/** Records written in one transaction. */
const AT_ONCE = 500;

/** How many records of each kind a file holds. */
export type RecordCounts = Readonly<Partial<Record<RecordKind, number>>>;

/**
 * Writes everything a store holds to a file: a line of JSON for the head, one for each record, and one for the end, by which a
 * file is known to be whole; compressed when its name ends in `.gz`. docs/operations.md describes it. The file is there,
 * and empty.
 */
export async function exportStore(store: Pick<StoreUpkeep, "openSnapshot">, file: string): Promise<void> {
  const snapshot = await store.openSnapshot();
  try {
    const { deploymentKey, records } = snapshot;
    const target = createWriteStream(file, { flags: "r+" });
    const lines = Readable.from(linesOf(deploymentKey, records()), { objectMode: false });
    if (isCompressed(file)) await pipeline(lines, createGzip(), target);
    else await pipeline(lines, target);
  } finally {
    await snapshot.close();
  }
}

/** What a file holds, read to its end. @throws EngineError FILE_UNUSABLE when it is none of ours or not whole. */
export async function checkExport(file: string): Promise<RecordCounts> {
  const reading = readExport(file);
  for (;;) {
    const { value, done } = await reading.next();
    if (done === true) return value.counts;
  }
}

/**
 * Fills an empty store from a file, with some records more, and gives how much the file held. The store is opened by nobody before all of it is there.
 * @throws EngineError FILE_UNUSABLE when the file is none of ours or not whole; USAGE when the store is not empty; STORE_LOCKED.
 */
export async function importStore(
  store: Pick<StoreUpkeep, "openFilling">,
  file: string,
  marks: readonly StoreRecord[],
): Promise<RecordCounts> {
  // A file that is none of ours must not leave half a store behind.
  await checkExport(file);
  const filling = await store.openFilling();
  try {
    const reading = readExport(file);
    for (;;) {
      const { value, done } = await reading.next();
      if (done === true) {
        await filling.write(marks);
        await filling.finish(value.deploymentKey);
        return value.counts;
      }
      await filling.write(value);
    }
  } finally {
    await filling.close();
  }
}

function isCompressed(file: string): boolean {
  return file.endsWith(".gz");
}

async function* linesOf(deploymentKey: string, pages: AsyncIterable<readonly StoreRecord[]>): AsyncGenerator<Buffer> {
  const counts: Partial<Record<RecordKind, number>> = {};
  const digest = createHash("sha256");
  const written = (lines: readonly unknown[]): Buffer => {
    const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    digest.update(text);
    return text;
  };
  yield written([{ format: FORMAT, deploymentKey }]);
  for await (const page of pages) {
    for (const [kind] of page) counts[kind] = (counts[kind] ?? 0) + 1;
    yield written(page);
  }
  yield Buffer.from(`${JSON.stringify({ end: counts, sha256: digest.digest("hex") })}\n`);
}

interface Ended {
  readonly deploymentKey: string;
  readonly counts: RecordCounts;
}

async function* readExport(file: string): AsyncGenerator<readonly StoreRecord[], Ended> {
  const digest = createHash("sha256");
  let deploymentKey: string | null = null;
  let page: StoreRecord[] = [];
  const counts: Partial<Record<RecordKind, number>> = {};
  for await (const line of linesIn(file)) {
    const value = parseLine(file, line);
    if (deploymentKey === null) deploymentKey = readHead(file, value);
    else if (isEnd(value)) {
      if (value.sha256 !== digest.digest("hex")) throw unusable(file, "it was changed since it was written");
      if (page.length > 0) yield page;
      return { deploymentKey, counts };
    } else {
      const record = value as StoreRecord;
      counts[record[0]] = (counts[record[0]] ?? 0) + 1;
      page.push(record);
    }
    digest.update(`${line}\n`);
    if (page.length < AT_ONCE) continue;
    yield page;
    page = [];
  }
  throw unusable(file, "its end is missing");
}

async function* linesIn(file: string): AsyncGenerator<string> {
  const handle = await open(file).catch((error: unknown) => {
    throw unusable(file, readFault(error));
  });
  const start = await startOf(handle).catch((error: unknown) => {
    throw unusable(file, readFault(error));
  });
  if (start.equals(SQLITE)) {
    await handle.close();
    throw unusable(file, IS_SQLITE);
  }
  const source = createReadStream(file, { fd: handle });
  const isPacked = start.subarray(0, GZIP.length).equals(GZIP);
  const text = (isPacked ? source.pipe(createGunzip()) : source).setEncoding("utf8");
  source.on("error", (error) => text.destroy(error));
  let rest = "";
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw unusable(file, readFault(error));
  } finally {
    source.destroy();
  }
}

/** The first bytes of a file, which is closed when they cannot be read. */
async function startOf(handle: FileHandle): Promise<Buffer> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** How a file of SQLite begins (sqlite.org/fileformat.html), and one of gzip (RFC 1952), whatever their names. */
const SQLITE = Buffer.from("SQLite format 3\0");
const GZIP = Buffer.from([0x1f, 0x8b]);
const IS_SQLITE =
  "it is a store of SQLite, such as heyrules store backup makes: put it in the place of the store, while no engine has that open";

function parseLine(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw unusable(file, "a line of it is no JSON");
  }
}

function readHead(file: string, value: unknown): string {
  const { format, deploymentKey } = (value ?? {}) as { readonly format?: unknown; readonly deploymentKey?: unknown };
  if (format === FORMAT && typeof deploymentKey === "string") return deploymentKey;
  const isOther = typeof format === "string" && format.startsWith("heyrules/export/");
  throw unusable(
    file,
    isOther ? `it has the format ${format}, this release reads ${FORMAT}` : "it is no export of heyrules",
  );
}

function isEnd(value: unknown): value is { readonly end: RecordCounts; readonly sha256: string } {
  return typeof value === "object" && value !== null && "end" in value && "sha256" in value;
}

function unusable(file: string, why: string): EngineError {
  return new EngineError("FILE_UNUSABLE", `The file ${file} cannot be imported: ${why}.`);
}
