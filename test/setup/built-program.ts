import { spawnSync } from "node:child_process";

/** Compiles the program that tests start as a process of its own, unless that has been done since the last change. */
export function setup(): void {
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  if (status !== 0) throw new Error("the program that tests start could not be built");
}
