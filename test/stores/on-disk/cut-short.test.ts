import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { makeNewFile } from "../../../src/stores/on-disk/new-file.ts";
import { WITH_TYPESCRIPT } from "../../helpers/program.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const MODULE = fileURLToPath(new URL("../../../src/stores/on-disk/new-file.ts", import.meta.url));

/** Makes a file that is never done, and says so. */
const ENDLESS = `
  const { makeNewFile } = await import(${JSON.stringify(MODULE)});
  const write = () => new Promise(() => setInterval(() => undefined, 1000) && console.log("writing"));
  await makeNewFile(process.argv[1], { write, check: () => Promise.resolve() });`;

function startEndless(file: string): ChildProcessByStdio<null, Readable, null> {
  const script = ["--input-type=module", "--eval", ENDLESS, file];
  return spawn(process.execPath, [...WITH_TYPESCRIPT, ...script], { stdio: ["ignore", "pipe", "inherit"] });
}

test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM"] as const)(
  "%s in the middle of a copy ends the process and leaves no half of it behind",
  async (signal) => {
    const folder = makeTemporaryFolder();
    const child = startEndless(join(folder, "copy.gz"));
    await once(child.stdout, "data");
    const before = readdirSync(folder);
    // As SQLite has it beside a copy.
    writeFileSync(join(folder, ".partial-copy.gz-journal"), "");

    child.kill(signal);
    const [, endedBy] = (await once(child, "close")) as [number | null, string | null];

    expect(before).toEqual([".partial-copy.gz", ".partial-copy.gz.lock", ".partial-copy.gz.lock-journal"]);
    expect(endedBy).toBe(signal);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test("a copy that is under way keeps others from its file, and what it leaves when it is killed the next one takes away", async () => {
  const folder = makeTemporaryFolder();
  const file = join(folder, "copy.db");
  const child = startEndless(file);
  await once(child.stdout, "data");
  const write = (path: string): Promise<void> => writeFile(path, "whole");
  const copy = () => makeNewFile(file, { write, check: () => Promise.resolve() });

  await expect(copy()).rejects.toMatchObject({
    code: "FILE_UNUSABLE",
    message: expect.stringContaining("Another process") as string,
  });
  const meanwhile = readdirSync(folder);
  writeFileSync(join(folder, ".partial-copy.db-journal"), "half");
  child.kill("SIGKILL");
  await once(child, "close");
  await copy();

  expect(meanwhile).toEqual([".partial-copy.db", ".partial-copy.db.lock", ".partial-copy.db.lock-journal"]);
  expect(readdirSync(folder)).toEqual(["copy.db"]);
  expect(readFileSync(file, "utf8")).toBe("whole");
});

test("what a copy without a lock left behind is named, with what SQLite has beside it", async () => {
  const file = join(makeTemporaryFolder(), "copy.db");
  const partial = join(dirname(file), ".partial-copy.db");
  const nothing = (): Promise<void> => Promise.resolve();
  const copy = () => makeNewFile(file, { write: nothing, check: nothing });
  writeFileSync(partial, "");
  await expect(copy()).rejects.toThrow("or did not end; delete it when none is.");
  writeFileSync(`${partial}-journal`, "");

  await expect(copy()).rejects.toThrow(`delete it and ${partial}-journal when none is.`);
});
