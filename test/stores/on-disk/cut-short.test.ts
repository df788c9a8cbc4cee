import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
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

    child.kill(signal);
    const [, endedBy] = (await once(child, "close")) as [number | null, string | null];

    expect(before).toEqual([".partial-copy.gz"]);
    expect(endedBy).toBe(signal);
    expect(readdirSync(folder)).toEqual([]);
  },
);
