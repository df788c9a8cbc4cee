import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { EVENTS } from "./fill-store.ts";

/**
 * Fills an empty store with the history of the benchmarks, in a process that has ended when this resolves: the driver of SQLite
 * lets go of a file only when its statements are collected as garbage, and locks it once more as it does.
 *
 * @throws Error when it could not be filled; the process has said why.
 */
export async function fillApart(url: string): Promise<void> {
  const main = join(import.meta.dirname, "main.js");
  const child = spawn(process.execPath, [main, "fill", url, String(EVENTS)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(child, "exit")) as readonly unknown[];
  if (code !== 0) throw new Error("the store could not be filled with a history");
}
