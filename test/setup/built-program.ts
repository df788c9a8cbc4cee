import { spawnSync } from "node:child_process";

/** Bundles what is shipped, and the program that most tests start as a process of its own, unless that has been done since the last change, or another build is named. */
export function setup(): void {
  if (process.env["HEYRULES_MAIN"] !== undefined) return;
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs", "--for-tests"], { stdio: "inherit" });
  if (status !== 0) throw new Error("the program that tests start could not be built");
}
