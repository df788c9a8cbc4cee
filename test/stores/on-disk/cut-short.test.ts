import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
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

test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM"] as const)(
  "%s in the middle of a copy ends the process and leaves no half of it behind",
  async (signal) => {
    const folder = makeTemporaryFolder();
    const script = ["--input-type=module", "--eval", ENDLESS, join(folder, "copy.gz")];
    const child = spawn(process.execPath, [...WITH_TYPESCRIPT, ...script], { stdio: "pipe" });
    await once(child.stdout, "data");
    const before = readdirSync(folder);
    // As SQLite has it beside a copy.
    writeFileSync(join(folder, ".partial-copy.gz-journal"), "");

    child.kill(signal);
    const [, endedBy] = (await once(child, "close")) as [number | null, string | null];

    expect(before).toEqual([".partial-copy.gz"]);
    expect(endedBy).toBe(signal);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test("what a copy that was killed left behind is named, with what SQLite has beside it", async () => {
  const file = join(makeTemporaryFolder(), "copy.db");
  const partial = join(dirname(file), ".partial-copy.db");
  const nothing = (): Promise<void> => Promise.resolve();
  const copy = () => makeNewFile(file, { write: nothing, check: nothing });
  writeFileSync(partial, "");
  await expect(copy()).rejects.toThrow("or did not end; delete it when none is.");
  writeFileSync(`${partial}-journal`, "");

  await expect(copy()).rejects.toThrow(`delete it and ${partial}-journal when none is.`);
});
